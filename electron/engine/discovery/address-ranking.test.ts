import { describe, expect, it } from 'vitest';
import { isDirectlyReachable, rankAddresses } from './address-ranking.ts';
import type { NetworkAddress } from './address-scope.ts';

const network = (name: string, address: string, prefixLength: number, scopeId = 0): NetworkAddress => ({
  name,
  family: address.includes(':') ? 'IPv6' : 'IPv4',
  address,
  prefixLength,
  scopeId,
  isInternal: false,
});
const LOCAL = [
  network('eth0', '192.168.1.20', 24),
  network('eth0', 'fe80::20', 64, 2),
  network('wlan0', '10.0.0.20', 8),
];
const rank = (...hosts: string[]): string[] =>
  rankAddresses(
    hosts.map((host) => ({ host, port: 1 })),
    LOCAL,
  ).map(({ host }) => host);

describe('rankAddresses()', () => {
  it('puts our own networks before those behind a router, cable before radio', () => {
    expect(rank('172.16.0.1', '10.0.0.9', '192.168.1.9')).toEqual(['192.168.1.9', '10.0.0.9', '172.16.0.1']);
  });

  it('tries IPv4 and IPv6 in turn', () => {
    expect(rank('192.168.1.9', '192.168.1.8', '10.0.0.9', 'fe80::9%eth0', 'fd00::9')).toEqual([
      '192.168.1.9',
      'fe80::9%eth0',
      '192.168.1.8',
      'fd00::9',
      '10.0.0.9',
    ]);
  });

  it('keeps the given order where nothing speaks against it', () => {
    expect(rank('192.168.1.9', '192.168.1.8', 'nas.local', '172.16.0.1')).toEqual([
      '192.168.1.9',
      '192.168.1.8',
      'nas.local',
      '172.16.0.1',
    ]);
  });

  it('leaves out link-local addresses of interfaces that are not here', () => {
    expect(rank('fe80::9%usb0', 'fe80::9', 'fe80::9%eth0', 'fe80::8%2')).toEqual(['fe80::9%eth0', 'fe80::8%2']);
  });

  it('leaves out doubles, also in other spellings', () => {
    expect(rank('192.168.1.9', '::ffff:192.168.1.9', 'FD00::9', 'fd00::9')).toEqual(['192.168.1.9', 'fd00::9']);
  });

  it('gives at most 8', () => {
    expect(rank(...Array.from({ length: 20 }, (_, n) => `192.168.1.${n + 30}`))).toHaveLength(8);
  });
});

describe('isDirectlyReachable()', () => {
  it('knows our subnets', () => {
    expect(isDirectlyReachable('192.168.1.77', LOCAL)).toBe(true);
    expect(isDirectlyReachable('192.168.2.77', LOCAL)).toBe(false);
    expect(isDirectlyReachable('nas.local', LOCAL)).toBe(false);
  });
});
