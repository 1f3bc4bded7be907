import { describe, expect, it } from 'vitest';
import { parseAmount } from './parse-amount.ts';

const formatOf = (locale: string) => {
  const numbers = new Intl.NumberFormat(locale);
  return (value: number): string => numbers.format(value);
};

describe('parseAmount()', () => {
  it.each([
    ['en', '5', 5],
    ['en', ' 1.5 ', 1.5],
    ['en', '1,5', 1.5],
    ['en', '1,500', 1500],
    ['en', '1,234,567.25', 1_234_567.25],
    ['en', '.5', 0.5],
    ['de', '1,5', 1.5],
    ['de', '1.5', 1.5],
    ['de', '1.500', 1500],
    ['de', '1,500', 1.5],
    ['de', '1.234.567,5', 1_234_567.5],
    ['fr', '1\u202f500,5', 1500.5],
    ['en', '\u200b1.5\u00a0', 1.5],
    ['en', '１，５００', 1500],
    ['en', '١٥', 15],
    ['en', '1 500', 1500],
    ['de-CH', '1’500', 1500],
    ['zh-CN', '１２．５', 12.5],
    ['ar-EG', '١٬٥٠٠٫٥', 1500.5],
    ['hi-IN-u-nu-deva', '१२.५', 12.5],
  ])('in %s reads %j as %d', (locale, typed, amount) => {
    expect(parseAmount(typed, formatOf(locale))).toBe(amount);
  });

  it.each(['', ' ', '.', ',', 'a few', '-1', '1e9', '1.2.3', '1,2.3,4', '5 MB/s', '0x10', '∞', '½x'])(
    'finds no number in %j',
    (typed) => {
      expect(parseAmount(typed, formatOf('en'))).toBeNull();
    },
  );

  it.each(['en', 'de', 'fr', 'zh-CN', 'ar-EG', 'es'])('reads back what is shown in %s', (locale) => {
    const format = formatOf(locale);
    for (const amount of [17, 500, 1.5, 2.125, 1500, 107_374.182]) {
      expect(parseAmount(format(amount), format)).toBe(amount);
    }
  });
});
