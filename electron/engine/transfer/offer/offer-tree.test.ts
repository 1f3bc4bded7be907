import { describe, expect, it } from 'vitest';
import { fileEntry, folderEntry, SMALL_TREE } from '../../testing/entries.ts';
import { toOfferEntries } from './offer-tree.ts';

describe('toOfferEntries()', () => {
  it('says of each folder where it ends and what is in it', () => {
    const rows = toOfferEntries(SMALL_TREE).map(({ lastIndex, fileCount, sizeBytes }) => [
      lastIndex,
      fileCount,
      sizeBytes,
    ]);
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
    const many = [folderEntry('d'), ...Array.from({ length: 99_999 }, (_, position) => fileEntry(`d/${position}`, 1))];
    expect(toOfferEntries(many)[0]).toMatchObject({ lastIndex: 99_999, fileCount: 99_999 });
  });
});
