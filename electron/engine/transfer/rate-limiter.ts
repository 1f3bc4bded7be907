import { abortable } from './abortable.ts';

/** A rate is kept over spans this long: a bucket that stood full lets no more than this pass at once. */
const BURST_MS = 100;
/** The least that passes at once: below this, headers and system calls would cost more than the bytes. */
const MIN_BURST_BYTES = 16 * 1024;

/** Bytes that may pass now, refilled at a rate. Arithmetic only: the caller gives the clock, in milliseconds. */
export class TokenBucket {
  #bytesPerSec: number;
  #tokens: number;
  #filledAtMs: number;

  constructor(bytesPerSec: number, nowMs: number) {
    this.#bytesPerSec = bytesPerSec;
    this.#tokens = this.burstBytes;
    this.#filledAtMs = nowMs;
  }

  /** 100 ms worth, at least 16 KiB. */
  get burstBytes(): number {
    return Math.max(MIN_BURST_BYTES, Math.floor((this.#bytesPerSec * BURST_MS) / 1_000));
  }

  /** What was gathered so far stays, as far as the new burst allows. */
  setRate(bytesPerSec: number, nowMs: number): void {
    this.#refill(nowMs);
    this.#bytesPerSec = bytesPerSec;
    this.#tokens = Math.min(this.#tokens, this.burstBytes);
  }

  /** Milliseconds until `bytes`, at most one burst, may pass. */
  waitMs(bytes: number, nowMs: number): number {
    this.#refill(nowMs);
    return Math.max(0, ((bytes - this.#tokens) * 1_000) / this.#bytesPerSec);
  }

  spend(bytes: number, nowMs: number): void {
    this.#refill(nowMs);
    this.#tokens -= bytes;
  }

  /** They were spent, but not used. */
  giveBack(bytes: number): void {
    this.#tokens = Math.min(this.burstBytes, this.#tokens + bytes);
  }

  #refill(nowMs: number): void {
    const elapsedMs = Math.max(0, nowMs - this.#filledAtMs);
    this.#filledAtMs = nowMs;
    this.#tokens = Math.min(this.burstBytes, this.#tokens + (elapsedMs * this.#bytesPerSec) / 1_000);
  }
}

/** One transfer that waits for leave to move its next bytes. */
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
    let waiter: Waiter | null = null;
    return abortable<number>(
      signal,
      (resolve) => {
        waiter = { maxBytes, resolve };
        this.#waiting.add(waiter);
        this.#serve();
      },
      () => {
        if (waiter) this.#waiting.delete(waiter);
        this.#serve();
      },
    );
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
