import { expect, it } from 'vitest';
import { doneOfTotal, sizeOf } from './amount-words.ts';
import { createWording } from './wording.ts';

const wording = createWording({ platform: 'linux', region: 'en-GB' });

it.each([
  [1_000_000, 3_000_000, '1.0 MB of 3.0 MB'],
  [0, 3_000_000, '0 bytes of 3.0 MB'],
  [3_000_000, 3_000_000, '3.0 MB'],
  [5_000, 0, '5 kB'],
  [0, 0, null],
])('%d of %d bytes are %s', (bytesDone, bytesTotal, words) => {
  expect(doneOfTotal(wording, { bytesDone, bytesTotal })).toBe(words);
});

it.each([
  [{ index: 3, kind: 'file', sizeBytes: 0 }, '0 bytes'],
  [{ index: -1, kind: 'file', sizeBytes: 0 }, null],
  [{ index: 3, kind: 'directory', sizeBytes: 0 }, null],
] as const)('the size of %j is %s', (file, words) => {
  expect(sizeOf(wording, file)).toBe(words);
});
