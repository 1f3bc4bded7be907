import type { Way } from './fault-pipe.ts';

interface Mark {
  readonly atBytes: number;
  /** Runs what was asked for, once; resolves when it has ended. */
  readonly run: () => Promise<void>;
}

/** Counts what passes each way, and stops it at exact counts while something is done. */
export class PassMarks {
  readonly passed: Record<Way, number> = { up: 0, down: 0 };
  readonly #marks: Record<Way, Mark[]> = { up: [], down: [] };
  #isStopped = false;

  /** Resolves when `bytes` more have passed that way and `act` is done; rejects with what it throws. */
  add(way: Way, bytes: number, act: () => Promise<void> | void): Promise<void> {
    return new Promise((resolve, reject) => {
      let running: Promise<void> | undefined;
      const run = (): Promise<void> => (running ??= Promise.resolve().then(act).then(resolve, reject));
      this.#marks[way].push({ atBytes: this.passed[way] + bytes, run });
      this.#marks[way].sort((a, b) => a.atBytes - b.atBytes);
    });
  }

  /** Writes `chunk` in pieces that end at the marks on the way. */
  async pass(way: Way, chunk: Buffer, write: (piece: Buffer) => Promise<void>): Promise<void> {
    let rest = chunk;
    while (rest.length > 0) {
      await this.#runDue(way);
      const roomBytes = this.#roomBytes(way);
      const piece = rest.subarray(0, roomBytes);
      rest = rest.subarray(piece.length);
      // counted before it is written: connections that write at once must not pass the mark together
      this.passed[way] += piece.length;
      await write(piece);
    }
    await this.#runDue(way);
  }

  /** Marks not reached are not waited for any more. */
  stop(): void {
    this.#isStopped = true;
  }

  #roomBytes(way: Way): number {
    const [next] = this.#marks[way];
    return next === undefined || this.#isStopped ? Infinity : next.atBytes - this.passed[way];
  }

  async #runDue(way: Way): Promise<void> {
    const marks = this.#marks[way];
    for (let next = marks[0]; next && this.#roomBytes(way) <= 0; next = marks[0]) {
      await next.run();
      // another connection may have been waiting for the same one
      if (marks[0] === next) marks.shift();
    }
  }
}
