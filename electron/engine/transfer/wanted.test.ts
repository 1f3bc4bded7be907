import { describe, expect, it } from 'vitest';
import { SMALL_TREE } from '../testing/entries.ts';
import { toSkipRanges, wantedEntries } from './wanted.ts';

describe('wantedEntries()', () => {
  it('leaves out what is skipped', () => {
    expect([...wantedEntries(SMALL_TREE, [[4, 5]])]).toEqual([1, 1, 1, 1, 0, 0]);
  });

  it('keeps the folders on the way to a wanted file', () => {
    expect([
      ...wantedEntries(SMALL_TREE, [
        [0, 2],
        [4, 5],
      ]),
    ]).toEqual([1, 0, 1, 1, 0, 0]);
  });

  it('clips ranges that are out of bounds', () => {
    expect([...wantedEntries(SMALL_TREE, [[3, 99]])]).toEqual([1, 1, 1, 0, 0, 0]);
  });
});

describe('toSkipRanges()', () => {
  it('is the inverse of wantedEntries', () => {
    expect(
      toSkipRanges(
        wantedEntries(SMALL_TREE, [
          [1, 1],
          [4, 5],
        ]),
      ),
    ).toEqual([
      [1, 1],
      [4, 5],
    ]);
    expect(toSkipRanges(wantedEntries(SMALL_TREE, []))).toEqual([]);
  });
});
