import { describe, expect, it } from 'vitest';
import { makeEntries, makeManyEntries } from '../../testing/sample-data.ts';
import { ancestorsOf, appendEntries, emptyTree } from './entry-tree.ts';
import { createFolding } from './folding.ts';

const NONE: ReadonlySet<number> = new Set();
const many = makeManyEntries(3);
const whole = appendEntries(emptyTree(many.length), many);

const rowsOf = (folding: { rowCount: number; indexOfRow: (row: number) => number }): number[] =>
  Array.from({ length: folding.rowCount }, (_, row) => folding.indexOfRow(row));

describe('createFolding()', () => {
  it('shows closed folders as one row each', () => {
    expect(rowsOf(createFolding(whole, NONE, NONE))).toEqual([0, 11, 22]);
  });

  it('shows what is in an opened folder', () => {
    expect(rowsOf(createFolding(whole, new Set([11]), NONE))).toEqual([
      0, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
    ]);
  });

  it('counts what is not loaded as rows', () => {
    const beginning = appendEntries(emptyTree(many.length), many.slice(0, 5));
    expect(rowsOf(createFolding(beginning, NONE, NONE))).toEqual([
      0,
      ...Array.from({ length: 22 }, (_, at) => at + 11),
    ]);
  });

  it('opens the one folder around everything, until it is closed', () => {
    const entries = makeEntries(3).slice(0, 4);
    const single = appendEntries(emptyTree(4), entries);
    expect(rowsOf(createFolding(single, NONE, NONE))).toEqual([0, 1, 2, 3]);
    expect(rowsOf(createFolding(single, NONE, new Set([0])))).toEqual([0]);
  });
});

describe('appendEntries()', () => {
  it('finds the folder around each entry', () => {
    expect(ancestorsOf(whole, 5).map(({ index }) => index)).toEqual([0]);
    expect(ancestorsOf(whole, 11)).toEqual([]);
  });

  it('leaves out rows that do not continue the beginning', () => {
    expect(appendEntries(emptyTree(33), many.slice(5)).entries).toEqual([]);
  });
});
