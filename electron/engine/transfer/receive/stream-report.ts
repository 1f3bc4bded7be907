import { MAX_PAGE_ITEMS, TAKEN_STEP_BYTES } from '../../../../shared/protocol/constants.ts';
import type { FrameConnection } from '../../transport/connection.ts';

/** How far a stream has come. */
interface StreamProgress {
  /** Of all accepted files: written, held or in place. */
  readonly writtenBytes: number;
  /** Of this connection's bytes: written, or thrown away with a file that failed. */
  readonly takenBytes: number;
}

/** Tells the sender how far its stream has come, and what became of its files. PROTOCOL.md §4.19, §4.20 */
export class StreamReport {
  readonly #connection: Pick<FrameConnection, 'send'>;
  readonly #progress: () => StreamProgress;
  #told: StreamProgress = { writtenBytes: 0, takenBytes: 0 };
  #results: [index: number, wireCode: number][] = [];

  constructor(connection: Pick<FrameConnection, 'send'>, progress: () => StreamProgress) {
    this.#connection = connection;
    this.#progress = progress;
  }

  addResult(index: number, wireCode: number): void {
    this.#results.push([index, wireCode]);
  }

  /** Tells what changed since the last time. */
  tell(): void {
    const { writtenBytes, takenBytes } = this.#progress();
    if (writtenBytes !== this.#told.writtenBytes || takenBytes !== this.#told.takenBytes) {
      this.#connection.send({ type: 'ack', bytes: writtenBytes, taken: takenBytes });
      this.#told = { writtenBytes, takenBytes };
    }
    for (let start = 0; start < this.#results.length; start += MAX_PAGE_ITEMS) {
      this.#connection.send({ type: 'result', files: this.#results.slice(start, start + MAX_PAGE_ITEMS) });
    }
    this.#results = [];
  }

  /** A sender that waits for this is told at once. */
  tellTaken(): void {
    if (this.#progress().takenBytes - this.#told.takenBytes >= TAKEN_STEP_BYTES) this.tell();
  }
}
