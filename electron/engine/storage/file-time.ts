import { MAX_DATE_MS } from '../../../shared/protocol/constants.ts';

/** Year 9999; file systems with a nearer end (FAT: 2107) clamp by themselves. */
const MAX_MS = 253_402_300_799_999;

/** The system cuts a time to whole nanoseconds, towards 1970: without this, .123 would come back as .122. */
const HALF_MICROSECOND_MS = 0.0005;

/** Unix milliseconds, whole. What is no time on this planet becomes the nearest one that is. */
export function clampTimeMs(mtimeMs: number): number {
  if (!Number.isFinite(mtimeMs)) return 0;
  return Math.min(Math.max(Math.floor(mtimeMs), -MAX_MS), MAX_MS);
}

/**
 * Unix time for `utimes`, in seconds, such that whole milliseconds come back as they were, those before 1970 too. A text:
 * Node takes a number below 0 for "now", and a `Date` loses the half microsecond.
 */
export function toFileTime(mtimeMs: number): string {
  const ms = clampTimeMs(mtimeMs);
  return String((ms + (ms < 0 ? -HALF_MICROSECOND_MS : HALF_MICROSECOND_MS)) / 1000);
}

/** Whole milliseconds that a manifest may hold: some file systems keep times beyond all dates. */
export function toWireTime(mtimeMs: bigint): number {
  return Math.min(MAX_DATE_MS, Math.max(-MAX_DATE_MS, Number(mtimeMs)));
}
