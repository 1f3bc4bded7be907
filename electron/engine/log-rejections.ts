import type { Log } from './log.ts';

/**
 * From now on a promise of this thread that fails while nobody waits for it is only logged. It is a bug, but no reason to
 * end the thread, and every transfer with it, as Node would.
 */
export function logRejections(log: Log): void {
  process.on('unhandledRejection', (reason) => log.error('a promise failed and nobody waited for it', reason));
}
