/** The same numbers for the same seed (mulberry32), for tests whose failures are to be run again. */
export interface SeededRandom {
  /** 0 (included) to 1 (not). */
  next(): number;
  /** A whole number from `first` to `last`, both included. */
  between(first: number, last: number): number;
  bytes(count: number): Buffer;
}

export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const nextUint32 = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const next = (): number => nextUint32() / 2 ** 32;
  return {
    next,
    between: (first, last) => first + Math.floor(next() * (last - first + 1)),
    bytes: (count) => {
      const words = new Uint32Array(Math.ceil(count / 4));
      for (let index = 0; index < words.length; index++) words[index] = nextUint32();
      return Buffer.from(words.buffer, 0, count);
    },
  };
}
