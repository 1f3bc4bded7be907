/**
 * What the one who moves bytes waits for: its own disk, the limit on speed, the other side or the network between, or its
 * turn in the line (which is no fault of any of them).
 */
export type Wait = 'disk' | 'limit' | 'other' | 'turn';

export type WaitTimes = Readonly<Record<Wait, number>>;

/** How long one flow has waited for what. Costs a look at the clock for each wait. Milliseconds of the given clock. */
export class WaitClock {
  readonly #now: () => number;
  readonly #totals: Record<Wait, number> = { disk: 0, limit: 0, other: 0, turn: 0 };
  readonly #since = new Map<Wait, number>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** It waits from now on; does nothing when it does already. */
  enter(wait: Wait): void {
    if (!this.#since.has(wait)) this.#since.set(wait, this.#now());
  }

  leave(wait: Wait): void {
    const sinceMs = this.#since.get(wait);
    if (sinceMs === undefined) return;
    this.#since.delete(wait);
    this.#totals[wait] += this.#now() - sinceMs;
  }

  /** `work` is what it waits for; rejects as `work` does. */
  async during<T>(wait: Wait, work: Promise<T>): Promise<T> {
    this.enter(wait);
    try {
      return await work;
    } finally {
      this.leave(wait);
    }
  }

  /** Waited since the last call, also for what it waits for still. */
  take(): WaitTimes {
    const nowMs = this.#now();
    for (const [wait, sinceMs] of this.#since) {
      this.#totals[wait] += nowMs - sinceMs;
      this.#since.set(wait, nowMs);
    }
    const taken = { ...this.#totals };
    Object.assign(this.#totals, { disk: 0, limit: 0, other: 0, turn: 0 });
    return taken;
  }
}
