import { describe, expect, it } from 'vitest';
import { toPeerId } from '../../../shared/model/ids.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/model/settings.ts';
import type { EngineView } from '../engine-state.ts';
import { offerOf, transferIdOf, transferOf } from '../testing/fixtures.ts';
import { describeDiagnostics, type SystemFacts } from './diagnostics.ts';

/** Stands in every name, path, address and id of others. */
const SECRETS = ['Ann Secret', 'secret-folder', 'secret-file', 'secret-word', 'b'.repeat(64), '203.0.113.77'];
const peerId = toPeerId('b'.repeat(64));

const system: SystemFacts = {
  appVersion: '1.2.3',
  versions: { electron: '45.4.1', chrome: '130.0', node: '20.18.0' },
  system: 'Linux 6.1',
  arch: 'x64',
  installKind: 'installed',
  interfaces: {
    eth0: [
      {
        address: '192.168.1.20',
        netmask: '255.255.255.0',
        family: 'IPv4',
        mac: '02:00:00:00:00:01',
        internal: false,
        cidr: '192.168.1.20/24',
      },
    ],
    none: undefined,
  },
  systemLanguage: 'en-GB',
  hasTray: true,
  uptimeSeconds: 61.4,
};
const settings: Settings = {
  ...DEFAULT_SETTINGS,
  deviceName: 'Ann Secret',
  inboxDir: '/home/ann/secret-folder',
  peerFolders: { [peerId]: '/home/secret-folder' },
  interfaces: ['secret-word0'],
  uploadLimit: 1_000_000,
};
const view: EngineView = {
  self: {
    id: peerId,
    name: 'Ann Secret\nport: 1',
    platform: 'linux',
    fingerprintWords: ['secret-word'],
    port: 53_420,
    addresses: ['192.168.1.20', 'fe80::1%eth0', 'secret-word.local'],
    isDiscoverable: true,
    discoveryTrouble: null,
    isNewIdentity: false,
  },
  peers: (['online', 'online', 'offline'] as const).map((status) => ({
    id: peerId,
    name: 'Ann Secret',
    platform: 'macos',
    status,
    fingerprintWords: ['secret-word'],
    addresses: ['203.0.113.77:53420'],
    isManual: true,
    isKnown: true,
  })),
  offers: [
    offerOf({
      peerId,
      peerName: 'Ann Secret',
      destination: { label: 'secret-folder', fullPath: '/secret-folder', freeBytes: 1 },
      problem: { code: 'STORAGE_FULL', at: 'here' },
      fingerprintWords: ['secret-word'],
    }),
  ],
  transfers: [
    transferOf({ peerId, peerName: 'Ann Secret', title: 'secret-file', currentFile: 'secret-file' }),
    transferOf({
      id: transferIdOf('2'),
      peerId,
      title: 'secret-file',
      peerName: 'Ann Secret',
      state: 'failed',
      error: { code: 'PEER_CLOSED', at: 'there' },
      endedAtMs: 5,
    }),
  ],
  engineError: null,
  test: null,
};

describe('describeDiagnostics', () => {
  const text = describeDiagnostics(system, view, settings);

  it('says versions, interfaces, port, settings, counts and codes', () => {
    for (const part of [
      'version: 1.2.3 (installed)',
      'electron: 45.4.1, chrome: 130.0, node: 20.18.0',
      'system: Linux 6.1, x64',
      'eth0: IPv4 192.168.1.20/24',
      'reachable at: 192.168.1.20, fe80::1%eth0',
      'port: 53420',
      'uploadLimit: 1000000',
      'own name: yes, own inbox: yes',
      'folders for peers: 1, interfaces: 1',
      'peers: 2 online, 1 offline',
      'offers: 1, with a problem: 1',
      'transfers: 1 receive active, 1 receive failed',
      'last errors: PEER_CLOSED (receive, there)',
    ]) {
      expect(text).toContain(part);
    }
  });

  it.each([...SECRETS, transferIdOf('2'), '02:00:00:00:00:01'])('never says %s', (secret) => {
    expect(JSON.stringify([system, view, settings])).toContain(secret.split('\n')[0]);
    expect(text).not.toContain(secret);
  });

  it('says what holds when there is nothing', () => {
    const empty = {
      ...view,
      peers: [],
      offers: [],
      transfers: [],
      engineError: { code: 'ENGINE_STOPPED', at: 'here' },
    };
    const said = describeDiagnostics({ ...system, interfaces: {} }, empty as EngineView, DEFAULT_SETTINGS);
    expect(said).toContain('engine: ENGINE_STOPPED');
    expect(said).toContain('peers: none');
    expect(said).toContain('last errors: none');
    expect(said).toContain('interfaces: all');
  });

  it('says no more than the last errors', () => {
    const failed = Array.from({ length: 1_000 }, (_, n) =>
      transferOf({ error: { code: n === 0 ? 'STORAGE_FULL' : 'PEER_CLOSED', at: 'here' }, endedAtMs: n }),
    );
    const said = describeDiagnostics(system, { ...view, offers: [], transfers: failed }, settings);
    expect(said.match(/PEER_CLOSED/g)).toHaveLength(10);
    expect(said).not.toContain('STORAGE_FULL');
  });
});
