/** Speed is taken over this long: shorter jumps, longer lags. */
const WINDOW_MS = 3_000;

interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

/** Smoothed speed of a growing byte count. The caller gives the clock. */
export class RateMeter {
  #samples: Sample[] = [];

  /** @param bytes - the count so far, not the increment */
  add(bytes: number, atMs: number): void {
    this.#samples.push({ atMs, bytes });
    const first = this.#samples.findIndex((sample) => atMs - sample.atMs <= WINDOW_MS);
    // one sample older than the window stays: the window's left edge
    if (first > 1) this.#samples.splice(0, first - 1);
  }

  /** Bytes per second over the last 3 s; 0 with less than two samples, and when the last one is older than that. */
  rateBytesPerSec(atMs: number): number {
    const oldest = this.#samples[0];
    const newest = this.#samples.at(-1);
    if (!oldest || !newest || atMs <= oldest.atMs || atMs - newest.atMs > WINDOW_MS) return 0;
    return Math.max(0, ((newest.bytes - oldest.bytes) * 1000) / (atMs - oldest.atMs));
  }
}
