const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;

interface ByteFormat {
  readonly size: (sizeBytes: number) => string;
  readonly rate: (bytesPerSec: number) => string;
}

/**
 * Sizes as people of this platform read them: Windows counts in 1024s, the others in 1000s.
 * One decimal from megabytes up and below 100, always shown, so that a growing number keeps its width.
 */
export function createByteFormat(locale: string, base: 1000 | 1024): ByteFormat {
  const formats = new Map<string, Intl.NumberFormat>();
  const format = (value: number, suffix: '' | '-per-second'): string => {
    const { scaled, power } = scale(Math.max(0, value), base);
    const decimals = decimalsFor(scaled, power);
    const key = `${power}${decimals}${suffix}`;
    const numberFormat = formats.get(key) ?? createFormat(locale, power, decimals, suffix);
    formats.set(key, numberFormat);
    return numberFormat.format(scaled);
  };
  return { size: (sizeBytes) => format(sizeBytes, ''), rate: (bytesPerSec) => format(bytesPerSec, '-per-second') };
}

function createFormat(locale: string, power: number, decimals: number, suffix: string): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: `${UNITS[power] ?? 'byte'}${suffix}`,
    unitDisplay: power === 0 && suffix === '' ? 'long' : 'short',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

function scale(value: number, base: number): { scaled: number; power: number } {
  let scaled = value;
  let power = 0;
  // 999.6 would be shown as 1,000: the larger unit takes over where rounding does
  while (power < UNITS.length - 1 && Math.round(scaled) >= base) {
    scaled /= base;
    power += 1;
  }
  return { scaled, power };
}

function decimalsFor(scaled: number, power: number): number {
  if (power < 2) return 0;
  return scaled < 99.95 ? 1 : 0;
}
