/** Year 9999; file systems with a nearer end (FAT: 2107) clamp by themselves. */
const MAX_MS = 253_402_300_799_999;

/** The system cuts a fraction of a second down to whole nanoseconds: without this, .123 would come back as .122. */
const HALF_MICROSECOND_MS = 0.0005;

/**
 * Unix time for `utimes`, in seconds, such that whole milliseconds come back as they were. What is no time on this
 * planet becomes the nearest one that is.
 */
export function toFileTime(mtimeMs: number): number {
  if (!Number.isFinite(mtimeMs)) return 0;
  const clamped = Math.min(Math.max(Math.floor(mtimeMs), -MAX_MS), MAX_MS);
  return (clamped + HALF_MICROSECOND_MS) / 1000;
}
