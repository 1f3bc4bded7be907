import { SETTINGS_LIMITS } from '../../../shared/model/settings.ts';

export const SPEED_UNITS = ['kilobyte', 'megabyte'] as const;
export type SpeedUnit = (typeof SPEED_UNITS)[number];
/** As the platform's sizes are counted. */
export type Base = 1000 | 1024;

/** What a limit that was just turned on starts with. */
export const FIRST_AMOUNT = { amount: 5, unit: 'megabyte' } as const;

const powerOf = (unit: SpeedUnit): number => (unit === 'kilobyte' ? 1 : 2);

/** Megabytes where that is one or more. */
export function unitFor(bytesPerSec: number, base: Base): SpeedUnit {
  return bytesPerSec >= base ** 2 ? 'megabyte' : 'kilobyte';
}

export function toBytesPerSec(amount: number, unit: SpeedUnit, base: Base): number {
  return Math.round(amount * base ** powerOf(unit));
}

export function toAmount(bytesPerSec: number, unit: SpeedUnit, base: Base): number {
  return bytesPerSec / base ** powerOf(unit);
}

/** Why a limit cannot be chosen; null: it can. */
export function findLimitFault(bytesPerSec: number): 'low' | 'high' | null {
  if (bytesPerSec < SETTINGS_LIMITS.minBytesPerSec) return 'low';
  return bytesPerSec > SETTINGS_LIMITS.maxBytesPerSec ? 'high' : null;
}

/** The slowest whole number of kilobytes that is allowed, in bytes. */
export function lowestShown(base: Base): number {
  return Math.ceil(SETTINGS_LIMITS.minBytesPerSec / base) * base;
}
