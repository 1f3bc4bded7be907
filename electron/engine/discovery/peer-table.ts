import type { PeerId } from '../../../shared/model/ids.ts';
import type { Peer, PeerStatus, Platform } from '../../../shared/model/peer.ts';
import { formatAddress, type HostPort } from './addresses.ts';

/** How we came by an address. `connected`: a verified connection stood there. Listed best first. */
const ADDRESS_SOURCES = ['connected', 'announced', 'manual', 'remembered'] as const;
type AddressSource = (typeof ADDRESS_SOURCES)[number];

/** `verified`: tiles; offline ones make room for new ones. `unverified`: anybody can make ids up; the oldest goes. */
const MAX = { verified: 256, unverified: 128 } as const;
const ADDRESSES_MAX_PER_SOURCE = 16;

/** What a peer says of itself inside TLS. */
export interface Hello {
  readonly name: string;
  readonly platform: Platform;
  /** It is shown only where somebody added it by address. Absent: it is not hidden. */
  readonly isHidden?: boolean;
}

interface PeerTableOptions {
  readonly selfId: PeerId;
  readonly idToWords: (peerId: PeerId) => readonly string[];
}

interface Entry {
  readonly addresses: Map<AddressSource, readonly HostPort[]>;
  verified: (Hello & { readonly words: readonly string[] }) | null;
  status: PeerStatus;
  isManual: boolean;
}

function listAddresses(entry: Entry | undefined): readonly HostPort[] {
  const unique = new Map<string, HostPort>();
  for (const source of ADDRESS_SOURCES) {
    for (const address of entry?.addresses.get(source) ?? []) unique.set(formatAddress(address), address);
  }
  return [...unique.values()];
}

function describeAddresses(entry: Entry): string {
  return listAddresses(entry).map(formatAddress).join();
}

function isVerified(entry: Entry | undefined): boolean {
  return entry !== undefined && entry.verified !== null;
}

function toPeer(id: PeerId, entry: Entry): Peer[] {
  if (entry.verified === null || (entry.verified.isHidden === true && !entry.isManual)) return [];
  const { name, platform, words } = entry.verified;
  const addresses = listAddresses(entry).map(formatAddress);
  return [{ id, name, platform, status: entry.status, fingerprintWords: words, addresses, isManual: entry.isManual }];
}

function comparePeers(a: Peer, b: Peer): number {
  const isOnline = Number(b.status === 'online') - Number(a.status === 'online');
  return isOnline || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);
}

/** One entry per device id, whatever its addresses. Holds facts only; `presence.ts` decides. */
export class PeerTable {
  // least recently verified or hinted first: a Map keeps the order of insertion
  readonly #entries = new Map<PeerId, Entry>();
  readonly #listeners = new Set<() => void>();
  readonly #options: PeerTableOptions;
  #cached: readonly Peer[] | null = [];
  #isTelling = false;

  constructor(options: PeerTableOptions) {
    this.#options = options;
  }

  /** All verified peers that may be shown, online first, then by name. The same array until something changes. */
  snapshot(): readonly Peer[] {
    this.#cached ??= [...this.#entries].flatMap(([id, entry]) => toPeer(id, entry)).toSorted(comparePeers);
    return this.#cached;
  }

  /** Calls `listener` once after changes of the snapshot, until the returned function is called. */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  has(peerId: PeerId): boolean {
    return this.#entries.has(peerId);
  }

  /** Every id, verified or only heard of. */
  ids(): readonly PeerId[] {
    return [...this.#entries.keys()];
  }

  /** True once a connection proved the id; such peers are shown. */
  isVerified(peerId: PeerId): boolean {
    return isVerified(this.#entries.get(peerId));
  }

  isManual(peerId: PeerId): boolean {
    return this.#entries.get(peerId)?.isManual === true;
  }

  addressesFrom(peerId: PeerId, source: AddressSource): readonly HostPort[] {
    return this.#entries.get(peerId)?.addresses.get(source) ?? [];
  }

  /** All addresses, best source first. */
  addressesOf(peerId: PeerId): readonly HostPort[] {
    return listAddresses(this.#entries.get(peerId));
  }

  /** Sets the addresses known from one source; makes an unverified entry when there is none. */
  hint(peerId: PeerId, source: AddressSource, addresses: readonly HostPort[]): void {
    if (peerId === this.#options.selfId) return;
    const entry = this.#entries.get(peerId) ?? this.#addUnverified(peerId);
    const before = describeAddresses(entry);
    entry.addresses.set(source, addresses.slice(0, ADDRESSES_MAX_PER_SOURCE));
    if (describeAddresses(entry) !== before) this.#markChanged(entry);
  }

  /** An unverified entry without any address left is dropped. */
  dropHint(peerId: PeerId, source: AddressSource): void {
    const entry = this.#entries.get(peerId);
    if (!entry?.addresses.delete(source)) return;
    if (!isVerified(entry) && entry.addresses.size === 0) this.#entries.delete(peerId);
    this.#markChanged(entry);
  }

  /** The peer proved its id. False: the table is full of peers that are online. */
  verify(peerId: PeerId, { name, platform, isHidden = false }: Hello): boolean {
    const { selfId, idToWords } = this.#options;
    const known = this.#entries.get(peerId);
    if (peerId === selfId || (!isVerified(known) && !this.#makeRoom('verified'))) return false;
    const entry = known ?? this.#addUnverified(peerId);
    entry.verified = { name, platform, isHidden, words: entry.verified?.words ?? idToWords(peerId) };
    this.#entries.delete(peerId);
    this.#entries.set(peerId, entry);
    this.#markChanged(entry);
    return true;
  }

  /** Unverified peers have no status. */
  setStatus(peerId: PeerId, status: PeerStatus): void {
    const entry = this.#entries.get(peerId);
    if (!entry || !isVerified(entry) || entry.status === status) return;
    entry.status = status;
    this.#markChanged(entry);
  }

  setManual(peerId: PeerId, isManual: boolean): void {
    const entry = this.#entries.get(peerId);
    if (!entry || entry.isManual === isManual) return;
    entry.isManual = isManual;
    this.#markChanged(entry);
  }

  remove(peerId: PeerId): void {
    const entry = this.#entries.get(peerId);
    this.#entries.delete(peerId);
    if (entry) this.#markChanged(entry);
  }

  /** Drops the first entry that may go when the table is full of its kind. False: none may. */
  #makeRoom(kind: keyof typeof MAX): boolean {
    const ofKind = [...this.#entries].filter(([, entry]) => isVerified(entry) === (kind === 'verified'));
    if (ofKind.length < MAX[kind]) return true;
    const victim = ofKind.find(([, entry]) => entry.status === 'offline' && !entry.isManual);
    if (victim) this.remove(victim[0]);
    return victim !== undefined;
  }

  #addUnverified(peerId: PeerId): Entry {
    this.#makeRoom('unverified');
    const entry: Entry = { addresses: new Map(), verified: null, status: 'offline', isManual: false };
    this.#entries.set(peerId, entry);
    return entry;
  }

  #markChanged(entry: Entry): void {
    if (!isVerified(entry)) return;
    this.#cached = null;
    if (this.#isTelling) return;
    this.#isTelling = true;
    // a burst of changes is told once
    queueMicrotask(() => {
      this.#isTelling = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }
}
