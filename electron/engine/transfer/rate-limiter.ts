import { abortable } from './abortable.ts';
import { RatePacer } from './rate-pacer.ts';

/** What a limit counts of FILE-END for one file: its index and hash, in JSON. Of a file of 1 KiB it is 7 % more. */
const FILE_END_BYTES = 76;

export const fileEndBytes = (fileCount: number): number => fileCount * FILE_END_BYTES;

/** One transfer that waits for leave to move its next bytes. */
interface Waiter {
  readonly askedAtMs: number;
  readonly maxBytes: number;
  readonly resolve: (grantedBytes: number) => void;
}

/**
 * One limit for all transfers of one direction together, on the bytes of files and what names their ends. Each asks for the
 * next few bytes and is served in the order of asking, a grant at a time, so transfers that run side by side get equal
 * shares.
 */
export class RateLimiter {
  #pacer: RatePacer | null;
  readonly #waiting = new Set<Waiter>();
  #timer: NodeJS.Timeout | null = null;

  /** @param bytesPerSec - null: no limit */
  constructor(bytesPerSec: number | null) {
    this.#pacer = bytesPerSec === null ? null : new RatePacer(bytesPerSec, performance.now());
  }

  /** Look here first: without a limit there is nothing to take, and nothing to wait for. */
  get isLimited(): boolean {
    return this.#pacer !== null;
  }

  /** Holds at once, also for those who wait already. */
  setLimit(bytesPerSec: number | null): void {
    if (bytesPerSec === null) this.#pacer = null;
    else if (this.#pacer) this.#pacer.setRate(bytesPerSec, performance.now());
    else this.#pacer = new RatePacer(bytesPerSec, performance.now());
    this.#serve();
  }

  /**
   * Waits until some bytes may pass; gives how many, 1 to `maxBytes`. They count as passed.
   *
   * @throws the signal's reason, at once when it aborts; the turn then goes to the next
   */
  take(maxBytes: number, signal: AbortSignal): Promise<number> {
    let waiter: Waiter | null = null;
    return abortable<number>(
      signal,
      (resolve) => {
        waiter = { askedAtMs: performance.now(), maxBytes, resolve };
        this.#waiting.add(waiter);
        this.#serve();
      },
      () => {
        if (waiter) this.#waiting.delete(waiter);
        this.#serve();
      },
    );
  }

  /** They passed without waiting: what is taken next waits for them. */
  note(bytes: number): void {
    this.#pacer?.add(bytes);
  }

  #serve(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const waiter of this.#waiting) {
      const waitMs = this.#pacer?.waitMs(waiter.askedAtMs, performance.now()) ?? 0;
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#serve(), Math.ceil(waitMs));
        return;
      }
      const bytes = Math.min(waiter.maxBytes, this.#pacer?.grantBytes ?? Infinity);
      this.#pacer?.pass(bytes, waiter.askedAtMs);
      this.#waiting.delete(waiter);
      waiter.resolve(bytes);
    }
  }
}
