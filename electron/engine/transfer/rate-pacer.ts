/** What passes at once is so much of the rate: a frame, or a few pieces of one. */
const GRANT_MS = 50;
/** The least that passes at once: below this, headers and system calls would cost more than the bytes. */
const MIN_GRANT_BYTES = 4 * 1024;
/** Time without a byte that is made up for: a thread that is busy between two frames must not make a transfer slower. */
const CATCH_UP_MS = 250;

/**
 * Says when the next bytes may pass, so that the rate is kept on the whole: whoever is served late, because a timer fired
 * late, is next served so much sooner. In any span no more passes than the rate gives for it, and 300 ms worth or 4 KiB
 * beside. Arithmetic only: the caller gives the clock, in milliseconds.
 */
export class RatePacer {
  #bytesPerSec: number;
  /** What has passed is paid for by then. */
  #paidAtMs: number;

  constructor(bytesPerSec: number, nowMs: number) {
    this.#bytesPerSec = bytesPerSec;
    this.#paidAtMs = nowMs;
  }

  /** The most that may pass at once. */
  get grantBytes(): number {
    return Math.max(MIN_GRANT_BYTES, Math.floor((this.#bytesPerSec * GRANT_MS) / 1_000));
  }

  /** What has passed already, and is not paid for, is so by the new rate. */
  setRate(bytesPerSec: number, nowMs: number): void {
    const owedMs = Math.max(0, this.#paidAtMs - nowMs);
    if (owedMs > 0) this.#paidAtMs = nowMs + (owedMs * this.#bytesPerSec) / bytesPerSec;
    this.#bytesPerSec = bytesPerSec;
  }

  /** Milliseconds until what was asked for at `askedAtMs` may pass; 0: now. */
  waitMs(askedAtMs: number, nowMs: number): number {
    return Math.max(0, this.#startMs(askedAtMs) - nowMs);
  }

  /** They pass, and were asked for at `askedAtMs`. */
  pass(bytes: number, askedAtMs: number): void {
    this.#paidAtMs = this.#startMs(askedAtMs) + this.#toMs(bytes);
  }

  /** They passed without being asked for, which the next ones pay for. */
  add(bytes: number): void {
    this.#paidAtMs += this.#toMs(bytes);
  }

  #startMs(askedAtMs: number): number {
    return Math.max(this.#paidAtMs, askedAtMs - CATCH_UP_MS);
  }

  #toMs(bytes: number): number {
    return (bytes * 1_000) / this.#bytesPerSec;
  }
}
