/**
 * Wall-clock times by the habit of `region` (12 or 24 hours), words in `locale`.
 * Other days than today carry their date, other years their year.
 */
export function createTimeFormat(locale: string, region: string, now: () => number = Date.now) {
  const { hourCycle } = new Intl.DateTimeFormat(region, { hour: 'numeric' }).resolvedOptions();
  const cycle = hourCycle === undefined ? {} : { hourCycle };
  const today = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', ...cycle });
  const earlier = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    ...cycle,
  });
  const longAgo = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    ...cycle,
  });
  return (unixMs: number): string => {
    if (isSameDay(unixMs, now())) return today.format(unixMs);
    return (isSameYear(unixMs, now()) ? earlier : longAgo).format(unixMs);
  };
}

function isSameYear(aMs: number, bMs: number): boolean {
  return new Date(aMs).getFullYear() === new Date(bMs).getFullYear();
}

function isSameDay(aMs: number, bMs: number): boolean {
  return new Date(aMs).toDateString() === new Date(bMs).toDateString();
}
