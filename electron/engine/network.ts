import { join } from 'node:path';
import { PeerError } from '../../shared/errors/lanyard-error.ts';
import type { PeerId } from '../../shared/model/ids.ts';
import type { Peer, Self } from '../../shared/model/peer.ts';
import { startInterfaceWatch, type InterfaceWatch } from './discovery/interfaces.ts';
import { startMdns, type Mdns } from './discovery/mdns.ts';
import { createPeerTable } from './discovery/peer-table.ts';
import { startPresence, type Presence, type PresenceLink } from './discovery/presence.ts';
import { openRememberedPeers, type RememberedPeers } from './discovery/remembered-peers.ts';
import type { EngineOptions } from './engine-api.ts';
import type { Log } from './log.ts';
import { readJson, writeJson } from './storage/json-file.ts';
import { dial, type DialAddress } from './transport/dial.ts';
import type { Greeting, Purpose, Session } from './transport/handshake.ts';
import { loadIdentity, toFingerprintWords, type Identity } from './transport/identity.ts';
import { startTlsServer, type TlsServer } from './transport/tls-server.ts';

interface NetworkOptions {
  readonly options: EngineOptions;
  readonly log: Log;
  readonly onSelf: (self: Self) => void;
  readonly onPeers: (peers: readonly Peer[]) => void;
  /** A peer wants to send something. */
  readonly onTransferSession: (session: Session) => void;
}

/** Who is there, and how to reach them. */
export interface Network {
  self(): Self;
  peers(): readonly Peer[];
  /** Undefined for a peer that is not in the list. */
  peer(peerId: PeerId): Peer | undefined;
  addPeer(address: string): Promise<PeerId>;
  forgetPeer(peerId: PeerId): void;
  /** A session for one transfer to `peerId`, over whichever of its addresses answers first. */
  dialForTransfer(peerId: PeerId, signal: AbortSignal): Promise<Session>;
  stop(): Promise<void>;
}

/** Listens, announces, browses, and keeps the list of peers true until stopped. */
export async function startNetwork(setup: NetworkOptions): Promise<Network> {
  const { options, log } = setup;
  const identity = await loadIdentity(options.dataDir);
  const remembered = await openRemembered(options, log);
  const watch = startInterfaceWatch({ listen: options.listen });
  const table = createPeerTable({ selfId: identity.peerId, idToWords: toFingerprintWords });
  const stopping = new AbortController();
  const greeting = (): Greeting => ({ name: options.name, platform: options.platform, port: server.port });
  const reach = (
    purpose: Purpose,
    addresses: readonly DialAddress[],
    expectedId: PeerId | null,
    signal: AbortSignal,
  ): Promise<Session> => dial({ identity, greeting: greeting(), addresses, expectedId, purpose, signal, log });

  const onSession = (session: Session): void => {
    if (session.purpose === 'presence') presence.adopt(toLink(session));
    else setup.onTransferSession(session);
  };
  // first of all: what we dial is told the port
  const { listen, port } = options;
  const server = await startTlsServer({ identity, listen, port, greeting, onSession, log });
  const presence = startPresence({
    selfId: identity.peerId,
    table,
    remembered,
    interfaces: watch,
    isPinned: listen !== null,
    dial: async (addresses, expectedId) => toLink(await reach('presence', addresses, expectedId, stopping.signal)),
  });
  const self = (): Self => toSelf(identity, options, server.port, watch);
  watch.onChanged(() => setup.onSelf(self()));
  table.onChanged(() => setup.onPeers(table.snapshot()));
  const mdns = options.isDiscoveryOn ? startDiscovery(identity, server.port, watch, presence, log) : null;
  for (const address of options.peers) keepDialling(presence, address, log);

  return {
    self,
    peers: () => table.snapshot(),
    peer: (peerId) => table.snapshot().find((peer) => peer.id === peerId),
    addPeer: (address) => presence.addManually(address),
    forgetPeer: (peerId) => presence.forget(peerId),
    dialForTransfer: (peerId, signal) => {
      const addresses = presence.addressesOf(peerId);
      if (addresses.length === 0) return Promise.reject(new PeerError('PEER_UNKNOWN', 'no address of this peer'));
      return reach('transfer', addresses, peerId, signal);
    },
    stop: () => {
      stopping.abort();
      return stopAll(mdns, presence, watch, server, remembered);
    },
  };
}

/** An address that makes no sense is said in the log; it must not keep the app from starting. */
function keepDialling(presence: Presence, address: string, log: Log): void {
  try {
    presence.keepDialling(address);
  } catch (error) {
    log.error('an address given at start cannot be dialled', error);
  }
}

async function stopAll(
  mdns: Mdns | null,
  presence: Presence,
  watch: InterfaceWatch,
  server: TlsServer,
  remembered: RememberedPeers,
): Promise<void> {
  await mdns?.stop();
  presence.stop();
  watch.stop();
  await Promise.all([server.stop(), remembered.stop()]);
}

function openRemembered({ dataDir }: EngineOptions, log: Log): Promise<RememberedPeers> {
  const file = join(dataDir, 'peers.json');
  return openRememberedPeers({
    load: (schema) => readJson(file, schema),
    save: (data) => writeJson(file, data),
    onError: (error) => log.error('the list of known peers could not be kept', error),
  });
}

function startDiscovery(
  identity: Identity,
  port: number,
  interfaces: InterfaceWatch,
  presence: Presence,
  log: Log,
): Mdns {
  return startMdns({
    deviceId: identity.peerId,
    port,
    interfaces,
    isDiscoverable: true,
    onFound: (found) => presence.noteFound(found),
    onLost: (peerId) => presence.noteLost(peerId),
    onWarning: (error, interfaceName) =>
      log.warn('discovery failed on an interface', { interfaceName, reason: error.message }),
  });
}

function toSelf(identity: Identity, options: EngineOptions, port: number, watch: InterfaceWatch): Self {
  const isListed = new Set(options.listen ?? []);
  const addresses = watch.current().filter(({ isInternal, address }) => !isInternal || isListed.has(address));
  return {
    id: identity.peerId,
    name: options.name,
    platform: options.platform,
    fingerprintWords: toFingerprintWords(identity.peerId),
    port,
    addresses: addresses.map(({ address }) => address),
    isDiscoverable: options.isDiscoveryOn,
  };
}

/** Presence has nothing more to say than heartbeats, which the connection does itself. */
function toLink({ connection, peer }: Session): PresenceLink {
  return {
    peerId: connection.peerId,
    hello: peer,
    remoteAddress: connection.remoteAddress,
    closed: connection.closed.then(() => undefined),
    close: () => connection.close(null),
  };
}
