import { expect, it } from 'vitest';
import { toCoarse } from './shortage.ts';

it.each([
  [0, 0],
  [1, 1],
  [3, 3],
  [5, 6],
  [4096, 4096],
  [4097, 6144],
  [6145, 8192],
  [1_125_826_262_761_472, 2 ** 50],
  [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
])('of %i bytes a stranger is told %i', (bytes, told) => {
  expect(toCoarse(bytes)).toBe(told);
});
