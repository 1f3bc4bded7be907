import { describe, expect, it } from 'vitest';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { RatePacer } from './rate-pacer.ts';

const KB = 1_000;
const MB = 1_000_000;
/** A frame: what a transfer asks for at once. */
const WANTED_BYTES = 1024 * 1024;

interface Busy {
  /** Milliseconds that a timer fires late, at most. */
  readonly lateMs: number;
  /** Milliseconds that a transfer needs between two frames, at most. */
  readonly workMs: number;
}

/** Bytes of each transfer that pass in `spanMs`, on a clock that runs by itself. */
function pass(pacer: RatePacer, transfers: number, spanMs: number, { lateMs, workMs }: Busy): readonly number[] {
  const random = createSeededRandom(11);
  const passed = Array.from({ length: transfers }, () => 0);
  const queue = passed.map((_, who) => ({ who, askedAtMs: 0 }));
  for (let nowMs = 0; nowMs < spanMs; ) {
    queue.sort((a, b) => a.askedAtMs - b.askedAtMs);
    const next = queue.shift()!;
    nowMs = Math.max(nowMs, next.askedAtMs);
    const waitMs = pacer.waitMs(next.askedAtMs, nowMs);
    if (waitMs > 0) nowMs += Math.ceil(waitMs) + random.next() * lateMs;
    const bytes = Math.min(WANTED_BYTES, pacer.grantBytes);
    pacer.pass(bytes, next.askedAtMs);
    passed[next.who]! += bytes;
    queue.push({ who: next.who, askedAtMs: nowMs + random.next() * workMs });
  }
  return passed;
}

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);

describe('the rate is kept within 5 % over half a minute', () => {
  const rates = [
    ['10 KB/s', 10 * KB],
    ['100 KB/s', 100 * KB],
    ['2 MB/s', 2 * MB],
    ['20 MB/s', 20 * MB],
    ['100 MB/s', 100 * MB],
  ] as const;

  it.each(rates)('%s, by one transfer and by five', (_name, bytesPerSec) => {
    for (const transfers of [1, 5]) {
      for (const busy of [
        { lateMs: 0, workMs: 0 },
        { lateMs: 20, workMs: 10 },
        { lateMs: 200, workMs: 10 },
      ]) {
        const passed = pass(new RatePacer(bytesPerSec, 0), transfers, 30_000, busy);
        expect(sum(passed) / (30 * bytesPerSec)).toBeGreaterThan(0.95);
        expect(sum(passed) / (30 * bytesPerSec)).toBeLessThan(1.05);
        const fairShare = sum(passed) / transfers;
        for (const share of passed) expect(Math.abs(share / fairShare - 1)).toBeLessThan(0.1);
      }
    }
  });
});

describe('RatePacer', () => {
  it('lets 50 ms worth pass at once, at least 4 KiB', () => {
    expect(new RatePacer(2 * MB, 0).grantBytes).toBe(100_000);
    expect(new RatePacer(1_024, 0).grantBytes).toBe(4_096);
  });

  it('lets the next pass when the one before is paid for', () => {
    const pacer = new RatePacer(1 * MB, 0);
    expect(pacer.waitMs(0, 0)).toBe(0);
    pacer.pass(50_000, 0);
    expect(pacer.waitMs(0, 0)).toBe(50);
    expect(pacer.waitMs(20, 20)).toBe(30);
    expect(pacer.waitMs(20, 60)).toBe(0);
    pacer.pass(50_000, 20);
    // as if it had passed in time
    expect(pacer.waitMs(60, 60)).toBe(40);
  });

  it('makes up for a quarter of a second without a byte, and no more', () => {
    const pacer = new RatePacer(1 * MB, 0);
    pacer.pass(50_000, 0);
    pacer.pass(300_000, 3_600_000);
    expect(pacer.waitMs(3_600_000, 3_600_000)).toBe(50);
  });

  it('makes the next wait for what passed unasked, too', () => {
    const pacer = new RatePacer(1 * MB, 0);
    pacer.add(50_000);
    expect(pacer.waitMs(0, 0)).toBe(50);
  });

  it('follows a new rate from that moment on', () => {
    const pacer = new RatePacer(1 * MB, 0);
    pacer.pass(200_000, 0);
    pacer.setRate(2 * MB, 100);
    expect(pacer.waitMs(0, 100)).toBe(50);
    pacer.setRate(500 * KB, 100);
    expect(pacer.waitMs(0, 100)).toBe(200);
    pacer.setRate(1 * MB, 1_000);
    expect(pacer.waitMs(1_000, 1_000)).toBe(0);
  });
});
