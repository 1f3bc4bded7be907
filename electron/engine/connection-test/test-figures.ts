import type { RoundTrip } from '../../../shared/model/connection-test.ts';

/** Median and jitter of round trips, in milliseconds; null: none was made. */
export function toRoundTrip(tripsMs: readonly number[]): RoundTrip | null {
  const medianMs = medianOf(tripsMs);
  if (medianMs === null) return null;
  const steps = tripsMs.slice(1).map((trip, at) => Math.abs(trip - (tripsMs[at] ?? trip)));
  return { medianMs, jitterMs: steps.reduce((sum, step) => sum + step, 0) / Math.max(1, steps.length) };
}

function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** Less time than this cannot be told from nothing. Milliseconds. */
const LEAST_MS = 0.1;

/**
 * Bytes a second of `bytes` that were asked for, sent and answered in `elapsedMs`; one round trip of that is no part of
 * their way.
 */
export function toBytesPerSec(bytes: number, elapsedMs: number, roundTripMs: number): number {
  return Math.round((bytes * 1_000) / Math.max(LEAST_MS, elapsedMs - roundTripMs));
}
