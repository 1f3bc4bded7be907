import type { NetworkInterfaceInfo } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RawInterfaces } from '../../system/ask-system.ts';
import { selectAddresses, startInterfaceWatch } from './interfaces.ts';

const v4 = (address: string, prefix = 24, internal = false): NetworkInterfaceInfo => ({
  family: 'IPv4',
  address,
  netmask: '',
  mac: '',
  internal,
  cidr: `${address}/${prefix}`,
});
const v6 = (address: string, scopeid = 0, internal = false): NetworkInterfaceInfo => ({
  family: 'IPv6',
  address,
  netmask: '',
  mac: '',
  internal,
  scopeid,
  cidr: `${address}/64`,
});
const RAW: RawInterfaces = {
  lo: [v4('127.0.0.1', 8, true), v6('::1', 0, true)],
  docker0: [v4('172.17.0.1', 16)],
  wlan0: [v4('10.0.0.5'), v6('fe80::5', 3)],
  eth0: [v4('192.168.1.5'), v6('fe80::6', 2), v6('fd00::6')],
};
const addresses = (raw: RawInterfaces, listen: readonly string[] | null): string[] =>
  selectAddresses(raw, listen).map((one) => `${one.name} ${one.address}`);

describe('selectAddresses()', () => {
  it.each([
    'VMware Network Adapter VMnet8',
    'VirtualBox Host-Only Network',
    'vEthernet (WSL)',
    'ZeroTier One [8056c2e21c000001]',
    'OpenVPN Wintun',
    'WireGuard Tunnel',
    'Tailscale',
    'Bluetooth Network Connection',
    'Bluetooth-Netzwerkverbindung',
    'Local Area Connection* 2',
    'LAN-Verbindung* 11',
    'Npcap Loopback Adapter',
    'Firmen-VPN',
    'bridge100',
  ])('puts %s after real cards', (name) => {
    const real = { 'Wi-Fi': [v4('10.0.0.5')], 'Ethernet 2': [v4('10.0.1.5')], WLAN: [v4('10.0.2.5')] };
    const ranked = selectAddresses({ [name]: [v4('172.17.0.1')], ...real }, null).map((one) => one.name);
    expect(ranked).toEqual(['Ethernet 2', 'Wi-Fi', 'WLAN', name]);
  });

  it('takes all but internal ones: cable, radio, virtual; link-local last', () => {
    expect(addresses(RAW, null)).toEqual([
      'eth0 192.168.1.5',
      'eth0 fd00::6',
      'eth0 fe80::6',
      'wlan0 10.0.0.5',
      'wlan0 fe80::5',
      'docker0 172.17.0.1',
    ]);
  });

  it('takes exactly the given addresses, also loopback, in any spelling', () => {
    expect(addresses(RAW, ['127.0.0.1'])).toEqual(['lo 127.0.0.1']);
    expect(addresses(RAW, ['fd00:0:0::6', 'fe80::5%wlan0', 'fe80::6%3', 'nonsense', '192.168.1.6'])).toEqual([
      'eth0 fd00::6',
      'wlan0 fe80::5',
    ]);
  });

  it('takes a family for its wildcard', () => {
    expect(addresses(RAW, ['0.0.0.0'])).toEqual(['eth0 192.168.1.5', 'wlan0 10.0.0.5', 'docker0 172.17.0.1']);
    expect(addresses(RAW, ['::'])).toEqual(['eth0 fd00::6', 'eth0 fe80::6', 'wlan0 fe80::5']);
  });

  it('takes the interfaces of the given names, but never loopback; exact addresses win over names', () => {
    const named = (names: readonly string[], listen: readonly string[] | null = null): string[] =>
      selectAddresses(RAW, listen, names).map((one) => `${one.name} ${one.address}`);
    expect(named(['wlan0', 'lo', 'gone0'])).toEqual(['wlan0 10.0.0.5', 'wlan0 fe80::5']);
    expect(named([])).toEqual([]);
    expect(named(['wlan0'], ['127.0.0.1'])).toEqual(['lo 127.0.0.1']);
  });

  it('leaves out doubles of bridges, Apple radio links and most temporary IPv6 addresses', () => {
    const temporary = Array.from({ length: 9 }, (_, n) => v6(`fd00::${n + 1}`));
    const raw = { eth0: [v4('10.0.0.1'), ...temporary], bridge0: [v4('10.0.0.1')], awdl0: [v6('fe80::9', 7)] };
    expect(addresses(raw, null)).toEqual([
      'eth0 10.0.0.1',
      'eth0 fd00::1',
      'eth0 fd00::2',
      'eth0 fd00::3',
      'eth0 fd00::4',
    ]);
  });
});

describe('startInterfaceWatch()', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const watch = (): {
    changes: string[];
    set: (raw: RawInterfaces) => void;
    stop: () => void;
    first: () => string | undefined;
  } => {
    let raw: RawInterfaces = {};
    const interfaces = startInterfaceWatch({ listen: null, readInterfaces: () => raw });
    const changes: string[] = [];
    interfaces.onChanged((change) => changes.push(change));
    return {
      changes,
      set: (next) => (raw = next),
      stop: () => interfaces.stop(),
      first: () => interfaces.current()[0]?.address,
    };
  };

  it('tells when an interface comes up late, changes its address, and goes', () => {
    const { changes, set, first } = watch();
    vi.advanceTimersByTime(2_000);
    expect(changes).toEqual([]);
    set({ eth0: [v4('10.0.0.1')] });
    vi.advanceTimersByTime(2_000);
    expect(first()).toBe('10.0.0.1');
    set({ eth0: [v4('10.0.0.2')] });
    vi.advanceTimersByTime(2_000);
    set({});
    vi.advanceTimersByTime(6_000);
    expect(changes).toEqual(['addresses', 'addresses', 'addresses']);
  });

  it('is on no network while the system does not answer, and on it again when it does', () => {
    let isAnswering = false;
    const readInterfaces = (): RawInterfaces => {
      if (!isAnswering) throw new Error('uv_interface_addresses returned Unknown system error 13');
      return { eth0: [v4('10.0.0.1')] };
    };
    const interfaces = startInterfaceWatch({ listen: null, readInterfaces });
    const seen: number[] = [];
    interfaces.onChanged(() => seen.push(interfaces.current().length));
    for (const next of [true, false, true]) {
      isAnswering = next;
      vi.advanceTimersByTime(2_000);
    }
    expect(seen).toEqual([1, 0, 1]);
  });

  it('takes a gap between two looks for a sleep', () => {
    const { changes } = watch();
    vi.setSystemTime(Date.now() + 9_000);
    vi.advanceTimersByTime(2_000);
    expect(changes).toEqual([]);
    vi.setSystemTime(Date.now() + 60_000);
    vi.advanceTimersByTime(2_000);
    expect(changes).toEqual(['woke']);
  });

  it('is quiet after stop()', () => {
    const { changes, set, stop } = watch();
    stop();
    set({ eth0: [v4('10.0.0.1')] });
    vi.advanceTimersByTime(10_000);
    expect(changes).toEqual([]);
  });
});
