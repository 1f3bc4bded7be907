import { describe, expect, it } from 'vitest';
import { Steady } from './steady.ts';

describe('Steady', () => {
  it.each([
    ['shows the first at once', ['a'], 'a'],
    ['keeps it while another is seen once', ['a', 'b', 'a', 'b', 'a', 'b'], 'a'],
    ['takes what is seen twice in a row', ['a', 'b', 'b'], 'b'],
    ['takes nothing when nothing is seen twice', ['a', null, null], null],
    ['does not count two others as one', ['a', 'b', 'c'], 'a'],
  ])('%s', (_, seen, shown) => {
    const steady = new Steady<string>();
    for (const value of seen) steady.see(value);
    expect(steady.shown).toBe(shown);
  });
});
