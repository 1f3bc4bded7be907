import { describe, expect, it } from 'vitest';
import { readAhead } from './read-ahead.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe('readAhead()', () => {
  it.each([0, 1, 2, 3, 10])('gives each of %i once, in order, with what was begun', (count) => {
    expect([...readAhead(numbers(count), 3, (n) => `${n}`)]).toEqual(numbers(count).map(String));
  });

  it('begins no more than it is allowed to ahead', () => {
    let begun = 0;
    const ahead = readAhead(numbers(100), 5, () => ++begun);
    for (let taken = 1; taken <= 20; taken++) {
      ahead.next();
      expect(begun).toBe(taken + 4);
    }
  });
});
