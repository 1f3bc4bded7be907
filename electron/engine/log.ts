/** Where the engine writes what happened. Never file contents, never keys. */
export interface Log {
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  /** `error` with its stack: something of ours went wrong. */
  error(message: string, error: unknown): void;
}

export type LogFacts = Readonly<Record<string, string | number | boolean | null>>;

/** For tests and tools that do not want to hear. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * From now on a promise of this thread that fails while nobody waits for it is only logged. It is a bug, but no reason to
 * end the thread, and every transfer with it, as Node would.
 */
export function logRejections(log: Log): void {
  process.on('unhandledRejection', (reason) => log.error('a promise failed and nobody waited for it', reason));
}
