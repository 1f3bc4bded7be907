import { expect, it } from 'vitest';
import { spansOf, sumBytes } from './byte-ranges.ts';

const words = (sizeBytes: number, ...held: readonly (readonly [number, number])[]): string =>
  [
    ...spansOf(
      held.map(([from, to]) => ({ from, to })),
      sizeBytes,
    ),
  ]
    .map(({ from, to, isHeld }) => `${isHeld ? 'held' : 'send'} ${from}-${to}`)
    .join(', ');

it.each([
  ['nothing held', words(10), 'send 0-10'],
  ['a beginning', words(10, [0, 4]), 'held 0-4, send 4-10'],
  ['the end', words(10, [4, 10]), 'send 0-4, held 4-10'],
  ['holes', words(10, [2, 4], [6, 8]), 'send 0-2, held 2-4, send 4-6, held 6-8, send 8-10'],
  ['all of it', words(10, [0, 10]), 'held 0-10'],
  ['an empty file', words(0), ''],
])('takes a file apart: %s', (_case, got, wanted) => {
  expect(got).toBe(wanted);
});

it('adds up', () => {
  expect(sumBytes([])).toBe(0);
  expect(
    sumBytes([
      { from: 1, to: 3 },
      { from: 5, to: 6 },
    ]),
  ).toBe(3);
});
