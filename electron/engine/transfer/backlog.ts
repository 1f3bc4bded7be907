import type { Connection } from '../transport/connection.ts';

/** Received but not yet on the disk: above HIGH reading stops, below LOW it goes on. */
const HIGH_BYTES = 8 * 1024 * 1024;
const LOW_BYTES = 4 * 1024 * 1024;
/** The same for whole small files, which cost system calls rather than bytes. */
const HIGH_FILES = 1_024;
const LOW_FILES = 512;

/** The receiver's end of the back-pressure chain: a slow disk stops the reading, TCP tells the sender. */
export class Backlog {
  readonly #connection: Pick<Connection, 'pause' | 'resume'>;
  #bytes = 0;
  #files = 0;
  #isHolding = false;

  constructor(connection: Pick<Connection, 'pause' | 'resume'>) {
    this.#connection = connection;
  }

  addBytes(bytes: number): void {
    this.#bytes += bytes;
    this.#adjust();
  }

  addFile(): void {
    this.#files += 1;
    this.#adjust();
  }

  removeBytes(bytes: number): void {
    this.#bytes -= bytes;
    this.#adjust();
  }

  removeFile(): void {
    this.#files -= 1;
    this.#adjust();
  }

  #adjust(): void {
    if (!this.#isHolding && (this.#bytes > HIGH_BYTES || this.#files > HIGH_FILES)) {
      this.#isHolding = true;
      this.#connection.pause();
    } else if (this.#isHolding && this.#bytes <= LOW_BYTES && this.#files <= LOW_FILES) {
      this.#isHolding = false;
      this.#connection.resume();
    }
  }
}
