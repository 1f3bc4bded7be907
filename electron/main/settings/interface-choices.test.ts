import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from 'vitest';
import { interfaceChoices } from './interface-choices.ts';

const info = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  internal,
  family: 'IPv4',
  netmask: '255.255.255.0',
  mac: '00:00:00:00:00:00',
  cidr: null,
});

it('names each interface once, sorted, without those that lead nowhere', () => {
  const choices = interfaceChoices({
    wlan0: [info('192.168.0.7'), info('fe80::7')],
    lo: [info('127.0.0.1', true)],
    eth0: [info('10.0.0.7')],
    gone: undefined,
    empty: [],
  });
  expect(choices).toEqual([
    { name: 'eth0', addresses: ['10.0.0.7'] },
    { name: 'wlan0', addresses: ['192.168.0.7', 'fe80::7'] },
  ]);
});

it('stays within what a setting can hold', () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`veth${n}`, [info('10.0.0.7')]]));
  expect(interfaceChoices(many)).toHaveLength(100);
});
