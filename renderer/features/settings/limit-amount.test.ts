import { describe, expect, it } from 'vitest';
import { SETTINGS_LIMITS } from '../../../shared/model/settings.ts';
import { findLimitFault, lowestShown, toAmount, toBytesPerSec, unitFor } from './limit-amount.ts';

describe('amounts of a limit', () => {
  it.each([1000, 1024] as const)('go there and back in %ds', (base) => {
    for (const bytesPerSec of [20_000, 1_500_000, 5 * base ** 2]) {
      const unit = unitFor(bytesPerSec, base);
      expect(toBytesPerSec(toAmount(bytesPerSec, unit, base), unit, base)).toBe(bytesPerSec);
    }
  });

  it('are megabytes from one up', () => {
    expect(unitFor(999_999, 1000)).toBe('kilobyte');
    expect(unitFor(1_000_000, 1000)).toBe('megabyte');
    expect(unitFor(1_000_000, 1024)).toBe('kilobyte');
  });

  it('stay within what main takes', () => {
    expect(findLimitFault(SETTINGS_LIMITS.minBytesPerSec - 1)).toBe('low');
    expect(findLimitFault(SETTINGS_LIMITS.minBytesPerSec)).toBeNull();
    expect(findLimitFault(SETTINGS_LIMITS.maxBytesPerSec + 1)).toBe('high');
    for (const base of [1000, 1024] as const) expect(findLimitFault(lowestShown(base))).toBeNull();
  });
});
