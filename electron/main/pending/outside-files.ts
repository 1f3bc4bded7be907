import { app } from 'electron';
import type { WriteLog } from '../log.ts';
import { findFiles } from './find-files.ts';
import { takeFiles, type NamedByStart } from './hand-over.ts';
import { describeLeftOut } from './left-out-text.ts';
import type { PendingSends } from './pending-sends.ts';

/** Milliseconds without another one after which the files that macOS opens, one by one, are a lot. */
const OPEN_FILE_PAUSE_MS = 250;
/** Milliseconds until what another program holds open is looked at again, and how often. */
const HELD_PAUSE_MS = 300;
const HELD_TRIES = 10;

interface OutsideFilesOptions {
  /** Where start/claim-instance.ts leaves them. */
  readonly folder: string;
  readonly pending: PendingSends;
  /** Brings the window to the front, where a peer is chosen. */
  readonly showWindow: () => void;
  /** Tells the user what was left out. */
  readonly tell: (message: string) => void;
  readonly log: WriteLog;
}

export interface OutsideFiles {
  /** Looks for what a command line has left. */
  take(): void;
}

/** Makes files from outside the window wait for a peer: those of macOS by themselves, others when told to look. */
export function setupOutsideFiles({ folder, pending, showWindow, tell, log }: OutsideFilesOptions): OutsideFiles {
  let last = Promise.resolve();

  async function bring(named: NamedByStart): Promise<void> {
    await app.whenReady();
    const found = await findFiles(named);
    const facts = { count: found.paths.length, leftCount: found.left.length };
    log('main', { level: 'info', message: 'files came from outside', facts });
    const tooMany = pending.put(found.paths, named.startedAtMs);
    showWindow();
    const message = describeLeftOut({ ...found, isCut: found.isCut || tooMany > 0 });
    if (message === null) return;
    // whoever started us may look at a terminal, and at no window yet
    console.error(message);
    tell(message);
  }

  // one after the other, so that the later lot is the one that stays; one that cannot be had does not stop the others
  function add(named: NamedByStart): void {
    const warn = (reason: unknown): void =>
      log('main', { level: 'error', message: 'files from outside are lost', stack: String(reason) });
    last = last.then(() => bring(named)).catch(warn);
  }

  function take(triesLeft = HELD_TRIES): void {
    const { starts, isHeld } = takeFiles(folder, Date.now());
    for (const named of starts) if (named.paths.length + named.unusable.length > 0) add(named);
    if (isHeld && triesLeft > 0) setTimeout(() => take(triesLeft - 1), HELD_PAUSE_MS);
  }

  collectOpenedFiles((paths) => add({ paths, unusable: [], startedAtMs: Date.now() }));
  return { take: () => take() };
}

/** macOS tells each file of a selection by itself. */
function collectOpenedFiles(onFiles: (paths: readonly string[]) => void): void {
  let paths: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  app.on('open-file', (event, path) => {
    event.preventDefault();
    paths.push(path);
    clearTimeout(timer);
    timer = setTimeout(() => {
      onFiles(paths);
      paths = [];
    }, OPEN_FILE_PAUSE_MS);
  });
}
