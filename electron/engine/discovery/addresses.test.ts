import { describe, expect, it } from 'vitest';
import { PeerError } from '../../../shared/errors/lanyard-error.ts';
import { formatAddress, normalizeHost, parseAddress } from './addresses.ts';

describe('parseAddress()', () => {
  it.each([
    ['192.168.1.4', '192.168.1.4', 53420],
    ['  192.168.1.4:9000 ', '192.168.1.4', 9000],
    ['NAS.local', 'nas.local', 53420],
    ['nas.local.:1', 'nas.local.', 1],
    ['büro-pc', 'büro-pc', 53420],
    ['localhost:65535', 'localhost', 65535],
    ['fd00::2', 'fd00::2', 53420],
    ['[FD00::2]:9000', 'fd00::2', 9000],
    ['[::1]', '::1', 53420],
    ['fe80::1%eth0', 'fe80::1%eth0', 53420],
    ['[fe80::1%Eth0]:9', 'fe80::1%Eth0', 9],
    ['fe80::1%12', 'fe80::1%12', 53420],
  ])('reads %j', (text, host, port) => {
    expect(parseAddress(text)).toEqual({ host, port });
  });

  it.each([
    '',
    ' ',
    ':',
    ':80',
    'host:',
    'host:0',
    'host:65536',
    'host:-1',
    'host:8e1',
    'host:80:90',
    'a b',
    'a/b',
    'http://nas',
    '10.1',
    '1.2.3',
    '256.1.1.1',
    '1.2.3.4.5',
    '0x7f.1.2.3:',
    '[1.2.3.4]:80',
    '[]:80',
    '[fd00::2',
    'fd00::2]:80',
    '[nas]:80',
    'fd00::g',
    'fe80::1%',
    'fe80::1%a%b',
    'fe80::1%$(x)',
    '-nas',
    'nas-',
    'a..b',
    'x'.repeat(64),
    'a.'.repeat(200),
    'nas\0',
    'user@nas',
  ])('refuses %j', (text) => {
    expect(() => parseAddress(text)).toThrow(PeerError);
    expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'PEER_ADDRESS_NOT_FOUND' }));
  });
});

describe('formatAddress()', () => {
  it.each(['nas.local:1', '10.0.0.1:53420', '[fd00::2]:9', '[fe80::1%eth0]:9'])('is read back: %s', (text) => {
    expect(formatAddress(parseAddress(text))).toBe(text);
  });
});

describe('normalizeHost()', () => {
  it.each([
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::FFFF:10.0.0.1', '10.0.0.1'],
    ['FD00::A', 'fd00::a'],
    ['FE80::A%Eth0', 'fe80::a%Eth0'],
  ])('makes %s %s', (host, plain) => {
    expect(normalizeHost(host)).toBe(plain);
  });
});
