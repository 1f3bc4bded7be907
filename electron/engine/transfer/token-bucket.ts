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
