import { expect, it } from 'vitest';
import { carriedBytes, parseLoopback } from './loopback.ts';

it('counts what packets carry without their headers', () => {
  const before = { bytes: 1_000, packets: 10 };
  // one of 100 bytes, and one that carries nothing
  expect(carriedBytes(before, { bytes: 1_000 + 152 + 52, packets: 12 })).toBe(100);
});

it('says nothing where nothing was counted', () => {
  expect(carriedBytes(null, { bytes: 1, packets: 1 })).toBeNull();
});

it('finds the loopback interface among others', () => {
  const table = [
    'Inter-|   Receive                                                |  Transmit',
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs',
    '  eth0: 5 6 0 0 0 0 0 0 7 8 0',
    '    lo: 1234     56    0    0    0     0          0         0     1234      56    0',
  ].join('\n');
  expect(parseLoopback(table)).toEqual({ bytes: 1234, packets: 56 });
  expect(parseLoopback('nothing')).toBeNull();
});
