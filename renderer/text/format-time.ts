import { lazily } from '../../shared/text/lazily.ts';

/**
 * Wall-clock times by the habit of `region` (12 or 24 hours), words in `locale`.
 * Other days than today carry their date, other years their year.
 */
export function createTimeFormat(locale: string, region: string, now: () => number = Date.now) {
  const clock = lazily((): Intl.DateTimeFormatOptions => {
    const { hourCycle } = new Intl.DateTimeFormat(region, { hour: 'numeric' }).resolvedOptions();
    return { hour: 'numeric', minute: '2-digit', ...(hourCycle === undefined ? {} : { hourCycle }) };
  });
  const withClock = (date: Intl.DateTimeFormatOptions) =>
    lazily(() => new Intl.DateTimeFormat(locale, { ...date, ...clock() }));
  const today = withClock({});
  const earlier = withClock({ day: 'numeric', month: 'short' });
  const longAgo = withClock({ day: 'numeric', month: 'short', year: 'numeric' });
  return (unixMs: number): string => {
    if (isSameDay(unixMs, now())) return today().format(unixMs);
    return (isSameYear(unixMs, now()) ? earlier : longAgo)().format(unixMs);
  };
}

function isSameYear(aMs: number, bMs: number): boolean {
  return new Date(aMs).getFullYear() === new Date(bMs).getFullYear();
}

function isSameDay(aMs: number, bMs: number): boolean {
  return new Date(aMs).toDateString() === new Date(bMs).toDateString();
}
