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
