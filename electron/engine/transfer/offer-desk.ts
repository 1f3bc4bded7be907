import type { ErrorInfo } from '../../../shared/errors/error-info.ts';
import { toErrorInfo, TransferError } from '../../../shared/errors/lanyard-error.ts';
import { basename } from 'node:path';
import type { Page, PageQuery } from '../../../shared/ipc/contract.ts';
import type { PeerId, TransferId } from '../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { IndexRange, Offer, OfferEntry } from '../../../shared/model/offer.ts';
import type { Platform } from '../../../shared/model/peer.ts';
import { checkDestination, openInbox } from '../storage/inbox.ts';
import { toOfferEntries } from './offer-tree.ts';

/** What an incoming transfer hands over to be decided. */
export interface OfferInit {
  readonly transferId: TransferId;
  readonly peerId: PeerId;
  readonly peerName: string;
  readonly peerPlatform: Platform;
  readonly fingerprintWords: readonly string[];
  readonly entries: readonly ManifestEntry[];
  readonly totalBytes: number;
  /** Starts receiving into `directory`; throws a StorageError when that cannot be, and the offer stays. */
  readonly onAccept: (directory: string, skip: readonly IndexRange[]) => Promise<void>;
  readonly onDecline: () => void;
  /** What stands in the way changed. */
  readonly onProblem: (problem: ErrorInfo | null) => void;
}

interface PendingOffer extends OfferInit {
  readonly rows: readonly OfferEntry[];
  directory: string;
  freeBytes: number | null;
  problem: ErrorInfo | null;
  isAccepting: boolean;
}

/** Disks fill and appear while people think. */
const RECHECK_MS = 3_000;

/** Offers that wait for the user, and the user's answers to them. */
export class OfferDesk {
  readonly #pending = new Map<TransferId, PendingOffer>();
  readonly #onChanged: (offers: readonly Offer[]) => void;
  #timer: NodeJS.Timeout | null = null;
  readonly #checks = new Set<Promise<void>>();

  constructor(onChanged: (offers: readonly Offer[]) => void) {
    this.#onChanged = onChanged;
  }

  offers(): readonly Offer[] {
    return [...this.#pending.values()].map(toOffer);
  }

  /** Puts an offer before the user once its destination was looked at. */
  async present(init: OfferInit, directory: string): Promise<void> {
    const rows = toOfferEntries(init.entries);
    const offer: PendingOffer = { ...init, rows, directory, freeBytes: null, problem: null, isAccepting: false };
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
  async accept(transferId: TransferId, skip: readonly IndexRange[]): Promise<void> {
    const offer = this.#get(transferId);
    // a double click must not start it twice
    if (offer.isAccepting) return;
    offer.isAccepting = true;
    try {
      await offer.onAccept(offer.directory, skip);
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
    const problem = await checkDestination(directory, offer.totalBytes);
    const freeBytes = await openInbox(directory)
      .then((inbox) => inbox.freeBytes())
      .catch(() => null);
    // the user may have chosen another folder meanwhile, or have answered: then it is too late for a notice
    if (offer.directory !== directory || offer.isAccepting) return;
    offer.freeBytes = freeBytes;
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

function toOffer(offer: PendingOffer): Offer {
  const { transferId, peerId, peerName, peerPlatform, fingerprintWords, entries, totalBytes, problem } = offer;
  const fileCount = entries.filter((entry) => entry.kind === 'file').length;
  const directoryCount = entries.length - fileCount;
  const { directory, freeBytes } = offer;
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
    existingCount: 0,
  };
}
