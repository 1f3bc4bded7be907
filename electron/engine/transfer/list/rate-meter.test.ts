import { describe, expect, it } from 'vitest';
import { RateMeter } from './rate-meter.ts';

describe('RateMeter', () => {
  it('is 0 before two samples', () => {
    const meter = new RateMeter();
    expect(meter.rateBytesPerSec(0)).toBe(0);
    meter.add(500, 100);
    expect(meter.rateBytesPerSec(100)).toBe(0);
  });

  it('gives a steady speed', () => {
    const meter = new RateMeter();
    for (let second = 0; second <= 10; second++) meter.add(second * 1000, second * 1000);
    expect(meter.rateBytesPerSec(10_000)).toBe(1000);
  });

  it('forgets what is older than its window', () => {
    const meter = new RateMeter();
    for (let tick = 0; tick <= 100; tick++) meter.add(tick * 1_000_000, tick * 100);
    for (let tick = 101; tick <= 150; tick++) meter.add(100_000_000, tick * 100);
    expect(meter.rateBytesPerSec(15_000)).toBe(0);
  });

  it('falls while nothing moves', () => {
    const meter = new RateMeter();
    meter.add(0, 0);
    meter.add(3000, 1000);
    expect(meter.rateBytesPerSec(1000)).toBe(3000);
    expect(meter.rateBytesPerSec(3000)).toBe(1000);
    expect(meter.rateBytesPerSec(4001)).toBe(0);
  });
});
