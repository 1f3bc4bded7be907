import { parseAmount } from './parse-amount.ts';
import { toBytesPerSec, type Base, type SpeedUnit } from './limit-amount.ts';
import { toPlainInput } from '../../text/plain-input.ts';

/** A number, and behind it perhaps a unit: `MB/s`, `kbit/s`, `GiB`, `Mo/s`, `m`. */
const NUMBER_AND_UNIT =
  /^(?<number>.*?\d[.,٫٬]?) ?(?:(?<prefix>[kmg])(?:i)?)?(?<what>bits?|bps|bytes?|b|o)? ?(?:\/ ?s(?:ec)?|ps|p\/s)?$/iu;

const UNITS: Readonly<Record<string, readonly [unit: SpeedUnit, times: number]>> = {
  k: ['kilobyte', 1],
  m: ['megabyte', 1],
  g: ['megabyte', 1_000],
};

/**
 * A speed in bytes a second as people type it: a number in `unit`, or with a unit of its own. Bits are bits where they are
 * spelled out, and in `bps`, unless its B is a capital one. null: it is no speed.
 */
export function parseSpeed(
  typed: string,
  unit: SpeedUnit,
  base: Base,
  format: (value: number) => string,
): number | null {
  const found = NUMBER_AND_UNIT.exec(toPlainInput(typed))?.groups;
  const amount = parseAmount(found?.['number'] ?? typed, format);
  if (amount === null) return null;
  const { prefix, what } = { prefix: '', what: '', ...found };
  const perBit = /^(?:bits?|bps)$/i.test(what) && what !== 'Bps' ? 1 / 8 : 1;
  if (!prefix) return what ? Math.round(amount * perBit) : toBytesPerSec(amount, unit, base);
  const [own, times] = UNITS[prefix.toLowerCase()] ?? [unit, 1];
  return toBytesPerSec(amount * (times === 1 ? 1 : base) * perBit, own, base);
}
