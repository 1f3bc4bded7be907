/** A way to move a file or folder on this computer. */
export interface Mover {
  readonly name: string;
  /** Moves `source` into the empty directory `target`; resolves with the time it took. */
  move(source: string, target: string): Promise<{ readonly seconds: number }>;
  stop(): Promise<void>;
}
