import { WaitClock } from '../limits/wait-clock.ts';
import type { Connection } from '../../transport/connection.ts';

/**
 * Received but not yet on the disk: above HIGH reading stops, below LOW it goes on. More than the window of an honest sender
 * (6 MiB, PROTOCOL.md §5.3), which holds it back more evenly: stops and starts cost a twelfth of the speed.
 */
const HIGH_BYTES = 8 * 1024 * 1024;
const LOW_BYTES = 6 * 1024 * 1024;
/** Above SLOW most of that window waits here: the disk is what limits, until it has caught up. */
const SLOW_BYTES = 4 * 1024 * 1024;
const CAUGHT_UP_BYTES = 2 * 1024 * 1024;
/** The same for whole small files, which cost system calls rather than bytes. */
const HIGH_FILES = 4_096;
const LOW_FILES = 2_048;
/** The same for files whose parts are open until they are flushed: a process may hold 1,024 descriptors, or 256. */
const HIGH_OPEN = 64;
const LOW_OPEN = 32;

/** The receiver's end of the back-pressure chain: a slow disk stops the reading, TCP tells the sender. */
export class Backlog {
  readonly #connection: Pick<Connection, 'pause' | 'resume'>;
  readonly #onLess: () => void;
  readonly #clock: WaitClock;
  #bytes = 0;
  #files = 0;
  #open = 0;
  #isFull = false;
  #isSlow = false;
  #isThrottled = false;
  #isHolding = false;

  /**
   * @param onLess - bytes were written or thrown away
   * @param clock - hears how long the disk is waited for
   */
  constructor(
    connection: Pick<Connection, 'pause' | 'resume'>,
    onLess: () => void = () => undefined,
    clock = new WaitClock(),
  ) {
    this.#connection = connection;
    this.#onLess = onLess;
    this.#clock = clock;
  }

  /** Waiting for the disk now. */
  get bytes(): number {
    return this.#bytes;
  }

  addBytes(bytes: number): void {
    this.#bytes += bytes;
    this.#adjust();
  }

  addFiles(count: number): void {
    this.#files += count;
    this.#adjust();
  }

  addOpenFile(): void {
    this.#open += 1;
    this.#adjust();
  }

  removeBytes(bytes: number): void {
    this.#bytes -= bytes;
    this.#adjust();
    this.#onLess();
  }

  removeFiles(count: number): void {
    this.#files -= count;
    this.#adjust();
  }

  removeOpenFile(): void {
    this.#open -= 1;
    this.#adjust();
  }

  /** True: reading stops for a reason that has nothing to do with the disk. */
  setThrottled(isThrottled: boolean): void {
    this.#isThrottled = isThrottled;
    this.#adjust();
  }

  #adjust(): void {
    if (this.#bytes > HIGH_BYTES || this.#files > HIGH_FILES || this.#open > HIGH_OPEN) this.#isFull = true;
    else if (this.#bytes <= LOW_BYTES && this.#files <= LOW_FILES && this.#open <= LOW_OPEN) this.#isFull = false;
    if (this.#bytes > SLOW_BYTES) this.#isSlow = true;
    else if (this.#bytes <= CAUGHT_UP_BYTES) this.#isSlow = false;
    this.#clock[this.#isFull || this.#isSlow ? 'enter' : 'leave']('disk');
    const mustHold = this.#isFull || this.#isThrottled;
    if (mustHold === this.#isHolding) return;
    this.#isHolding = mustHold;
    if (mustHold) this.#connection.pause();
    else this.#connection.resume();
  }
}
