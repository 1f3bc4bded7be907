import { expect, it } from 'vitest';
import { createTokenBuckets } from './token-buckets.ts';

it('remembers the 1,024 sources that it heard last, and no more', () => {
  const buckets = createTokenBuckets(() => ({ perSec: 0, burst: 3 }));
  const takeAll = (source: string): number => [1, 2, 3, 4].filter(() => buckets.take(source)).length;
  const hear = (count: number): void => {
    for (let n = 0; n < count; n++) buckets.take(`other ${n}`);
  };
  expect(takeAll('loud')).toBe(3);
  hear(1_000);
  expect(takeAll('loud')).toBe(0);
  hear(1_023);
  expect(takeAll('loud')).toBe(0);
  hear(1_024);
  expect(takeAll('loud')).toBe(3);
});
