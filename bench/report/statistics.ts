import type { Cell, Round } from './results.ts';

/** The middle of all, and between which they lie. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Of an even number the mean of the middle two; NaN: there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

export const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
});

type Measured = { [K in keyof Round]: Round[K] extends number | null ? K : never }[keyof Round];

/** Median of what was measured in the rounds of a cell; null: in none of them, or there is no such cell. */
export function medianOf(cell: Cell | null, what: Measured): number | null {
  const values = (cell?.rounds ?? []).map((round) => round[what]).filter((value) => value !== null);
  return values.length === 0 ? null : median(values);
}

/** How many times as fast the first is: the medians of seconds, divided. Null: one was not measured. */
export function speedRatio(cell: Cell | null, rival: Cell | null): number | null {
  const [own, other] = [medianOf(cell, 'seconds'), medianOf(rival, 'seconds')];
  return own === null || other === null ? null : other / own;
}
