import { describe, expect, it } from 'vitest';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { toSkipRanges, wantedEntries } from './wanted.ts';

const file = (path: string, sizeBytes: number): ManifestEntry => ({
  path,
  kind: 'file',
  sizeBytes,
  mtimeMs: 0,
  isExecutable: false,
});
const folder = (path: string): ManifestEntry => ({ ...file(path, 0), kind: 'directory' });
const TREE = [folder('a'), file('a/1', 10), folder('a/b'), file('a/b/2', 20), folder('empty'), file('z', 5)];

describe('wantedEntries()', () => {
  it('leaves out what is skipped', () => {
    expect([...wantedEntries(TREE, [[4, 5]])]).toEqual([1, 1, 1, 1, 0, 0]);
  });

  it('keeps the folders on the way to a wanted file', () => {
    expect([
      ...wantedEntries(TREE, [
        [0, 2],
        [4, 5],
      ]),
    ]).toEqual([1, 0, 1, 1, 0, 0]);
  });

  it('clips ranges that are out of bounds', () => {
    expect([...wantedEntries(TREE, [[3, 99]])]).toEqual([1, 1, 1, 0, 0, 0]);
  });
});

describe('toSkipRanges()', () => {
  it('is the inverse of wantedEntries', () => {
    expect(
      toSkipRanges(
        wantedEntries(TREE, [
          [1, 1],
          [4, 5],
        ]),
      ),
    ).toEqual([
      [1, 1],
      [4, 5],
    ]);
    expect(toSkipRanges(wantedEntries(TREE, []))).toEqual([]);
  });
});
