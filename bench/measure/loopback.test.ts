import { expect, it } from 'vitest';
import { carriedBytes } from './loopback.ts';

it('counts what packets carry without their headers', () => {
  const before = { bytes: 1_000, packets: 10 };
  // one of 100 bytes, and one that carries nothing
  expect(carriedBytes(before, { bytes: 1_000 + 152 + 52, packets: 12 })).toBe(100);
});

it('says nothing where nothing was counted', () => {
  expect(carriedBytes(null, { bytes: 1, packets: 1 })).toBeNull();
});
