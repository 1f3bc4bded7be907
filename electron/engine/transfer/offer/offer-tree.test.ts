import { describe, expect, it } from 'vitest';
import { fileEntry, folderEntry, SMALL_TREE } from '../../testing/entries.ts';
import { OfferTree } from './offer-tree.ts';

describe('OfferTree', () => {
  it('says of each folder where it ends and what is in it', () => {
    const shown = new OfferTree(SMALL_TREE).rows(0, 100, () => 'new');
    const rows = shown.map(({ lastIndex, fileCount, sizeBytes }) => [lastIndex, fileCount, sizeBytes]);
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
    const tree = new OfferTree(many);
    expect(tree.rows(0, 1, () => 'new')).toMatchObject([{ lastIndex: 99_999, fileCount: 99_999 }]);
    expect(tree.rows(99_998, 10, () => 'different').map(({ index, standing }) => [index, standing])).toEqual([
      [99_998, 'different'],
      [99_999, 'different'],
    ]);
  });
});
