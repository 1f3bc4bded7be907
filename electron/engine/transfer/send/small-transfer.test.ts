import { expect, it } from 'vitest';
import { isSmallTransfer } from './small-transfer.ts';

const MIB = 1024 * 1024;

it.each([
  ['one file of 1 KiB', { bytesTotal: 1_024 }, true],
  ['all that fits', { bytesTotal: 16 * MIB, filesTotal: 1_000 }, true],
  ['a byte more', { bytesTotal: 16 * MIB + 1 }, false],
  ['a file more', { filesTotal: 1_001 }, false],
  ['the end of a large one', { bytesTotal: 9_000 * MIB, bytesDone: 8_990 * MIB }, true],
  ['the end of many', { filesTotal: 100_000, filesDone: 99_000 }, true],
])('%s', (_what, changes, isSmall) => {
  expect(isSmallTransfer({ bytesTotal: 1, bytesDone: 0, filesTotal: 1, filesDone: 0, ...changes })).toBe(isSmall);
});
