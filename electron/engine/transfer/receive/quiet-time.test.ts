import { expect, it } from 'vitest';
import { QuietTime } from './quiet-time.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const YEAR_MS = 365 * DAY_MS;

it('counts days of this run and of earlier ones', () => {
  const quiet = new QuietTime(10 * YEAR_MS, { wallMs: 10 * YEAR_MS + 6 * DAY_MS, runMs: 500 });
  expect(quiet.lastsMs({ wallMs: 10 * YEAR_MS + 8 * DAY_MS, runMs: 500 + 2 * DAY_MS })).toBe(8 * DAY_MS);
});

it('does not grow by a clock that is set ahead, as when a computer without a battery learns the time', () => {
  const quiet = new QuietTime(undefined, { wallMs: 0, runMs: 0 });
  expect(quiet.lastsMs({ wallMs: 56 * YEAR_MS, runMs: 1_000 })).toBe(1_000);
});

it('is less than nothing by a clock that is set back', () => {
  const quiet = new QuietTime(undefined, { wallMs: 56 * YEAR_MS, runMs: 0 });
  expect(quiet.lastsMs({ wallMs: 0, runMs: 30 * DAY_MS })).toBeLessThan(0);
});
