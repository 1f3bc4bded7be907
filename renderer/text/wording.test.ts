import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '../../shared/errors/codes.ts';
import { createWording } from './wording.ts';

const linux = createWording({ platform: 'linux', region: 'en-GB' });
const windows = createWording({ platform: 'windows', region: 'en-US' });

describe('bytes()', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [84_000, '84 kB'],
    [999_600, '1.0 MB'],
    [2_100_000, '2.1 MB'],
    [318_000_000, '318 MB'],
    [5_000_000_000, '5.0 GB'],
    [99_960_000_000, '100 GB'],
  ])('says %d as %s', (sizeBytes, words) => {
    expect(linux.bytes(sizeBytes)).toBe(words);
  });

  it('counts in 1024s on Windows', () => {
    expect(windows.bytes(1_048_576)).toBe('1.0 MB');
    expect(windows.bytes(1_000_000)).toBe('977 kB');
  });

  it('never shows less than nothing', () => {
    expect(linux.bytes(-1)).toBe('0 bytes');
  });
});

describe('rate()', () => {
  it('is a size a second', () => {
    expect(linux.rate(112_000_000)).toBe('112 MB/s');
    expect(linux.rate(640_000)).toBe('640 kB/s');
  });
});

describe('percent()', () => {
  it('says all only when it is all', () => {
    expect(linux.percent(0.9999)).toBe('99%');
    expect(linux.percent(1)).toBe('100%');
  });
});

describe('duration()', () => {
  it.each([
    [1, 'a few seconds'],
    [11, 'about 20 seconds'],
    [70, 'about 1 minute'],
    [119, 'about 2 minutes'],
    [2_999, 'about 50 minutes'],
    [3_600, 'about 1 hour'],
    [7_200, 'about 2 hours'],
    [86_400, 'about 1 day'],
    [200_000, 'about 2 days'],
  ])('says %d s as %s', (seconds, words) => {
    expect(linux.duration(seconds)).toBe(words);
  });
});

describe('time()', () => {
  const today = new Date();
  today.setHours(14, 2, 0, 0);

  it('follows the habit of the region', () => {
    expect(linux.time(today.getTime())).toBe('14:02');
    expect(windows.time(today.getTime())).toMatch(/^2:02\sPM$/);
    expect(createWording({ platform: 'linux', region: 'de-DE' }).time(today.getTime())).toBe('14:02');
  });

  it('names the day when it was another', () => {
    expect(linux.time(new Date(2020, 4, 3, 14, 2).getTime())).toContain('3 May');
  });
});

describe('error()', () => {
  // the table's keys are exactly the codes
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];
  const cases = codes.flatMap((code) => (['here', 'there'] as const).map((at) => ({ code, at })));

  it.each(cases)('has words for $code $at', ({ code, at }) => {
    for (const peerName of [undefined, 'Bob']) {
      const { title, hint } = linux.error({ code, at }, peerName);
      expect(title).toMatch(/^\S.{5,90}[^.\s]$/);
      expect(hint).toMatch(/^\S.{5,140}\.$/);
      expect(title + hint).not.toMatch(/[{}]|errors\.|undefined|[A-Z]{3,}_/);
    }
  });

  it('says how much space lacks', () => {
    const full = { code: 'STORAGE_FULL', shortBytes: 3_200_000_000 } as const;
    expect(linux.error({ ...full, at: 'there' }).title).toBe('Not enough space there: 3.2 GB more needed');
    expect(linux.error({ ...full, at: 'here' }).title).toBe('Not enough space here: 3.2 GB more needed');
    expect(linux.error({ code: 'STORAGE_FULL', at: 'there' }).title).toBe('Not enough space there');
  });

  it('has four different messages for an address that does not work', () => {
    const tries = ['PEER_ADDRESS_NOT_FOUND', 'PEER_NOT_LANYARD', 'PEER_REFUSED', 'PEER_TIMED_OUT'] as const;
    expect(new Set(tries.map((code) => linux.error({ code, at: 'here' }).title)).size).toBe(4);
  });

  it('names the other side', () => {
    expect(linux.error({ code: 'PEER_UNREACHABLE', at: 'here' }, 'Bob').title).toBe('Cannot reach Bob');
    expect(linux.error({ code: 'PEER_UNREACHABLE', at: 'here' }).title).toBe('Cannot reach the other device');
  });
});
