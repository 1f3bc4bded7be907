import { runningPids } from '../run.ts';
import type { SshServer } from './ssh-server.ts';
import type { MoverId } from './mover-facts.ts';
import type { Errand, Moved, Mover } from './mover.ts';

/** A mover that is a command which runs to its end: its time is all of that. */
export function commandMover(id: MoverId, server: SshServer | null, move: (errand: Errand) => Promise<void>): Mover {
  const timed = async (errand: Errand): Promise<Moved> => {
    const startMs = performance.now();
    await move(errand);
    const seconds = (performance.now() - startMs) / 1000;
    return { seconds, wholeSeconds: seconds, mainP99Ms: null, progress: [] };
  };
  const servers = server ? [server.pid] : [];
  return {
    id,
    // what the command used is ours when it has ended: this process waits for no other meanwhile
    cpu: { trees: servers, reapers: [process.pid] },
    sides: [runningPids, () => servers],
    idleMib: null,
    move: timed,
    moveAtOnce: timed,
    settle: async () => server?.settle(),
    stop: () => Promise.resolve(),
  };
}

/** For a shell. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
