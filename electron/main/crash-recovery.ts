import type { BrowserWindow } from 'electron';
import type { WriteLog } from './log.ts';

/** Milliseconds in which crashes count together. */
const CRASH_WINDOW_MS = 60_000;
/** Milliseconds before a page that has crashed lately is loaded again. */
const PAUSE_MS = 5_000;
/** Milliseconds that a page may hang before it is ended, which brings it back. */
const HANG_MS = 30_000;

/** What to do about a crash. */
export interface Remedy {
  readonly afterMs: number;
  /** Loading the page again has not helped: the window is made anew. */
  readonly isNewWindow: boolean;
}

/** Returns a function to be called at each crash. @param now - milliseconds of any clock */
export function createCrashPolicy(now: () => number): () => Remedy {
  let crashes: readonly number[] = [];
  return () => {
    crashes = [...crashes.filter((at) => now() - at < CRASH_WINDOW_MS), now()];
    return { afterMs: crashes.length === 1 ? 0 : PAUSE_MS, isNewWindow: crashes.length > 2 };
  };
}

interface Recovery {
  /** Makes the window anew. */
  readonly reopen: () => void;
  readonly onCrash: () => Remedy;
  readonly log: WriteLog;
}

/** A page that crashed or hangs comes back, but not in a tight loop. The engine does not notice. */
export function recoverFromCrashes(window: BrowserWindow, { reopen, onCrash, log }: Recovery): void {
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log('window', { level: 'error', message: 'the page crashed', facts: { reason, exitCode } });
    const { afterMs, isNewWindow } = onCrash();
    setTimeout(() => {
      if (window.isDestroyed()) return;
      if (isNewWindow) reopen();
      else window.webContents.reload();
    }, afterMs);
  });

  let hanging: NodeJS.Timeout | undefined;
  const forgive = (): void => clearTimeout(hanging);
  window.on('unresponsive', () => {
    log('window', { level: 'warn', message: 'the page does not answer' });
    forgive();
    hanging = setTimeout(() => {
      // a developer's breakpoint hangs, too
      if (!window.isDestroyed() && !window.webContents.isDevToolsOpened()) window.webContents.forcefullyCrashRenderer();
    }, HANG_MS);
  });
  window.on('responsive', forgive);
  window.on('closed', forgive);
}
