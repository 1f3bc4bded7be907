import { expect, it } from 'vitest';
import { isNothingTakable, sumTakable } from './takable.ts';
import { directoryEntry, fileEntry } from './testing/receive.ts';
import { FAT_MAX_FILE_BYTES } from './volume.ts';

const ENTRIES = [
  directoryEntry('d'),
  { ...fileEntry('d/fits', ''), sizeBytes: FAT_MAX_FILE_BYTES },
  { ...fileEntry('d/does not', ''), sizeBytes: FAT_MAX_FILE_BYTES + 1 },
  fileEntry('d/small', 'abc'),
];
const all = () => true;

it('counts what a disk can take, and what is too large for it', () => {
  const takable = sumTakable(ENTRIES, all, FAT_MAX_FILE_BYTES);
  expect(takable).toEqual({ fileCount: 2, bytes: FAT_MAX_FILE_BYTES + 3, tooLargeCount: 1 });
  expect(sumTakable(ENTRIES, all, null)).toMatchObject({ fileCount: 3, tooLargeCount: 0 });
});

it('counts what is wanted only', () => {
  expect(sumTakable(ENTRIES, (index) => index === 3, 2)).toEqual({ fileCount: 0, bytes: 0, tooLargeCount: 1 });
});

it('tells when nothing can be taken, which an offer without files is not', () => {
  const isNothing = (wanted: readonly number[]): boolean =>
    isNothingTakable(sumTakable(ENTRIES, (index) => wanted.includes(index), FAT_MAX_FILE_BYTES));
  expect([isNothing([2]), isNothing([0, 2]), isNothing([0]), isNothing([2, 3])]).toEqual([true, true, false, false]);
});
