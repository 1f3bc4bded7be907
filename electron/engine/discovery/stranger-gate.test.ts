import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStrangerGate } from './stranger-gate.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const countAdmitted = (times: number, ask: (n: number) => boolean): number =>
  Array.from({ length: times }, (_, n) => ask(n)).filter(Boolean).length;

describe('createStrangerGate', () => {
  it('lets in 16 new devices of one address at once, then one in 15 s', () => {
    const gate = createStrangerGate();
    expect(countAdmitted(20, () => gate.admitsStranger('10.0.0.9', true))).toBe(16);
    vi.advanceTimersByTime(60_000);
    expect(countAdmitted(20, () => gate.admitsStranger('10.0.0.9', true))).toBe(4);
  });

  it('lets in 64 new devices of all addresses at once, then one a second', () => {
    const gate = createStrangerGate();
    expect(countAdmitted(200, (n) => gate.admitsStranger(`10.0.1.${n}`, true))).toBe(64);
    vi.advanceTimersByTime(10_000);
    expect(countAdmitted(200, (n) => gate.admitsStranger(`10.0.2.${n}`, true))).toBe(10);
  });

  it('lets one address open 24 links at once, then two a second, and others theirs', () => {
    const gate = createStrangerGate();
    expect(countAdmitted(100, () => gate.admitsStranger('10.0.0.9', false))).toBe(24);
    vi.advanceTimersByTime(1_000);
    expect(countAdmitted(100, () => gate.admitsStranger('10.0.0.9', false))).toBe(2);
    expect(gate.admitsStranger('10.0.0.8', false)).toBe(true);
  });

  it('keeps places for those the user has dealt with', () => {
    const gate = createStrangerGate();
    countAdmitted(500, () => gate.admitsStranger('10.0.0.9', true));
    expect(gate.admitsKnown('a')).toBe(true);
    expect(countAdmitted(100, () => gate.admitsKnown('a'))).toBe(23);
    expect(gate.admitsKnown('b')).toBe(true);
  });
});
