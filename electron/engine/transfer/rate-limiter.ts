import { TokenBucket } from './token-bucket.ts';

/** Somebody who waits for their turn. */
interface Waiter {
  readonly maxBytes: number;
  readonly resolve: (grantedBytes: number) => void;
}

/**
 * One limit for all transfers of one direction together. Each asks for the next few bytes and is served in the order
 * of asking, a burst at a time, so transfers that run side by side get equal shares.
 */
export class RateLimiter {
  #bucket: TokenBucket | null;
  readonly #waiting = new Set<Waiter>();
  #timer: NodeJS.Timeout | null = null;

  /** @param bytesPerSec - null: no limit */
  constructor(bytesPerSec: number | null) {
    this.#bucket = bytesPerSec === null ? null : new TokenBucket(bytesPerSec, performance.now());
  }

  /** Look here first: without a limit there is nothing to take, and nothing to wait for. */
  get isLimited(): boolean {
    return this.#bucket !== null;
  }

  /** How many wait. */
  get queueLength(): number {
    return this.#waiting.size;
  }

  /** Holds at once, also for those who wait already. */
  setLimit(bytesPerSec: number | null): void {
    const nowMs = performance.now();
    if (bytesPerSec === null) this.#bucket = null;
    else if (this.#bucket) this.#bucket.setRate(bytesPerSec, nowMs);
    else this.#bucket = new TokenBucket(bytesPerSec, nowMs);
    this.#serve();
  }

  /**
   * Waits until some bytes may pass; gives how many, 1 to `maxBytes`. They count as passed.
   *
   * @throws the signal's reason, at once when it aborts; the turn then goes to the next
   */
  take(maxBytes: number, signal: AbortSignal): Promise<number> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.delete(waiter);
        // aborts here carry LanyardErrors
        reject(signal.reason as Error);
        this.#serve();
      };
      const waiter: Waiter = {
        maxBytes,
        resolve: (grantedBytes) => {
          signal.removeEventListener('abort', onAbort);
          resolve(grantedBytes);
        },
      };
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort);
      this.#waiting.add(waiter);
      this.#serve();
    });
  }

  /** Of what was taken, this was not needed. */
  giveBack(bytes: number): void {
    this.#bucket?.giveBack(bytes);
    this.#serve();
  }

  #serve(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const waiter of this.#waiting) {
      const nowMs = performance.now();
      const bytes = Math.min(waiter.maxBytes, this.#bucket?.burstBytes ?? Infinity);
      const waitMs = this.#bucket?.waitMs(bytes, nowMs) ?? 0;
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#serve(), Math.ceil(waitMs));
        return;
      }
      this.#bucket?.spend(bytes, nowMs);
      this.#waiting.delete(waiter);
      waiter.resolve(bytes);
    }
  }
}
