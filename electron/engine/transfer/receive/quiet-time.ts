/** What two clocks show, in milliseconds. */
interface Clocks {
  /** Unix time: anybody may set it, and a computer without a battery begins in 1970. */
  readonly wallMs: number;
  /** Of this run; nobody can set it. */
  readonly runMs: number;
}

function readClocks(): Clocks {
  return { wallMs: Date.now(), runMs: performance.now() };
}

/** How long nothing has moved: whichever clock says less, so that setting one makes nothing old. */
export class QuietTime {
  readonly #begin: Clocks;
  readonly #olderMs: number;

  /** @param sinceMs - Unix time, perhaps of an earlier run; not given: now */
  constructor(sinceMs?: number, now = readClocks()) {
    this.#begin = { ...now, wallMs: sinceMs ?? now.wallMs };
    this.#olderMs = Math.max(0, now.wallMs - this.#begin.wallMs);
  }

  lastsMs(now = readClocks()): number {
    return Math.min(now.wallMs - this.#begin.wallMs, this.#olderMs + now.runMs - this.#begin.runMs);
  }
}
