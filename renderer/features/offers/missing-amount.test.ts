import { describe, expect, it } from 'vitest';
import { comparisonOf, makeEntries, offerOf, withStanding } from '../../testing/sample-data.ts';
import { appendEntries, emptyTree } from './entry-tree.ts';
import { exceptionRanges, fileChoiceOf, NO_EXCEPTIONS, withFileChoice } from './exceptions.ts';
import { isComparing, missingAmount, undecidedBytes } from './missing-amount.ts';
import { SELECT_ALL, setWanted } from './selection.ts';

// 0 folder ─ 1 there, 2 there, 3 differs; 4 there; 5 new
const entries = withStanding(makeEntries(3, 100), ({ index }) =>
  index === 5 ? 'new' : index === 3 ? 'different' : 'identical',
);
const tree = appendEntries(emptyTree(entries.length), entries);
const offer = offerOf(entries, { existingCount: 2, comparison: comparisonOf(entries) });
const without = (...indexes: readonly number[]) =>
  indexes.reduce((selection, index) => setWanted(tree, selection, tree.entries[index]!, false), SELECT_ALL);

describe('missingAmount()', () => {
  it('is what is not there, unless everything is put beside it', () => {
    expect(missingAmount(offer, tree, SELECT_ALL, 'skip-identical')).toEqual({ fileCount: 2, sizeBytes: 84_100 });
    expect(missingAmount(offer, tree, SELECT_ALL, 'keep-both')).toEqual({ fileCount: 5, sizeBytes: 1_284_300 });
  });

  it('leaves out what was unticked once, be it there or not', () => {
    expect(missingAmount(offer, tree, without(1, 4), 'replace')).toEqual({ fileCount: 2, sizeBytes: 84_100 });
    expect(missingAmount(offer, tree, without(0), 'replace')).toEqual({ fileCount: 1, sizeBytes: 84_000 });
    const again = setWanted(tree, without(0), tree.entries[3]!, true);
    expect(missingAmount(offer, tree, again, 'replace')).toEqual({ fileCount: 2, sizeBytes: 84_100 });
  });

  it('is never less than nothing while the inside of a folder is not loaded', () => {
    const beginning = appendEntries(emptyTree(6), entries.slice(0, 1));
    const selection = setWanted(beginning, SELECT_ALL, entries[0]!, false);
    expect(missingAmount(offer, beginning, selection, 'replace')).toEqual({ fileCount: 0, sizeBytes: 83_800 });
  });
});

describe('undecidedBytes()', () => {
  const comparing = { ...offer.comparison, state: 'comparing', candidateBytes: 500, comparedBytes: 200 } as const;
  const looking = { ...offer.comparison, state: 'looking' } as const;

  it('is what is still to be compared', () => {
    expect(undecidedBytes({ ...offer, comparison: comparing }, 'replace')).toBe(300);
    expect(undecidedBytes({ ...offer, comparison: comparing }, 'keep-both')).toBe(0);
    expect(undecidedBytes({ ...offer, comparison: looking }, 'replace')).toBeNull();
    expect(undecidedBytes(offer, 'replace')).toBe(0);
  });

  it('is nothing where nothing stands', () => {
    const fresh = { ...offer, existingCount: 0, comparison: looking };
    expect(undecidedBytes(fresh, 'replace')).toBe(0);
    expect(isComparing(fresh)).toBe(false);
  });
});

describe('exceptions', () => {
  it('are what is the other way round than for all', () => {
    const some = withFileChoice('skip-identical', NO_EXCEPTIONS, 3, 'replace');
    expect(fileChoiceOf('skip-identical', some, 3)).toBe('replace');
    expect(fileChoiceOf('skip-identical', some, 5)).toBe('keep');
    expect(fileChoiceOf('keep-both', some, 3)).toBeNull();
    expect(exceptionRanges(tree, 'skip-identical', some)).toEqual([[3, 3]]);
    expect(exceptionRanges(tree, 'skip-identical', withFileChoice('skip-identical', some, 3, 'keep'))).toBeUndefined();
    expect(withFileChoice('replace', NO_EXCEPTIONS, 3, 'keep')).toEqual(new Set([3]));
  });

  it('go to the engine sorted and joined, and only for files that still differ', () => {
    const differing = withStanding(makeEntries(4), ({ index }) => (index <= 4 ? 'different' : 'new'));
    const other = appendEntries(emptyTree(differing.length), differing);
    expect(exceptionRanges(other, 'replace', new Set([4, 1, 2, 5]))).toEqual([
      [1, 2],
      [4, 4],
    ]);
    expect(exceptionRanges(other, 'keep-both', new Set([1]))).toBeUndefined();
  });
});
