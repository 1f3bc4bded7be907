import type { WaitClock } from '../limits/wait-clock.ts';
import type { RateLimiter } from '../rate-limiter.ts';

interface ThrottleOptions {
  readonly limiter: RateLimiter;
  readonly clock: WaitClock;
  /** Stops and starts the taking. `release` may note bytes at once. */
  readonly hold: () => void;
  readonly release: () => void;
}

/** Asked for at once; the limiter gives less where the limit is low. */
const WANTED_BYTES = 1024 * 1024;

/**
 * Keeps one received stream within the limit by taking it slower: what was taken is paid for afterwards, and until it
 * is paid nothing more is. The sender's window holds it back then, so that little piles up here.
 */
export class ReadThrottle {
  readonly #options: ThrottleOptions;
  readonly #stopping = new AbortController();
  #allowanceBytes = 0;
  #isPaying = false;

  constructor(options: ThrottleOptions) {
    this.#options = options;
  }

  /** To be told of everything that was taken. */
  note(bytes: number): void {
    if (!this.#options.limiter.isLimited) return;
    this.#allowanceBytes -= bytes;
    if (this.#allowanceBytes <= 0 && !this.#isPaying) void this.#pay();
  }

  /** Leaves the queue. Taking stays as it is: the connection has ended. */
  stop(): void {
    this.#stopping.abort();
  }

  async #pay(): Promise<void> {
    const { limiter, clock, hold, release } = this.#options;
    const { signal } = this.#stopping;
    this.#isPaying = true;
    hold();
    try {
      while (this.#allowanceBytes <= 0) {
        const grantedBytes = await clock.during('limit', limiter.take(WANTED_BYTES, signal));
        this.#allowanceBytes = limiter.isLimited ? this.#allowanceBytes + grantedBytes : 1;
      }
    } catch (error) {
      // it ended while it waited: the only thing that `take` throws for
      if (!signal.aborted) throw error;
      return;
    } finally {
      this.#isPaying = false;
    }
    // what waited is taken now, and may have to be paid for again
    release();
  }
}
