import type { PeerId } from '../../../shared/model/ids.ts';
import { formatAddress, type HostPort } from './addresses.ts';
import { createDialQueue, type DialPriority } from './dial-queue.ts';
import type { PeerTable } from './peer-table.ts';

/**
 * - `heard`: it announced itself just now
 * - `vanished`: its last link closed a moment ago
 * - `known`: remembered, or the network changed: it may well be there
 * - `retry`: the last dial failed
 */
type DialReason = 'heard' | 'vanished' | 'known' | 'retry';

interface PeerDiallerOptions {
  readonly table: PeerTable;
  /** Addresses worth a dial, best first. */
  readonly candidatesOf: (peerId: PeerId) => readonly HostPort[];
  /** Dials, and on success takes the link. Rejects when nobody answered. */
  readonly dial: (addresses: readonly HostPort[], peerId: PeerId) => Promise<void>;
  /** True while a link is open. */
  readonly isLinked: (peerId: PeerId) => boolean;
}

/** However often it announces itself. */
const DIAL_GAP_MS = 1_000;
const BACK_OFF_MAX_MS = 30_000;
/** Both sides see a link close at the same moment; the one that dials first spares the other. */
const VANISHED_DELAY_MS = 150;
/** A computer that wakes shall not dial everybody in the same instant. */
const KNOWN_SPREAD_MS = 300;
/** A dial to stale addresses must not hold up one to fresh ones, but once is enough. */
const DIALS_MAX_PER_PEER = 2;
/**
 * A vanished peer is shown as offline after this, though a dial may still be under way. With the 20 s that a silent
 * connection takes to be noticed this stays below the 30 s we promise.
 */
const CONNECTING_MAX_MS = 5_000;

/** A link that ends sooner was refused, or its other end does not stay. */
const SHORT_LINK_MS = 5_000;
/** More devices whose links do not last are not told apart. */
const SHORT_LINKS_MAX = 512;

class Plan {
  failures = 0;
  /** Of the last dial; monotonic. */
  dialledAtMs = -Infinity;
  dueAtMs = Infinity;
  timer: NodeJS.Timeout | undefined;
  statusTimer: NodeJS.Timeout | undefined;
  readonly inFlight = new Set<readonly string[]>();

  cancel(): void {
    clearTimeout(this.timer);
    clearTimeout(this.statusTimer);
    this.dueAtMs = Infinity;
  }
}

/** 1, 2, 4 … 30 s, ± 20 %. */
function backOffMs(failures: number): number {
  return Math.min(BACK_OFF_MAX_MS, 1_000 * 2 ** Math.min(failures - 1, 5)) * (0.8 + Math.random() * 0.4);
}

/** Decides when each peer without a link is dialled. */
export class PeerDialler {
  readonly #options: PeerDiallerOptions;
  readonly #plans = new Map<PeerId, Plan>();
  readonly #queue = createDialQueue();
  /** How many of its last links in a row, but for the first, did not last. */
  readonly #shortLinks = new Map<PeerId, number>();
  #isStopped = false;

  constructor(options: PeerDiallerOptions) {
    this.#options = options;
  }

  /** Sees to it that the peer is dialled soon, and again and again until it is linked or unknown. */
  dialSoon(peerId: PeerId, reason: DialReason): void {
    const { table, isLinked } = this.#options;
    if (this.#isStopped || isLinked(peerId) || !table.has(peerId)) return;
    const plan = this.#plans.get(peerId) ?? new Plan();
    this.#plans.set(peerId, plan);
    if (reason === 'vanished') this.#showConnecting(peerId, plan);
    // it speaks, so it lives: should this dial fail too, the next one comes soon
    if (reason === 'heard') plan.failures = 0;
    const delayMs = this.#delayMs(peerId, reason, plan);
    const dueAtMs = performance.now() + delayMs;
    // what is planned already comes sooner
    if (dueAtMs >= plan.dueAtMs) return;
    clearTimeout(plan.timer);
    plan.dueAtMs = dueAtMs;
    plan.timer = setTimeout(() => {
      plan.dueAtMs = Infinity;
      this.#queue.add(peerId, this.#priorityOf(peerId, reason), () => this.#dialNow(peerId, reason, plan));
    }, delayMs).unref();
  }

  /** Its last link closed: dials at once, but waits longer and longer when links do not last. */
  lostAfter(peerId: PeerId, livedMs: number): void {
    const failures = livedMs < SHORT_LINK_MS ? (this.#shortLinks.get(peerId) ?? -1) + 1 : 0;
    this.#shortLinks.delete(peerId);
    if (livedMs < SHORT_LINK_MS) this.#shortLinks.set(peerId, failures);
    const [oldest = peerId] = this.#shortLinks.keys();
    if (this.#shortLinks.size > SHORT_LINKS_MAX) this.#shortLinks.delete(oldest);
    if (failures > 0) this.#planRetry(peerId, failures);
    else this.dialSoon(peerId, 'vanished');
  }

  /** A link is open: plans nothing more for it. */
  settle(peerId: PeerId): void {
    this.#plans.get(peerId)?.cancel();
    this.#plans.delete(peerId);
    this.#queue.remove(peerId);
  }

  stop(): void {
    this.#isStopped = true;
    this.#queue.stop();
    for (const plan of this.#plans.values()) plan.cancel();
  }

  #planRetry(peerId: PeerId, failures: number): void {
    const { table, isLinked } = this.#options;
    if (isLinked(peerId) || !table.has(peerId)) return;
    const plan = new Plan();
    plan.failures = failures;
    this.#plans.set(peerId, plan);
    table.setStatus(peerId, 'offline');
    this.dialSoon(peerId, 'retry');
  }

  #delayMs(peerId: PeerId, reason: DialReason, plan: Plan): number {
    const { table } = this.#options;
    const gapMs = Math.max(0, plan.dialledAtMs + DIAL_GAP_MS - performance.now());
    if (reason === 'heard') return gapMs;
    if (reason === 'vanished') return Math.random() * VANISHED_DELAY_MS;
    if (reason === 'known') return Math.max(gapMs, Math.random() * KNOWN_SPREAD_MS);
    const isLikely = table.addressesFrom(peerId, 'announced').length > 0 || table.isManual(peerId);
    return backOffMs(isLikely ? plan.failures : Infinity);
  }

  #priorityOf(peerId: PeerId, reason: DialReason): DialPriority {
    const { table } = this.#options;
    if (!table.isVerified(peerId)) return 'hinted';
    if (reason === 'known') return table.isManual(peerId) ? 'urgent' : 'background';
    return reason === 'retry' ? 'background' : 'urgent';
  }

  async #dialNow(peerId: PeerId, reason: DialReason, plan: Plan): Promise<void> {
    const { candidatesOf, isLinked } = this.#options;
    if (this.#isStopped || isLinked(peerId)) return;
    const busy = new Set([...plan.inFlight].flat());
    const addresses = candidatesOf(peerId).filter((address) => !busy.has(formatAddress(address)));
    const isSecond = plan.inFlight.size > 0;
    if (isSecond && (addresses.length === 0 || plan.inFlight.size >= DIALS_MAX_PER_PEER)) return;
    // a tile that flickers twice a minute helps nobody: retries are silent
    if (reason !== 'retry') this.#showConnecting(peerId, plan);
    const flight = addresses.map(formatAddress);
    plan.inFlight.add(flight);
    plan.dialledAtMs = performance.now();
    const isDone = await this.#isAnswered(addresses, peerId);
    plan.inFlight.delete(flight);
    // settled meanwhile: what this dial learnt is of an earlier time
    if (this.#plans.get(peerId) !== plan || isDone) return;
    if (plan.inFlight.size === 0) this.#noteFailure(peerId, plan);
  }

  async #isAnswered(addresses: readonly HostPort[], peerId: PeerId): Promise<boolean> {
    if (addresses.length === 0) return false;
    try {
      await this.#options.dial(addresses, peerId);
      return true;
    } catch {
      // nobody there, or somebody else: both are what the back-off is for
      return false;
    }
  }

  #noteFailure(peerId: PeerId, plan: Plan): void {
    const { table } = this.#options;
    this.#showOffline(peerId, plan);
    plan.failures += 1;
    if (table.has(peerId)) this.dialSoon(peerId, 'retry');
    else this.#plans.delete(peerId);
  }

  /** Not prolonged by more dials: what is dialled for so long is not there. */
  #showConnecting(peerId: PeerId, plan: Plan): void {
    if (plan.statusTimer !== undefined) return;
    this.#options.table.setStatus(peerId, 'connecting');
    plan.statusTimer = setTimeout(() => this.#showOffline(peerId, plan), CONNECTING_MAX_MS).unref();
  }

  #showOffline(peerId: PeerId, plan: Plan): void {
    clearTimeout(plan.statusTimer);
    plan.statusTimer = undefined;
    this.#options.table.setStatus(peerId, 'offline');
  }
}
