import { vi } from 'vitest';
import { PeerError } from '../../../../shared/errors/lanyard-error.ts';
import { toPeerId, type PeerId } from '../../../../shared/model/ids.ts';
import { formatAddress, type HostPort } from '../addresses.ts';
import type { InterfaceWatch } from '../interfaces.ts';
import type { NetworkAddress } from '../address-scope.ts';
import { KnownPeers } from '../known-peers.ts';
import { PeerTable } from '../peer-table.ts';
import { Presence, type PresenceLink } from '../presence.ts';
import { openRememberedPeers, type MetPeer, type RememberedPeer, type RememberedPeers } from '../remembered-peers.ts';

export const SELF = toPeerId('5e'.repeat(32));
export const ADA = toPeerId('a1'.repeat(32));
export const BO = toPeerId('b2'.repeat(32));
export const HOME = { host: '192.168.1.9', port: 53420 };
export const ELSEWHERE = { host: '192.168.1.10', port: 40000 };
const LAN: NetworkAddress = {
  name: 'eth0',
  family: 'IPv4',
  address: '192.168.1.2',
  prefixLength: 24,
  scopeId: 0,
  isInternal: false,
};

export interface FakeLink extends PresenceLink {
  isClosed: boolean;
  /** What its closing said. */
  reason: PeerError | undefined;
}

export function newLink(peerId: PeerId, { host, port }: HostPort = HOME, name = 'Ada'): FakeLink {
  let resolve: () => void = () => undefined;
  const closed = new Promise<void>((done) => (resolve = done));
  const link: FakeLink = {
    peerId,
    hello: { name, platform: 'linux', port },
    remoteAddress: host,
    closed,
    isClosed: false,
    reason: undefined,
    close: (reason) => {
      link.isClosed = true;
      link.reason = reason;
      resolve();
    },
  };
  return link;
}

/** A network of which the test says who answers where. */
export interface World {
  readonly table: PeerTable;
  readonly presence: Presence;
  readonly remembered: RememberedPeers;
  readonly known: KnownPeers;
  /** `host:port` → who answers; 'hang': nobody says anything for 5 s; absent: refused. */
  readonly answers: Map<string, PeerId | 'hang'>;
  /** Addresses of each dial, in order. */
  readonly dials: string[];
  readonly links: FakeLink[];
  changeNetwork(): void;
  status(peerId: PeerId): string | undefined;
  /** Lets the faked clock run. */
  pass(ms: number): Promise<void>;
}

export interface WorldOptions {
  readonly wereOnline?: readonly MetPeer[];
  readonly stored?: readonly RememberedPeer[];
  readonly isPinned?: boolean;
}

/** Presence over this world; the clock must be faked. */
export async function newWorld({ stored = [], isPinned = false, wereOnline = [] }: WorldOptions = {}): Promise<World> {
  const answers: World['answers'] = new Map();
  const dials: string[] = [];
  const links: FakeLink[] = [];
  const listeners: (() => void)[] = [];
  const known = new KnownPeers(stored.flatMap(({ isUsed, peerId }) => (isUsed ? [peerId] : [])));
  const table = new PeerTable({ selfId: SELF, idToWords: () => ['words'], isUsed: (peerId) => known.has(peerId) });
  const remembered = await openRememberedPeers({
    load: () => Promise.resolve(undefined),
    save: () => Promise.resolve(),
  });
  for (const peer of stored) remembered.put(peer);
  const interfaces: InterfaceWatch = {
    current: () => [LAN],
    onChanged: (listener) => {
      listeners.push(() => listener('addresses'));
      return () => undefined;
    },
    stop: () => undefined,
  };
  const dial = async (addresses: readonly HostPort[], expectedId: PeerId | null): Promise<PresenceLink> => {
    dials.push(addresses.map(formatAddress).join(' '));
    for (const address of addresses) {
      const answer = answers.get(formatAddress(address));
      if (answer === 'hang') await new Promise((resolve) => setTimeout(resolve, 5_000));
      else if (answer !== undefined && (expectedId === null || answer === expectedId)) {
        links.push(newLink(answer, address));
        return links.at(-1) ?? newLink(answer);
      }
    }
    throw new PeerError('PEER_REFUSED', 'nobody there');
  };
  const presence = new Presence({ selfId: SELF, table, remembered, known, interfaces, isPinned, wereOnline, dial });
  return {
    table,
    presence,
    remembered,
    known,
    answers,
    dials,
    links,
    changeNetwork: () => listeners.forEach((listener) => listener()),
    status: (peerId) => table.snapshot().find((peer) => peer.id === peerId)?.status,
    pass: async (ms) => {
      await vi.advanceTimersByTimeAsync(ms);
    },
  };
}

export const found = (
  peerId: PeerId,
  ...addresses: HostPort[]
): { peerId: PeerId; addresses: HostPort[]; ttlMs: number } => ({
  peerId,
  addresses,
  ttlMs: 120_000,
});
export const stored = (peerId: PeerId, change: Partial<RememberedPeer> = {}): RememberedPeer => ({
  peerId,
  name: 'Ada',
  platform: 'linux',
  addresses: [HOME],
  isManual: false,
  isUsed: false,
  lastSeenMs: 1,
  ...change,
});
