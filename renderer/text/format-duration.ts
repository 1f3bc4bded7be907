import type { Text } from './catalogue.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Time left, in words and coarse on purpose: `about 2 minutes`. */
export function describeDuration(t: Text, seconds: number): string {
  if (seconds < 5) return t('time.fewSeconds');
  if (seconds < 50) return t('time.seconds', { count: Math.ceil(seconds / 10) * 10 });
  if (seconds < 50 * MINUTE) return t('time.minutes', { count: Math.max(1, Math.round(seconds / MINUTE)) });
  if (seconds < 22 * HOUR) return t('time.hours', { count: Math.max(1, Math.round(seconds / HOUR)) });
  return t('time.days', { count: Math.max(1, Math.round(seconds / DAY)) });
}
