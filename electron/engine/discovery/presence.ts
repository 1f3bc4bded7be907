import { PeerError } from '../../../shared/errors/lanyard-error.ts';
import type { PeerId } from '../../../shared/model/ids.ts';
import { isDirectlyReachable, rankAddresses, uniqueAddresses } from './address-ranking.ts';
import { isPort, normalizeHost, parseAddress, type HostPort } from './addresses.ts';
import type { InterfaceWatch } from './interfaces.ts';
import type { KnownPeers } from './known-peers.ts';
import { createManualDialler } from './manual-dialler.ts';
import type { Announcement } from './dns-sd.ts';
import { PeerDialler } from './peer-dialler.ts';
import type { Hello, PeerTable } from './peer-table.ts';
import type { MetPeer, RememberedPeers } from './remembered-peers.ts';
import { createStrangerGate } from './stranger-gate.ts';

/** An open, verified connection that stands for "it is there". Made by transport. */
export interface PresenceLink {
  readonly peerId: PeerId;
  /** What it said of itself inside TLS; `port` is where it listens. */
  readonly hello: Hello & { readonly port: number };
  /** Host only. */
  readonly remoteAddress: string;
  /** Resolves when the connection is gone, for whatever reason; never rejects. */
  readonly closed: Promise<void>;
  /** Says why: to a side that was told, nothing is lost. */
  close(reason?: PeerError): void;
}

interface PresenceOptions {
  readonly selfId: PeerId;
  readonly table: PeerTable;
  readonly remembered: RememberedPeers;
  readonly known: KnownPeers;
  readonly interfaces: InterfaceWatch;
  /** True where not all interfaces are used: only the watch's own subnets are dialled, but for what the user typed. */
  readonly isPinned: boolean;
  /** Were online until the network was opened anew just now: strangers, too, are looked for where they were. */
  readonly wereOnline?: readonly MetPeer[];
  /** Races the addresses (best first). Rejects with a PeerError; must settle within 20 s. `expectedId` null: anybody. */
  readonly dial: (addresses: readonly HostPort[], expectedId: PeerId | null) => Promise<PresenceLink>;
}

/** Two sides that dial at once make two links; more come only from a peer that is broken or hostile. */
const LINKS_MAX_PER_PEER = 4;

/** A device that was here for so long is no passer-by, and is remembered. */
const LASTING_AFTER_MS = 60_000;
/** A passer-by that is gone leaves the list after this. */
const PASSED_BY_AFTER_MS = 60_000;

/** Addresses that stay good for years. What was announced is hearsay, and stale soon. */
const LASTING_SOURCES = ['connected', 'manual', 'remembered'] as const;

/** Keeps one link open to every peer it knows of, and the table true. */
export class Presence {
  readonly #options: PresenceOptions;
  readonly #links = new Map<PeerId, Set<PresenceLink>>();
  /** Online, to be taken off the list when they go. */
  readonly #forgotten = new Set<PeerId>();
  readonly #dialler: PeerDialler;
  readonly #byHand = createManualDialler((address) => this.#dialByHand(address));
  readonly #gate = createStrangerGate();
  readonly #unwatch: readonly (() => void)[];
  #isStopped = false;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#dialler = new PeerDialler({
      table: options.table,
      candidatesOf: (peerId) => this.addressesOf(peerId),
      isLinked: (peerId) => this.#links.has(peerId),
      dial: async (addresses, peerId) => this.#attach(await options.dial(addresses, peerId)),
    });
    this.#recall();
    this.#unwatch = [
      options.interfaces.onChanged(() => {
        for (const peerId of options.table.ids()) this.#dialler.dialSoon(peerId, 'known');
      }),
      options.known.onAdded((peerId) => this.#noteKnown(peerId)),
    ];
  }

  /** Hand in each link that a peer opened; presence owns it from here. */
  adopt(link: PresenceLink): void {
    try {
      this.#attach(link);
    } catch {
      // refused and closed; the other side sees that
    }
  }

  /** From mDNS. */
  noteFound({ peerId, addresses }: Announcement): void {
    this.#options.table.hint(peerId, 'announced', addresses);
    this.#dialler.dialSoon(peerId, 'heard');
  }

  noteLost(peerId: PeerId): void {
    const { table } = this.#options;
    table.dropHint(peerId, 'announced');
    if (!table.has(peerId)) this.#dialler.settle(peerId);
  }

  /**
   * Dials once what the user typed; resolves when a Lanyard there has proven its id, and keeps it as a manual peer.
   * @throws {@link PeerError} the dial's, or PEER_ADDRESS_NOT_FOUND, PEER_IS_SELF, PEER_BUSY (256 are online)
   */
  async addManually(address: string): Promise<PeerId> {
    return this.#dialByHand(parseAddress(address));
  }

  /**
   * The same for addresses given at start (LANYARD_PEERS): dialled again and again until somebody answers there.
   * @throws {@link PeerError} PEER_ADDRESS_NOT_FOUND, when it is no address at all
   */
  keepDialling(address: string): void {
    this.#byHand.keepDialling(parseAddress(address));
  }

  /** Takes an offline peer off the list and out of memory; an online one when it goes. It comes back when heard again. */
  forget(peerId: PeerId): void {
    const { table, remembered, known } = this.#options;
    remembered.remove(peerId);
    known.forget(peerId);
    table.setManual(peerId, false);
    table.refresh(peerId);
    if (this.#links.has(peerId)) {
      this.#forgotten.add(peerId);
      return;
    }
    table.remove(peerId);
    this.#dialler.settle(peerId);
  }

  /** Addresses to dial for a transfer, best first. Empty: unknown peer. */
  addressesOf(peerId: PeerId): readonly HostPort[] {
    const { table, interfaces, isPinned } = this.#options;
    const local = interfaces.current();
    const isAllowed = ({ host }: HostPort): boolean =>
      !isPinned || table.isManual(peerId) || isDirectlyReachable(host, local);
    return rankAddresses(table.addressesOf(peerId).filter(isAllowed), local);
  }

  /** Who is there now, for a network that is opened after this one. */
  online(): readonly MetPeer[] {
    const { table } = this.#options;
    const online = table.snapshot().filter(({ status }) => status !== 'offline');
    return online.map(({ id, name, platform }) => ({ peerId: id, name, platform, addresses: table.addressesOf(id) }));
  }

  /** Closes all links, stops all dialling. */
  stop(): void {
    this.#isStopped = true;
    for (const unwatch of this.#unwatch) unwatch();
    this.#dialler.stop();
    this.#byHand.stop();
    for (const link of [...this.#links.values()].flatMap((open) => [...open])) link.close();
  }

  #recall(): void {
    const { table, remembered, wereOnline = [] } = this.#options;
    for (const peer of remembered.list()) {
      if (!table.verify(peer.peerId, peer)) continue;
      table.hint(peer.peerId, 'remembered', peer.addresses);
      table.setManual(peer.peerId, peer.isManual);
      table.setLasting(peer.peerId);
      this.#dialler.dialSoon(peer.peerId, 'known');
    }
    for (const peer of wereOnline) this.#lookAgain(peer);
  }

  /** Finds one that was online a moment ago, on the network before this one. */
  #lookAgain(peer: MetPeer): void {
    const { table } = this.#options;
    if (!table.verify(peer.peerId, peer)) return;
    table.hint(peer.peerId, 'remembered', peer.addresses);
    this.#dialler.dialSoon(peer.peerId, 'vanished');
    if (!table.isLasting(peer.peerId)) this.#dropLater(peer.peerId);
  }

  /** Throws when it cannot be kept; the link is closed then. */
  #attach(link: PresenceLink, isWanted = false): void {
    const { table } = this.#options;
    const { peerId, hello, remoteAddress } = link;
    this.#refuseUnwanted(link, isWanted);
    this.#keepLink(link);
    this.#dialler.settle(peerId);
    this.#forgotten.delete(peerId);
    if (isPort(hello.port)) {
      table.hint(peerId, 'connected', [{ host: normalizeHost(remoteAddress), port: hello.port }]);
    }
    table.setStatus(peerId, 'online');
    this.#remember(link);
    this.#rememberLater(link);
    const openedAtMs = performance.now();
    void link.closed.then(() => this.#detach(link, performance.now() - openedAtMs));
  }

  #refuseUnwanted(link: PresenceLink, isWanted: boolean): void {
    const { selfId, table } = this.#options;
    const isSelf = link.peerId === selfId;
    const isIn = isWanted || this.#isAdmitted(link);
    if (!isSelf && !this.#isStopped && isIn && table.verify(link.peerId, link.hello)) return;
    const error = new PeerError(isSelf ? 'PEER_IS_SELF' : 'PEER_BUSY', 'link not kept');
    link.close(error);
    throw error;
  }

  #isAdmitted({ peerId, remoteAddress }: PresenceLink): boolean {
    const { table } = this.#options;
    if (table.isLasting(peerId)) return this.#gate.admitsKnown(peerId);
    return this.#gate.admitsStranger(normalizeHost(remoteAddress), !table.isVerified(peerId));
  }

  #keepLink(link: PresenceLink): void {
    const open = this.#links.get(link.peerId) ?? new Set();
    this.#links.set(link.peerId, open.add(link));
    const [oldest] = open;
    if (open.size <= LINKS_MAX_PER_PEER || oldest === undefined) return;
    open.delete(oldest);
    oldest.close();
  }

  #detach(link: PresenceLink, livedMs: number): void {
    const { peerId } = link;
    const open = this.#links.get(peerId);
    open?.delete(link);
    if (this.#isStopped || open === undefined || open.size > 0) return;
    this.#links.delete(peerId);
    if (this.#forgotten.delete(peerId)) {
      this.#options.table.remove(peerId);
      return;
    }
    this.#remember(link);
    this.#dialler.lostAfter(peerId, livedMs);
    if (!this.#options.table.isLasting(peerId)) this.#dropLater(peerId);
  }

  #noteKnown(peerId: PeerId): void {
    const { table } = this.#options;
    table.refresh(peerId);
    // it may be away just now, with files that wait for it
    const peer = table.snapshot().find(({ id }) => id === peerId);
    if (peer) this.#remember({ peerId, hello: peer });
  }

  #rememberLater(link: PresenceLink): void {
    if (this.#options.table.isLasting(link.peerId)) return;
    const timer = setTimeout(() => {
      this.#options.table.setLasting(link.peerId);
      this.#remember(link);
    }, LASTING_AFTER_MS).unref();
    void link.closed.then(() => clearTimeout(timer));
  }

  #dropLater(peerId: PeerId): void {
    const { table } = this.#options;
    setTimeout(() => {
      if (this.#isStopped || this.#links.has(peerId) || table.isLasting(peerId)) return;
      // one that is still announced is as good as any that was only heard of
      table.remove(peerId);
      this.#dialler.settle(peerId);
    }, PASSED_BY_AFTER_MS).unref();
  }

  /** Passers-by are not: a list that anybody fills is no memory. */
  #remember({ peerId, hello }: { readonly peerId: PeerId; readonly hello: Hello }): void {
    const { table, remembered } = this.#options;
    if (!table.isLasting(peerId)) return;
    if (hello.isHidden === true && !table.isManual(peerId)) {
      remembered.remove(peerId);
      return;
    }
    const addresses = uniqueAddresses(LASTING_SOURCES.flatMap((source) => table.addressesFrom(peerId, source)));
    table.hint(peerId, 'remembered', addresses);
    const { name, platform } = hello;
    const [isManual, isUsed] = [table.isManual(peerId), this.#options.known.has(peerId)];
    remembered.put({ peerId, name, platform, addresses, isManual, isUsed, lastSeenMs: Date.now() });
  }

  async #dialByHand(address: HostPort): Promise<PeerId> {
    const { table, dial } = this.#options;
    const link = await dial([address], null);
    const { peerId } = link;
    this.#attach(link, true);
    table.setManual(peerId, true);
    table.hint(peerId, 'manual', uniqueAddresses([address, ...table.addressesFrom(peerId, 'manual')]));
    this.#remember(link);
    return peerId;
  }
}
