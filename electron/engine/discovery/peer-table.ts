import type { PeerId } from '../../../shared/model/ids.ts';
import type { Peer, PeerStatus, Platform } from '../../../shared/model/peer.ts';
import { formatAddress, type HostPort } from './addresses.ts';

/** How we came by an address. `connected`: a verified connection stood there. Listed best first. */
const ADDRESS_SOURCES = ['connected', 'announced', 'manual', 'remembered'] as const;
type AddressSource = (typeof ADDRESS_SOURCES)[number];

/** Tiles; offline ones make room for new ones. */
const VERIFIED_MAX = 256;
/** Of them, those the user has never dealt with: keys are free. */
const STRANGERS_MAX = 128;
/** Anybody can make ids up; the oldest goes. */
const UNVERIFIED_MAX = 128;
/** Changes are told this often at most; the first after a quiet time at once. */
const TELL_GAP_MS = 100;
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
  /** Files went to it or came from it, as far as the user had a say in it. */
  readonly isUsed: (peerId: PeerId) => boolean;
}

interface Entry {
  readonly addresses: Map<AddressSource, readonly HostPort[]>;
  verified: (Hello & { readonly words: readonly string[] }) | null;
  status: PeerStatus;
  isManual: boolean;
  /** It stayed for a while: no passer-by. */
  isLasting: boolean;
  /** As it is shown; the same object until something changes. */
  shown: Peer | null;
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

function toPeer(id: PeerId, entry: Entry, isUsed: boolean): Peer | null {
  const { verified, status, isManual } = entry;
  if (verified === null || (verified.isHidden === true && !isManual)) return null;
  const { name, platform, words } = verified;
  const addresses = listAddresses(entry).map(formatAddress);
  return { id, name, platform, status, fingerprintWords: words, addresses, isManual, isKnown: isManual || isUsed };
}

const collator = new Intl.Collator();

function comparePeers(a: Peer, b: Peer): number {
  const isOnline = Number(b.status === 'online') - Number(a.status === 'online');
  return isOnline || collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
}

/** One entry per device id, whatever its addresses. Holds facts only; `presence.ts` decides. */
export class PeerTable {
  // least recently verified or hinted first: a Map keeps the order of insertion
  readonly #entries = new Map<PeerId, Entry>();
  readonly #listeners = new Set<() => void>();
  readonly #options: PeerTableOptions;
  #cached: readonly Peer[] | null = [];
  #isTelling = false;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: PeerTableOptions) {
    this.#options = options;
  }

  /** All verified peers that may be shown, online first, then by name. The same array until something changes. */
  snapshot(): readonly Peer[] {
    this.#cached ??= [...this.#entries].flatMap(([id, entry]) => this.#show(id, entry) ?? []).toSorted(comparePeers);
    return this.#cached;
  }

  /** Calls `listener` after changes of the snapshot, ten times a second at most, until the returned function is called. */
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

  /** The user has dealt with it: it never makes room for strangers. */
  isKnown(peerId: PeerId): boolean {
    return this.isManual(peerId) || this.#options.isUsed(peerId);
  }

  /** Known, or no passer-by: worth being remembered. */
  isLasting(peerId: PeerId): boolean {
    return this.isKnown(peerId) || this.#entries.get(peerId)?.isLasting === true;
  }

  /** One the user has dealt with was met at that address. */
  isKnownHost(host: string): boolean {
    return [...this.#entries].some(([peerId, { addresses }]) => {
      const met = addresses.get('connected')?.some((address) => address.host === host) ?? false;
      return (met || addresses.get('remembered')?.some((address) => address.host === host)) && this.isKnown(peerId);
    });
  }

  status(peerId: PeerId): PeerStatus {
    return this.#entries.get(peerId)?.status ?? 'offline';
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

  /** The peer proved its id. False: the table is full of peers that are online, or of known ones when it is a stranger. */
  verify(peerId: PeerId, { name, platform, isHidden = false }: Hello): boolean {
    const { selfId, idToWords } = this.#options;
    const known = this.#entries.get(peerId);
    if (peerId === selfId || (!isVerified(known) && !this.#makeRoom(peerId))) return false;
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

  setLasting(peerId: PeerId): void {
    const entry = this.#entries.get(peerId);
    if (entry) entry.isLasting = true;
  }

  /** What is known of it elsewhere has changed. */
  refresh(peerId: PeerId): void {
    const entry = this.#entries.get(peerId);
    if (entry) this.#markChanged(entry);
  }

  remove(peerId: PeerId): void {
    const entry = this.#entries.get(peerId);
    this.#entries.delete(peerId);
    if (entry) this.#markChanged(entry);
  }

  /** Drops the offline one that is worth least, when `newcomer` needs its place. False: none may go. */
  #makeRoom(newcomer: PeerId): boolean {
    const verified = [...this.#entries.keys()].filter((peerId) => this.isVerified(peerId));
    const strangers = verified.filter((peerId) => !this.isKnown(peerId));
    const isKnown = this.isKnown(newcomer);
    if (verified.length < VERIFIED_MAX && (isKnown || strangers.length < STRANGERS_MAX)) return true;
    const isAway = (peerId: PeerId): boolean => this.status(peerId) === 'offline';
    const victim =
      strangers.find((peerId) => isAway(peerId) && !this.isLasting(peerId)) ??
      strangers.find(isAway) ??
      verified.find((peerId) => isKnown && isAway(peerId) && !this.isManual(peerId));
    if (victim !== undefined) this.remove(victim);
    return victim !== undefined;
  }

  #show(peerId: PeerId, entry: Entry): Peer | null {
    entry.shown ??= toPeer(peerId, entry, this.#options.isUsed(peerId));
    return entry.shown;
  }

  #addUnverified(peerId: PeerId): Entry {
    const unverified = [...this.#entries].filter(([, entry]) => !isVerified(entry));
    if (unverified.length >= UNVERIFIED_MAX) this.#entries.delete(unverified[0]?.[0] ?? peerId);
    const entry: Entry = {
      addresses: new Map(),
      verified: null,
      status: 'offline',
      isManual: false,
      isLasting: false,
      shown: null,
    };
    this.#entries.set(peerId, entry);
    return entry;
  }

  #markChanged(entry: Entry): void {
    entry.shown = null;
    if (!isVerified(entry)) return;
    this.#cached = null;
    if (this.#isTelling) return;
    this.#isTelling = true;
    const tell = (): void => this.#tell();
    // a burst of changes is told once
    const waitMs = this.#toldAtMs + TELL_GAP_MS - performance.now();
    if (waitMs <= 0) queueMicrotask(tell);
    else setTimeout(tell, waitMs).unref();
  }

  #tell(): void {
    this.#isTelling = false;
    this.#toldAtMs = performance.now();
    for (const listener of [...this.#listeners]) listener();
  }
}
