import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndexRange, OfferEntry } from '../../../shared/model/offer.ts';
import { appendEntries, emptyTree, type EntryTree } from './entry-tree.ts';
import { checkState, selectedAmount, SELECT_ALL, setWanted, skipRanges, type Selection } from './selection.ts';

/** A file's size, or what is in a folder. */
type Node = number | readonly Node[];

function flatten(nodes: readonly Node[], from = 0): OfferEntry[] {
  const entries: OfferEntry[] = [];
  for (const node of nodes) {
    const index = from + entries.length;
    if (typeof node === 'number') {
      entries.push({
        index,
        path: `f${index}`,
        kind: 'file',
        sizeBytes: node,
        lastIndex: index,
        fileCount: 1,
        standing: 'new',
      });
      continue;
    }
    const inside = flatten(node, index + 1);
    const files = inside.filter((entry) => entry.kind === 'file');
    entries.push({
      index,
      path: `d${index}`,
      kind: 'directory',
      sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
      lastIndex: index + inside.length,
      fileCount: files.length,
      standing: 'new',
    });
    entries.push(...inside);
  }
  return entries;
}

function treeOf(...nodes: readonly Node[]): EntryTree {
  const entries = flatten(nodes);
  return appendEntries(emptyTree(entries.length), entries);
}

function apply(tree: EntryTree, ...steps: readonly (readonly [index: number, isWanted: boolean])[]): Selection {
  return steps.reduce(
    (selection, [index, isWanted]) => setWanted(tree, selection, tree.entries[index]!, isWanted),
    SELECT_ALL,
  );
}

// 0 folder ─ 1, 2 files ─ 3 folder ─ 4, 5 files; 6 file
const tree = treeOf([1, 2, [3, 4]], 10);

describe('skipRanges()', () => {
  it('is empty while everything is wanted', () => {
    expect(skipRanges(tree, SELECT_ALL)).toEqual([]);
  });

  it('covers a whole folder with one range', () => {
    expect(skipRanges(tree, apply(tree, [0, false]))).toEqual([[0, 5]]);
  });

  it('joins what touches', () => {
    expect(skipRanges(tree, apply(tree, [1, false], [2, false]))).toEqual([[1, 2]]);
  });

  it('wants the folders around a file that is wanted again', () => {
    expect(skipRanges(tree, apply(tree, [0, false], [4, true]))).toEqual([
      [1, 2],
      [5, 5],
    ]);
  });

  it('skips a folder whose last file was unticked', () => {
    expect(skipRanges(tree, apply(tree, [4, false], [5, false]))).toEqual([[3, 5]]);
    expect(skipRanges(tree, apply(tree, [1, false], [2, false], [4, false], [5, false]))).toEqual([[0, 5]]);
  });

  it('forgets decisions inside a folder that is ticked as a whole', () => {
    expect(skipRanges(tree, apply(tree, [4, false], [0, true]))).toEqual([]);
  });
});

describe('checkState()', () => {
  it('is some for a folder in part', () => {
    const selection = apply(tree, [4, false]);
    expect([0, 3, 4, 5, 6].map((index) => checkState(tree, selection, tree.entries[index]!))).toEqual([
      'some',
      'some',
      'none',
      'all',
      'all',
    ]);
  });

  it('is none when every file was unticked one by one', () => {
    expect(checkState(tree, apply(tree, [4, false], [5, false]), tree.entries[3]!)).toBe('none');
  });
});

describe('selectedAmount()', () => {
  it('adds up while the inside of a folder is not loaded', () => {
    const beginning = appendEntries(emptyTree(7), tree.entries.slice(0, 1));
    const selection = setWanted(beginning, SELECT_ALL, tree.entries[0]!, false);
    expect(selectedAmount(selection, { fileCount: 5, sizeBytes: 20 })).toEqual({ fileCount: 1, sizeBytes: 10 });
    expect(skipRanges(beginning, selection)).toEqual([[0, 5]]);
  });
});

const { nodes } = fc.letrec<{ node: Node; nodes: readonly Node[] }>((tie) => ({
  node: fc.oneof({ maxDepth: 3, withCrossShrink: true }, fc.nat({ max: 9 }), tie('nodes')),
  nodes: fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
}));
const steps = fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 12 });

/** The same choice made the slow way: one flag a file. */
function wantedFiles(entries: readonly OfferEntry[], done: readonly (readonly [number, boolean])[]): Set<number> {
  const wanted = new Set(entries.filter((entry) => entry.kind === 'file').map((entry) => entry.index));
  for (const [index, isWanted] of done) {
    for (let at = index; at <= entries[index]!.lastIndex; at += 1) {
      if (entries[at]!.kind === 'directory') continue;
      if (isWanted) wanted.add(at);
      else wanted.delete(at);
    }
  }
  return wanted;
}

const covers = (ranges: readonly IndexRange[], index: number): boolean =>
  ranges.some(([first, last]) => first <= index && index <= last);

describe('any clicks on any tree', () => {
  it('skip exactly the files that were unticked, and never a folder around a wanted one', () => {
    fc.assert(
      fc.property(nodes, steps, (forest, clicks) => {
        const entries = flatten(forest);
        const whole = appendEntries(emptyTree(entries.length), entries);
        const done = clicks.map(([at, isWanted]) => [at % entries.length, isWanted] as const);
        const selection = apply(whole, ...done);
        const ranges = skipRanges(whole, selection);
        const wanted = wantedFiles(entries, done);

        for (const entry of entries) {
          if (entry.kind === 'file') expect(covers(ranges, entry.index)).toBe(!wanted.has(entry.index));
          const inside = [...wanted].filter((index) => index >= entry.index && index <= entry.lastIndex);
          if (inside.length > 0) expect(covers(ranges, entry.index)).toBe(false);
          if (entry.fileCount > 0) expect(checkState(whole, selection, entry) === 'none').toBe(inside.length === 0);
        }
        for (const [at, [first]] of ranges.entries()) if (at > 0) expect(first).toBeGreaterThan(ranges[at - 1]![1] + 1);

        const all = entries.filter((entry) => entry.kind === 'file');
        const total = { fileCount: all.length, sizeBytes: all.reduce((sum, file) => sum + file.sizeBytes, 0) };
        const sizeBytes = [...wanted].reduce((sum, index) => sum + entries[index]!.sizeBytes, 0);
        expect(selectedAmount(selection, total)).toEqual({ fileCount: wanted.size, sizeBytes });
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
