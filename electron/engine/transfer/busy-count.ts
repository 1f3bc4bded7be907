/** How much is going on, and when nothing is. */
export class BusyCount {
  #count = 0;
  #waiting: (() => void)[] = [];

  get isBusy(): boolean {
    return this.#count > 0;
  }

  /** Something goes on until the returned function is called; a second call does nothing. */
  enter(): () => void {
    this.#count += 1;
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.#count -= 1;
      if (this.#count === 0) for (const resolve of this.#waiting.splice(0)) resolve();
    };
  }

  /** Resolves when nothing goes on; at once when that is so now. */
  untilIdle(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
