import { describe, expect, it } from 'vitest';
import { parseAddress } from './parse-address.ts';

describe('parseAddress()', () => {
  it.each([
    '192.168.1.20',
    '192.168.1.20:53420',
    'studio-pc.local',
    'studio-pc',
    'studio_pc:1',
    '::1',
    'fe80::4c1a:22ff:fe90:1%eth0',
    '[::1]:53420',
    '[fe80::1%eth0]',
    'bücher.example:65535',
  ])('takes %s', (typed) => {
    expect(parseAddress(` ${typed} `)).toEqual({ ok: true, address: typed });
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['http://192.168.1.20', 'badFormat'],
    ['two words', 'badFormat'],
    ['192.168.1', 'badFormat'],
    ['192.168.1.256', 'badFormat'],
    ['-x', 'badFormat'],
    ['[::1', 'badFormat'],
    ['[nonsense]', 'badFormat'],
    ['host:0', 'badPort'],
    ['host:65536', 'badPort'],
    ['host:', 'badPort'],
    ['[::1]:x', 'badFormat'],
    ['[::1]:99999', 'badPort'],
    // longer than main takes
    ['1:'.repeat(200), 'badFormat'],
    [`host:${'0'.repeat(400)}80`, 'badFormat'],
  ])('refuses %j as %s', (typed, reason) => {
    expect(parseAddress(typed)).toEqual({ ok: false, reason });
  });
});
