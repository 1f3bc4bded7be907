/** How many things are open, and when none is. */
export class Tally {
  #count = 0;
  #waiting: (() => void)[] = [];

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(count = 1): void {
    this.#count += count;
  }

  remove(count = 1): void {
    this.#count -= count;
    if (this.#count === 0) for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Resolves when none is; at once when that is so now. */
  untilEmpty(): Promise<void> {
    if (this.isEmpty) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
