import { app } from 'electron';
import type { WriteLog } from './log.ts';
import { endWithBug } from './start/end-with-words.ts';

/**
 * Bugs of main go to the log. One that nobody caught ends the app, as nothing can be trusted after it, and the user is
 * told; a promise that nobody waited for does not: what it was for has failed, and the log says so.
 */
export function setupCrashLog(log: WriteLog): void {
  process.on('uncaughtException', (error) => {
    logCrash(log, 'uncaught exception', error);
    void endWithBug(error, true);
  });
  process.on('unhandledRejection', (reason) => logCrash(log, 'unhandled rejection', reason));
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    log('main', { level: 'warn', message: 'a helper process ended', facts: { type, reason, exitCode } });
  });
}

/** Writes down what is a bug, with where it happened. */
export function logCrash(log: WriteLog, message: string, error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log('main', { level: 'error', message, stack });
}
