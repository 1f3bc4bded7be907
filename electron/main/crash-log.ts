import { app } from 'electron';
import type { WriteLog } from './log.ts';

/**
 * Bugs of main go to the log. One that nobody caught ends the app, as nothing can be trusted after it; a promise that
 * nobody waited for does not: what it was for has failed, and the log says so.
 */
export function setupCrashLog(log: WriteLog): void {
  const write = (message: string, error: unknown): void => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log('main', { level: 'error', message, stack });
  };
  process.on('uncaughtException', (error) => {
    write('uncaught exception', error);
    app.exit(1);
  });
  process.on('unhandledRejection', (reason) => write('unhandled rejection', reason));
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    log('main', { level: 'warn', message: 'a helper process ended', facts: { type, reason, exitCode } });
  });
}
