import type { ErrorInfo } from '../../../shared/errors/error-info.ts';
import { toErrorInfo, TransferError } from '../../../shared/errors/lanyard-error.ts';
import { basename } from 'node:path';
import type { Page, PageQuery } from '../../../shared/ipc/contract.ts';
import type { PeerId, TransferId } from '../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { NOTHING_COMPARED, type IndexRange, type Offer, type OfferEntry } from '../../../shared/model/offer.ts';
import type { Platform } from '../../../shared/model/peer.ts';
import type { ExistingChoice, ExistingNames } from '../../../shared/model/settings.ts';
import { lookAtDestination, type Inbox } from '../storage/inbox.ts';
import type { StagingRegistry } from '../storage/staging-registry.ts';
import { toOfferEntries } from './offer-tree.ts';

/** The user's yes. */
export interface OfferAnswer {
  readonly directory: string;
  readonly skip: readonly IndexRange[];
  /** What to do with names that stand there already; undefined: the user was not asked, or did not say. */
  readonly existing: ExistingChoice | undefined;
  /** Files for which it is the other way round. */
  readonly exceptions: readonly IndexRange[];
}

/** What an incoming transfer hands over to be decided. */
export interface OfferInit {
  readonly transferId: TransferId;
  readonly peerId: PeerId;
  readonly peerName: string;
  readonly peerPlatform: Platform;
  readonly fingerprintWords: readonly string[];
  readonly entries: readonly ManifestEntry[];
  readonly totalBytes: number;
  /** What the settings say about names that stand there already. May change at any time. */
  readonly existingNames: () => ExistingNames;
  /** Starts receiving; throws a StorageError when that cannot be, and the offer stays. */
  readonly onAccept: (answer: OfferAnswer) => Promise<void>;
  readonly onDecline: () => void;
  /** What stands in the way changed. */
  readonly onProblem: (problem: ErrorInfo | null) => void;
}

interface PendingOffer extends OfferInit {
  readonly rows: readonly OfferEntry[];
  /** Entries at the top. */
  readonly top: readonly ManifestEntry[];
  /** How many of `top` have their names taken in `countedIn`. */
  existingCount: number;
  /** Null: not counted. */
  countedIn: string | null;
  directory: string;
  freeBytes: number | null;
  problem: ErrorInfo | null;
  isAccepting: boolean;
}

/** Disks fill and appear while people think. */
const RECHECK_MS = 3_000;

/** Names at the top of an offer that are looked for again and again; of more, only when the folder changes. */
const MAX_RECOUNTED = 1_000;

/** Offers that wait for the user, and the user's answers to them. */
export class OfferDesk {
  readonly #pending = new Map<TransferId, PendingOffer>();
  readonly #onChanged: (offers: readonly Offer[]) => void;
  readonly #registry: StagingRegistry;
  #timer: NodeJS.Timeout | null = null;
  readonly #checks = new Set<Promise<void>>();

  /** @param registry - knows what a look makes in a folder for a moment, should the app be killed in it */
  constructor(onChanged: (offers: readonly Offer[]) => void, registry: StagingRegistry) {
    this.#onChanged = onChanged;
    this.#registry = registry;
  }

  offers(): readonly Offer[] {
    return [...this.#pending.values()].map(toOffer);
  }

  /** Puts an offer before the user once its destination was looked at. */
  async present(init: OfferInit, directory: string): Promise<void> {
    const offer = toPending(init, directory);
    this.#pending.set(init.transferId, offer);
    this.#timer ??= setInterval(() => void this.#recheck(), RECHECK_MS);
    await this.#check(offer);
    this.#tell();
  }

  entries({ transferId, offset, limit }: PageQuery): Page<OfferEntry> {
    const { rows } = this.#get(transferId);
    return { total: rows.length, rows: rows.slice(offset, offset + limit) };
  }

  async setDestination(transferId: TransferId, directory: string): Promise<void> {
    const offer = this.#get(transferId);
    offer.directory = directory;
    await this.#check(offer);
    this.#tell();
  }

  /** Throws the StorageError that stands in the way; the offer then stays open. */
  async accept(
    transferId: TransferId,
    skip: readonly IndexRange[],
    existing?: ExistingChoice,
    exceptions: readonly IndexRange[] = [],
  ): Promise<void> {
    const offer = this.#get(transferId);
    // a double click must not start it twice
    if (offer.isAccepting) return;
    offer.isAccepting = true;
    try {
      await offer.onAccept({ directory: offer.directory, skip, existing, exceptions });
      this.withdraw(transferId);
    } catch (error) {
      offer.isAccepting = false;
      this.#setProblem(offer, toErrorInfo(error));
      this.#tell();
      throw error;
    }
  }

  decline(transferId: TransferId): void {
    const offer = this.#get(transferId);
    this.withdraw(transferId);
    offer.onDecline();
  }

  /** It is decided, or its sender is gone. */
  withdraw(transferId: TransferId): void {
    if (!this.#pending.delete(transferId)) return;
    if (this.#pending.size === 0 && this.#timer) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
    this.#tell();
  }

  /** Resolves when no look at a folder is under way: such a look makes something in it for a moment. */
  async settled(): Promise<void> {
    await Promise.all(this.#checks);
  }

  #get(transferId: TransferId): PendingOffer {
    const offer = this.#pending.get(transferId);
    if (!offer) throw new TransferError('TRANSFER_UNKNOWN', 'no such offer');
    return offer;
  }

  async #recheck(): Promise<void> {
    const before = JSON.stringify(this.offers());
    await Promise.all([...this.#pending.values()].map((offer) => this.#check(offer)));
    if (JSON.stringify(this.offers()) !== before) this.#tell();
  }

  #check(offer: PendingOffer): Promise<void> {
    const check = this.#look(offer).finally(() => this.#checks.delete(check));
    this.#checks.add(check);
    return check;
  }

  async #look(offer: PendingOffer): Promise<void> {
    const { directory } = offer;
    const { problem, freeBytes, inbox } = await lookAtDestination(directory, offer.entries, this.#registry);
    const existingCount = inbox && (await countExisting(offer, inbox, directory));
    // the user may have chosen another folder meanwhile, or have answered: then it is too late for a notice
    if (offer.directory !== directory || offer.isAccepting) return;
    offer.freeBytes = freeBytes;
    offer.existingCount = existingCount ?? 0;
    offer.countedIn = existingCount === null ? null : directory;
    this.#setProblem(offer, problem);
  }

  #setProblem(offer: PendingOffer, problem: ErrorInfo | null): void {
    const isSame = offer.problem?.code === problem?.code && offer.problem?.shortBytes === problem?.shortBytes;
    offer.problem = problem;
    if (!isSame && this.#pending.has(offer.transferId)) offer.onProblem(problem);
  }

  #tell(): void {
    this.#onChanged(this.offers());
  }
}

function toPending(init: OfferInit, directory: string): PendingOffer {
  const top = init.entries.filter(({ path }) => !path.includes('/'));
  return {
    ...init,
    rows: toOfferEntries(init.entries),
    top,
    existingCount: 0,
    countedIn: null,
    directory,
    freeBytes: null,
    problem: null,
    isAccepting: false,
  };
}

/** Null when they could not be counted: accepting then tells what is wrong. */
async function countExisting(offer: PendingOffer, inbox: Inbox, directory: string): Promise<number | null> {
  if (offer.top.length > MAX_RECOUNTED && offer.countedIn === directory) return offer.existingCount;
  return inbox.countStanding(offer.top).catch(() => null);
}

function toOffer(offer: PendingOffer): Offer {
  const { transferId, peerId, peerName, peerPlatform, fingerprintWords, entries, totalBytes, problem } = offer;
  const fileCount = entries.filter((entry) => entry.kind === 'file').length;
  const directoryCount = entries.length - fileCount;
  const { directory, freeBytes, existingCount } = offer;
  const destination = { label: basename(directory) || directory, fullPath: directory, freeBytes };
  return {
    transferId,
    peerId,
    peerName,
    peerPlatform,
    fingerprintWords,
    fileCount,
    directoryCount,
    totalBytes,
    entryCount: entries.length,
    destination,
    problem,
    existingCount,
    existingNames: offer.existingNames(),
    comparison: NOTHING_COMPARED,
    isAccepting: offer.isAccepting,
  };
}
