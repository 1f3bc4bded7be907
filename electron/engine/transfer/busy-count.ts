import { Tally } from './tally.ts';

/** How much is going on, and when nothing is. */
export class BusyCount {
  readonly #tally = new Tally();

  get isBusy(): boolean {
    return !this.#tally.isEmpty;
  }

  /** Something goes on until the returned function is called; a second call does nothing. */
  enter(): () => void {
    this.#tally.add();
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.#tally.remove();
    };
  }

  /** Resolves when nothing goes on; at once when that is so now. */
  untilIdle(): Promise<void> {
    return this.#tally.untilEmpty();
  }
}
