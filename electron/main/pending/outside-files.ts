import { app } from 'electron';
import { IPC_LIMITS } from '../../../shared/ipc/limits.ts';
import type { WriteLog } from '../log.ts';
import { desktopText } from '../text/desktop-text.ts';
import type { NamedFiles } from './file-arguments.ts';
import { findFiles, type FoundFiles } from './find-files.ts';
import { takeFiles } from './hand-over.ts';
import type { PendingSends } from './pending-sends.ts';

/** Milliseconds without another one after which the files that macOS opens, one by one, are a lot. */
const OPEN_FILE_PAUSE_MS = 250;

interface OutsideFilesOptions {
  /** Where claim-instance.ts leaves them. */
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

  async function bring(named: NamedFiles): Promise<void> {
    await app.whenReady();
    const found = await findFiles(named);
    const facts = { count: found.paths.length, missingCount: found.missingCount };
    log('main', { level: 'info', message: 'files came from outside', facts });
    pending.put(found.paths);
    showWindow();
    const message = describeLeftOut(found);
    if (message !== null) tell(message);
  }

  // one after the other, so that the later lot is the one that stays
  function add(named: NamedFiles): void {
    if (named.paths.length + named.unusableCount > 0) last = last.then(() => bring(named));
  }

  collectOpenedFiles((paths) => add({ paths, unusableCount: 0 }));
  return { take: () => add(takeFiles(folder, Date.now())) };
}

/** What to say about names that were not taken; null: all were. */
function describeLeftOut({ paths, missingCount, isCut }: FoundFiles): string | null {
  const t = desktopText();
  if (paths.length === 0) return t('given.nothing');
  const missing = missingCount > 0 ? [t('given.missing', { count: missingCount })] : [];
  const cut = isCut ? [t('given.tooMany', { count: IPC_LIMITS.paths })] : [];
  return missing.length + cut.length === 0 ? null : [...missing, ...cut].join('\n');
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
