import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createInterfaceGate } from './interface-gate.ts';
import type { RawInterfaces } from '../../system/ask-system.ts';

const v4 = (address: string, isInternal = false): NetworkInterfaceInfo => ({
  family: 'IPv4',
  address,
  netmask: '',
  mac: '',
  internal: isInternal,
  cidr: `${address}/${isInternal ? 8 : 24}`,
});
const v6 = (address: string, scopeid: number): NetworkInterfaceInfo => ({
  family: 'IPv6',
  address,
  netmask: '',
  mac: '',
  internal: false,
  scopeid,
  cidr: `${address}/64`,
});
const RAW: RawInterfaces = {
  lo: [v4('127.0.0.1', true)],
  eth0: [v4('192.168.1.5'), v6('fe80::5', 2), ...Array.from({ length: 9 }, (_, n) => v6(`fd00::${n + 1}`, 0))],
  wlan0: [v4('10.0.0.5'), v6('fe80::5', 3)],
};

describe('createInterfaceGate()', () => {
  const gate = createInterfaceGate(['eth0', 'gone0'], () => RAW);
  const passes = (localAddress: string | undefined, remoteAddress: string | undefined): boolean =>
    gate({ localAddress, remoteAddress });

  it('passes what comes to an address of a used interface, near or from afar, in any spelling', () => {
    expect(passes('192.168.1.5', '192.168.1.9')).toBe(true);
    expect(passes('::ffff:192.168.1.5', '::ffff:172.16.0.9')).toBe(true);
    expect(passes('FD00::9', 'fd00::77')).toBe(true);
  });

  it('refuses what comes to any other address, and what has none', () => {
    expect(passes('10.0.0.5', '10.0.0.9')).toBe(false);
    expect(passes('::ffff:10.0.0.5', '192.168.1.9')).toBe(false);
    expect(passes('192.168.1.6', '192.168.1.9')).toBe(false);
    expect(passes(undefined, undefined)).toBe(false);
  });

  it('refuses a neighbour on an unused interface that calls the address of a used one', () => {
    expect(passes('192.168.1.5', '10.0.0.9')).toBe(false);
  });

  it('tells link-local addresses apart by their zone', () => {
    expect(passes('fe80::5%eth0', 'fe80::9%eth0')).toBe(true);
    expect(passes('fe80::5%wlan0', 'fe80::9%wlan0')).toBe(false);
  });

  it('passes what stays within this computer', () => {
    expect(passes('127.0.0.1', '127.0.0.1')).toBe(true);
    expect(passes('::1', '::1')).toBe(true);
  });

  it('goes by the addresses of the moment', () => {
    let raw: RawInterfaces = {};
    const current = createInterfaceGate(['eth0'], () => raw);
    const ends = { localAddress: '192.168.1.5', remoteAddress: '192.168.1.9' };
    expect(current(ends)).toBe(false);
    raw = RAW;
    expect(current(ends)).toBe(true);
  });

  it('passes a neighbour on both, when both are on one network', () => {
    const both: RawInterfaces = { eth0: [v4('192.168.1.5')], wlan0: [v4('192.168.1.6')] };
    const wired = createInterfaceGate(['eth0'], () => both);
    expect(wired({ localAddress: '192.168.1.5', remoteAddress: '192.168.1.9' })).toBe(true);
    expect(wired({ localAddress: '192.168.1.6', remoteAddress: '192.168.1.9' })).toBe(false);
  });
});
