import { describe, expect, it } from 'vitest';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { toOfferEntries } from './offer-tree.ts';

const file = (path: string, sizeBytes: number): ManifestEntry => ({
  path,
  kind: 'file',
  sizeBytes,
  mtimeMs: 0,
  isExecutable: false,
});
const folder = (path: string): ManifestEntry => ({ ...file(path, 0), kind: 'directory' });
const TREE = [folder('a'), file('a/1', 10), folder('a/b'), file('a/b/2', 20), folder('empty'), file('z', 5)];

describe('toOfferEntries()', () => {
  it('says of each folder where it ends and what is in it', () => {
    const rows = toOfferEntries(TREE).map(({ lastIndex, fileCount, sizeBytes }) => [lastIndex, fileCount, sizeBytes]);
    expect(rows).toEqual([
      [3, 2, 30],
      [1, 1, 10],
      [3, 1, 20],
      [3, 1, 20],
      [4, 0, 0],
      [5, 1, 5],
    ]);
  });

  it('takes 100,000 entries', () => {
    const many = [folder('d'), ...Array.from({ length: 99_999 }, (_, position) => file(`d/${position}`, 1))];
    expect(toOfferEntries(many)[0]).toMatchObject({ lastIndex: 99_999, fileCount: 99_999 });
  });
});
