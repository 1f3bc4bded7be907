import { describe, expect, it } from 'vitest';
import { parseSpeed } from './parse-speed.ts';

const formatOf = (locale: string) => {
  const numbers = new Intl.NumberFormat(locale);
  return (value: number): string => numbers.format(value);
};

describe('parseSpeed()', () => {
  it.each([
    ['5', 5_000_000],
    ['5 MB/s', 5_000_000],
    ['5MB/s', 5_000_000],
    ['５　ＭＢ／ｓ', 5_000_000],
    ['1.5 mb', 1_500_000],
    ['1,5 MB/s', 1_500_000],
    ['\u200b500 kB/s\u00a0', 500_000],
    ['500k', 500_000],
    ['500 KiB/s', 500_000],
    ['2 GB/s', 2_000_000_000],
    ['2 Mo/s', 2_000_000],
    ['100 Mbit/s', 12_500_000],
    ['100 Mbps', 12_500_000],
    ['10 MBps', 10_000_000],
    ['10 mbps', 1_250_000],
    ['1,500 kB/s', 1_500_000],
    ['20000 bytes/s', 20_000],
    ['5 /s', 5_000_000],
  ])('reads %j as %d bytes a second', (typed, bytesPerSec) => {
    expect(parseSpeed(typed, 'megabyte', 1000, formatOf('en'))).toBe(bytesPerSec);
  });

  it('takes the chosen unit where none is typed, and counts as the platform does', () => {
    expect(parseSpeed('5', 'kilobyte', 1024, formatOf('en'))).toBe(5 * 1024);
    expect(parseSpeed('1,5 MB/s', 'kilobyte', 1024, formatOf('de'))).toBe(1.5 * 1024 ** 2);
    expect(parseSpeed('2 GB/s', 'kilobyte', 1024, formatOf('en'))).toBe(2 * 1024 ** 3);
  });

  it.each(['', 'MB/s', 'fast', '5 apples', '5 MB/h', '-5 MB/s', '5 5x'])('finds no speed in %j', (typed) => {
    expect(parseSpeed(typed, 'megabyte', 1000, formatOf('en'))).toBeNull();
  });
});
