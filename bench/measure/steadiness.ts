/** How far a transfer was at some moment. */
export interface ProgressPoint {
  /** Since the acceptance. */
  readonly seconds: number;
  readonly files: number;
}

/** The first files, by whose pace that of the rest is judged. */
const FIRST_FILES = 1_000;

/**
 * Files a second after the first 1,000, divided by the same of those: 1 means that it does not tire.
 * Null: not more than 1,000 files, or nothing told between there and the end.
 *
 * @param points - in the order of time; the last is the end. Between two it is taken to have gone evenly
 */
export function steadiness(points: readonly ProgressPoint[]): number | null {
  const end = points.at(-1);
  if (!end || !points.some(({ files }) => files >= FIRST_FILES && files < end.files)) return null;
  const firstSeconds = secondsUntil(points, FIRST_FILES);
  if (firstSeconds <= 0 || end.seconds <= firstSeconds) return null;
  return (end.files - FIRST_FILES) / (end.seconds - firstSeconds) / (FIRST_FILES / firstSeconds);
}

function secondsUntil(points: readonly ProgressPoint[], files: number): number {
  let before: ProgressPoint = { seconds: 0, files: 0 };
  for (const point of points) {
    if (point.files >= files) {
      const share = point.files === before.files ? 0 : (files - before.files) / (point.files - before.files);
      return before.seconds + share * (point.seconds - before.seconds);
    }
    before = point;
  }
  return before.seconds;
}
