import { join } from 'node:path';
import type { PeerId } from '../../shared/model/ids.ts';
import type { Peer, Self } from '../../shared/model/peer.ts';
import { createInterfaceGate } from './discovery/interface-gate.ts';
import { startInterfaceWatch, type InterfaceWatch } from './discovery/interfaces.ts';
import { KnownPeers } from './discovery/known-peers.ts';
import { Mdns } from './discovery/mdns.ts';
import { PeerTable } from './discovery/peer-table.ts';
import { Presence, type PresenceLink } from './discovery/presence.ts';
import { openRememberedPeers, type MetPeer, type RememberedPeers } from './discovery/remembered-peers.ts';
import type { EngineOptions } from './engine-api.ts';
import type { Log } from './log.ts';
import { readJson, writeJson } from './storage/json-file.ts';
import { dial } from './transport/dial.ts';
import type { Greeting, Session } from './transport/handshake.ts';
import { loadIdentity, toFingerprintWords, type LoadedIdentity } from './transport/identity.ts';
import { startTlsServer } from './transport/tls-server.ts';
import { TransferDialler } from './transport/transfer-dialler.ts';

/** What stays the same however often the network is opened anew. */
export interface NetworkHome {
  readonly identity: LoadedIdentity;
  readonly remembered: RememberedPeers;
  readonly known: KnownPeers;
}

/** Reads the identity and the known peers from `dataDir`; makes what is missing. */
export async function openNetworkHome(dataDir: string, log: Log): Promise<NetworkHome> {
  const file = join(dataDir, 'peers.json');
  const identity = await loadIdentity(dataDir);
  if (identity.isReplaced) log.warn('the file of the key was damaged: it was put aside, and this is a new device');
  const remembered = await openRememberedPeers({
    load: (schema) => readJson(file, schema),
    save: (data) => writeJson(file, data),
    onError: (error) => log.error('the list of known peers could not be kept', error),
  });
  const known = new KnownPeers(remembered.list().flatMap(({ peerId, isUsed }) => (isUsed ? [peerId] : [])));
  return { identity, remembered, known };
}

interface NetworkOptions {
  /** With the settings as they are now. */
  readonly options: EngineOptions;
  readonly home: NetworkHome;
  readonly log: Log;
  /** Were online until a moment ago, on the network before this one. */
  readonly wereOnline: readonly MetPeer[];
  readonly onSelf: (self: Self) => void;
  readonly onPeers: (peers: readonly Peer[]) => void;
  /** A peer wants to send something, or to test its connection. */
  readonly onTransferSession: (session: Session) => void;
}

/** Who is there, and how to reach them. */
export interface Network {
  self(): Self;
  peers(): readonly Peer[];
  /** Who is there now, for a network that is opened after this one. */
  online(): readonly MetPeer[];
  addPeer(address: string): Promise<PeerId>;
  forgetPeer(peerId: PeerId): void;
  /** A session for one transfer to `peerId`: over a connection that is kept, or whichever of its addresses answers first. */
  dialForTransfer(peerId: PeerId, signal: AbortSignal): Promise<Session>;
  /** A session for a test of the connection. */
  dialForTest(peerId: PeerId, signal: AbortSignal): Promise<Session>;
  /** Says goodbye, cuts everything or everything but transfers; tells nothing any more. */
  stop(spared: 'none' | 'transfers'): Promise<void>;
}

/** Listens, announces, browses, and keeps the list of peers true until stopped. Rejects when it cannot listen. */
export async function startNetwork(setup: NetworkOptions): Promise<Network> {
  const { options, home, log } = setup;
  const table = newTable(home);
  const stopping = new AbortController();
  const greeting = (): Greeting => toGreeting(options, server.port);
  const how = () => ({ identity: home.identity, greeting: greeting(), log });
  // first of all: what we dial is told the port
  const server = await startServer(setup, table, greeting, (session) => presence.adopt(toLink(session)));
  const watch = startInterfaceWatch({ listen: options.listen, names: options.interfaces });
  const presence = new Presence({
    ...home,
    selfId: home.identity.peerId,
    table,
    interfaces: watch,
    isPinned: options.listen !== null || options.interfaces !== null,
    wereOnline: setup.wereOnline,
    dial: async (addresses, expectedId) =>
      toLink(await dial({ ...how(), addresses, expectedId, purpose: 'presence', signal: stopping.signal })),
  });
  const dialler = new TransferDialler({ how, addressesOf: (peerId) => presence.addressesOf(peerId) });
  const self = (): Self => ({ ...toSelf(home, options, server.port, watch), ...discoveryState(options, mdns) });
  const unlisten = table.onChanged(() => setup.onPeers(table.snapshot()));
  const tellSelf = (): void => setup.onSelf(self());
  watch.onChanged(tellSelf);
  const mdns = options.isDiscoveryOn ? startDiscovery(setup, server.port, watch, presence, tellSelf) : null;
  for (const address of options.peers) keepDialling(presence, address, log);

  return {
    self,
    peers: () => table.snapshot(),
    ...peerCommands(presence, [dialler, server]),
    dialForTransfer: (peerId, signal) => dialler.dial(peerId, signal),
    dialForTest: (peerId, signal) => dial({ ...how(), ...toPeer(presence, peerId), purpose: 'test', signal }),
    stop: async (spared) => {
      stopping.abort();
      unlisten();
      await mdns?.stop();
      for (const part of [presence, watch, dialler]) part.stop();
      server.stop(spared);
    },
  };
}

function toPeer(presence: Presence, peerId: PeerId) {
  return { addresses: presence.addressesOf(peerId), expectedId: peerId };
}

function peerCommands(
  presence: Presence,
  keepers: readonly { forget(peerId: PeerId): void }[],
): Pick<Network, 'online' | 'addPeer' | 'forgetPeer'> {
  return {
    online: () => presence.online(),
    addPeer: (address) => presence.addManually(address),
    forgetPeer: (peerId) => [presence, ...keepers].forEach((part) => part.forget(peerId)),
  };
}

function newTable({ identity, known }: NetworkHome): PeerTable {
  return new PeerTable({
    selfId: identity.peerId,
    idToWords: toFingerprintWords,
    isUsed: (peerId) => known.has(peerId),
  });
}

function toGreeting({ name, platform, isVisible }: EngineOptions, port: number): Greeting {
  return { name, platform, port, isHidden: !isVisible };
}

function startServer(
  { options, home, log, onTransferSession }: NetworkOptions,
  table: PeerTable,
  greeting: () => Greeting,
  onPresence: (session: Session) => void,
): ReturnType<typeof startTlsServer> {
  const { listen, port, interfaces } = options;
  const accepts = interfaces === null || listen !== null ? () => true : createInterfaceGate(interfaces);
  const onSession = (session: Session): void =>
    session.purpose === 'presence' ? onPresence(session) : onTransferSession(session);
  const isKnownHost = (host: string): boolean => table.isKnownHost(host);
  return startTlsServer({ identity: home.identity, listen, port, accepts, isKnownHost, greeting, onSession, log });
}

/** An address that makes no sense is said in the log; it must not keep the app from starting. */
function keepDialling(presence: Presence, address: string, log: Log): void {
  try {
    presence.keepDialling(address);
  } catch (error) {
    log.error('an address given at start cannot be dialled', error);
  }
}

function startDiscovery(
  { options, home, log }: NetworkOptions,
  port: number,
  interfaces: InterfaceWatch,
  presence: Presence,
  onTroubleChanged: () => void,
): Mdns {
  return new Mdns({
    deviceId: home.identity.peerId,
    port,
    interfaces,
    isDiscoverable: options.isVisible,
    onFound: (found) => presence.noteFound(found),
    onLost: (peerId) => presence.noteLost(peerId),
    onTroubleChanged,
    onWarning: (error, interfaceName) =>
      log.warn('discovery failed on an interface', { interfaceName, reason: error.message }),
  });
}

/** The facts, not what was asked for: whether anybody can hear this device. */
function discoveryState(options: EngineOptions, mdns: Mdns | null) {
  const discoveryTrouble = mdns?.trouble ?? null;
  return { isDiscoverable: mdns !== null && options.isVisible && discoveryTrouble === null, discoveryTrouble };
}

type SelfWithoutDiscovery = Omit<Self, 'isDiscoverable' | 'discoveryTrouble'>;

function toSelf(
  { identity }: NetworkHome,
  options: EngineOptions,
  port: number,
  watch: InterfaceWatch,
): SelfWithoutDiscovery {
  const isListed = new Set(options.listen ?? []);
  const addresses = watch.current().filter(({ isInternal, address }) => !isInternal || isListed.has(address));
  return {
    id: identity.peerId,
    name: options.name,
    platform: options.platform,
    fingerprintWords: toFingerprintWords(identity.peerId),
    port,
    addresses: addresses.map(({ address }) => address),
    isNewIdentity: identity.isReplaced,
  };
}

/** Presence has nothing more to say than heartbeats, which the connection does itself. */
function toLink({ connection, peer }: Session): PresenceLink {
  return {
    peerId: connection.peerId,
    hello: peer,
    remoteAddress: connection.remoteAddress,
    closed: connection.closed.then(() => undefined),
    close: (reason) => connection.close(reason ?? null),
  };
}
