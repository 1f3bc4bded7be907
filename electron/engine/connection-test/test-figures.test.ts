import { describe, expect, it } from 'vitest';
import { toBytesPerSec, toRoundTrip } from './test-figures.ts';

describe('round trips', () => {
  it.each([
    [[], null],
    [[4], { medianMs: 4, jitterMs: 0 }],
    [[2, 4], { medianMs: 3, jitterMs: 2 }],
    [[1, 9, 2], { medianMs: 2, jitterMs: 7.5 }],
    [[1, 1, 1, 101], { medianMs: 1, jitterMs: 100 / 3 }],
  ])('%j', (trips, expected) => {
    expect(toRoundTrip(trips)).toEqual(expected);
  });
});

describe('a speed', () => {
  it('is of the time without the round trip', () => {
    expect(toBytesPerSec(1_000_000, 1_010, 10)).toBe(1_000_000);
  });

  it('is a number, also of what took no time', () => {
    expect(toBytesPerSec(1_000, 0, 5)).toBe(10_000_000);
    expect(toBytesPerSec(0, 10, 5)).toBe(0);
  });
});
