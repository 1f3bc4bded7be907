/** How often in a row something else must be seen before it is shown. */
const LOOKS = 2;

/** Gives what was seen before until something else has been seen twice in a row, so that a word does not flicker. */
export class Steady<T> {
  #shown: T | null = null;
  #next: T | null = null;
  #seen = 0;

  get shown(): T | null {
    return this.#shown;
  }

  /** The first that is not null counts at once. */
  see(value: T | null): T | null {
    if (value === this.#shown || this.#shown === null) {
      this.#shown = value;
      this.#seen = 0;
      return this.#shown;
    }
    this.#seen = value === this.#next ? this.#seen + 1 : 1;
    this.#next = value;
    if (this.#seen >= LOOKS) {
      this.#shown = value;
      this.#seen = 0;
    }
    return this.#shown;
  }
}
