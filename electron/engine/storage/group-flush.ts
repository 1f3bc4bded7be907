import type { DiskFailure } from '../disk-thread/disk-failure.ts';

interface Waiting {
  readonly index: number;
  readonly settle: (outcome: DiskFailure | null) => void;
  readonly fail: (error: unknown) => void;
}

/** Flushes parts that end about the same time together: one flush of a disk costs little more than one of a file. */
export class GroupFlush {
  readonly #flush: (indexes: readonly number[]) => Promise<readonly (DiskFailure | null)[]>;
  #waiting: Waiting[] = [];
  #isRunning = false;

  /** @param flush - gives outcomes by position */
  constructor(flush: (indexes: readonly number[]) => Promise<readonly (DiskFailure | null)[]>) {
    this.#flush = flush;
  }

  /** Null: its bytes are safe against a power cut. Rejects when nobody could be asked. */
  add(index: number): Promise<DiskFailure | null> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ index, settle, fail });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0);
      try {
        const outcomes = await this.#flush(group.map(({ index }) => index));
        for (const [position, { settle }] of group.entries()) settle(outcomes[position] ?? null);
      } catch (error) {
        for (const { fail } of group) fail(error);
      }
    }
    this.#isRunning = false;
  }
}
