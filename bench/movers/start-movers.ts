import { join } from 'node:path';
import { bundleScript } from '../../electron/engine/testing/bundle-script.ts';
import { ROOT } from '../../e2e/support/app-command.ts';
import type { Place } from '../place.ts';
import type { LeftOut } from '../report/results.ts';
import { startEnginesMover } from './engines-mover.ts';
import type { MoverId } from './mover-facts.ts';
import type { Mover } from './mover.ts';
import { rivalMover } from './rivals.ts';
import { startSshServer, type SshServer } from './ssh-server.ts';

/** What is the same on every medium: made once for a run. */
export interface MoverTools {
  readonly server: SshServer | null;
  /** The engine as one file for plain Node; null: not wanted. */
  readonly engineScript: string | null;
  readonly startApps: StartApps | null;
  stop(): void;
}

/** Starts the two apps with all they have in that folder. Given from outside: they need Electron, a screen and Playwright. */
export type StartApps = (home: string) => Promise<Mover>;

export async function prepareMovers(
  directory: string,
  wanted: ReadonlySet<MoverId>,
  startApps: StartApps | null,
): Promise<MoverTools> {
  const server = await startSshServer(directory);
  const engineScript = wanted.has('engines') ? await bundleEngine(directory) : null;
  return { server, engineScript, startApps, stop: () => server?.stop() };
}

/** The engine, and beside it the thread that it starts. */
async function bundleEngine(directory: string): Promise<string> {
  const folder = join(ROOT, 'electron/engine/testing');
  await bundleScript(directory, join(folder, 'disk-child.ts'));
  return bundleScript(directory, join(folder, 'engine-child.ts'));
}

/** Where it is told why a mover is missing. */
export interface Absences {
  /** It cannot be had on this computer. */
  leaveOut(leftOut: LeftOut): void;
  /** It is there, and does not start. */
  fail(leftOut: LeftOut): void;
}

/** Starts all that are wanted and can be had; what both ends of Lanyard write is at `place`, too. */
export async function startMovers(
  wanted: ReadonlySet<MoverId>,
  tools: MoverTools,
  place: Place,
  absences: Absences,
): Promise<readonly Mover[]> {
  const movers: Mover[] = [];
  for (const id of wanted) {
    const what = `${id}, ${place.id}`;
    try {
      const mover = await startMover(id, place.fresh(id), tools);
      if (typeof mover === 'string') absences.leaveOut({ what, why: mover });
      else movers.push(mover);
    } catch (error) {
      absences.fail({ what, why: String(error) });
    }
  }
  return movers;
}

async function startMover(id: MoverId, home: string, tools: MoverTools): Promise<Mover | string> {
  switch (id) {
    case 'apps':
      return tools.startApps?.(home) ?? 'no apps can be started here';
    case 'engines':
      return tools.engineScript === null ? 'it was not prepared' : startEnginesMover(tools.engineScript, home);
    default:
      return rivalMover(id, tools.server);
  }
}
