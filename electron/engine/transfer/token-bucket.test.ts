import { describe, expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

const MB = 1_000_000;

describe('TokenBucket', () => {
  it('lets 100 ms worth pass at once, then as much as the rate gives', () => {
    const bucket = new TokenBucket(2 * MB, 0);
    expect(bucket.burstBytes).toBe(200_000);
    expect(bucket.waitMs(200_000, 0)).toBe(0);
    bucket.spend(200_000, 0);
    expect(bucket.waitMs(200_000, 0)).toBe(100);
    expect(bucket.waitMs(200_000, 40)).toBe(60);
    expect(bucket.waitMs(50_000, 40)).toBe(0);
    expect(bucket.waitMs(200_000, 100)).toBe(0);
  });

  it('gathers no more than a burst while nothing passes', () => {
    const bucket = new TokenBucket(2 * MB, 0);
    bucket.spend(200_000, 3_600_000);
    expect(bucket.waitMs(200_000, 3_600_000)).toBe(100);
  });

  it('gives at least 16 KiB at a time, however low the rate', () => {
    const bucket = new TokenBucket(1_024, 0);
    expect(bucket.burstBytes).toBe(16_384);
    bucket.spend(16_384, 0);
    expect(bucket.waitMs(16_384, 0)).toBe(16_000);
  });

  it('follows a new rate from that moment on', () => {
    const bucket = new TokenBucket(2 * MB, 0);
    bucket.spend(200_000, 0);
    bucket.setRate(4 * MB, 50);
    expect(bucket.waitMs(400_000, 50)).toBe(75);
    bucket.setRate(1 * MB, 1_000);
    bucket.spend(100_000, 1_000);
    expect(bucket.waitMs(100_000, 1_000)).toBe(100);
  });

  it('takes back what was not used, up to a burst', () => {
    const bucket = new TokenBucket(2 * MB, 0);
    bucket.spend(200_000, 0);
    bucket.giveBack(150_000);
    expect(bucket.waitMs(150_000, 0)).toBe(0);
    bucket.giveBack(10 * MB);
    bucket.spend(200_000, 0);
    expect(bucket.waitMs(1_000, 0)).toBe(0.5);
  });

  it('stands still when the clock does, or goes back', () => {
    const bucket = new TokenBucket(2 * MB, 1_000);
    bucket.spend(200_000, 1_000);
    expect(bucket.waitMs(200_000, 0)).toBe(100);
  });
});
