import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import { toErrorInfo, TransferError } from '../../../../shared/errors/lanyard-error.ts';
import type { Page, PageQuery } from '../../../../shared/ipc/contract.ts';
import type { TransferId } from '../../../../shared/model/ids.ts';
import type { IndexRange, Offer, OfferEntry } from '../../../../shared/model/offer.ts';
import type { ExistingChoice, ExistingNames } from '../../../../shared/model/settings.ts';
import type { Log } from '../../log.ts';
import { lookAtDestination, type Inbox } from '../../storage/inbox.ts';
import type { StagingRegistry } from '../../storage/staging-registry.ts';
import type { EngineSettings } from '../../engine-api.ts';
import { choiceOf, NOTHING_IDENTICAL } from './accept-offer.ts';
import { OfferComparison } from './offer-comparison.ts';
import {
  newQuestion,
  toOffer,
  toPending,
  type OfferAnswer,
  type OfferInit,
  type PendingOffer,
} from './pending-offer.ts';

/** Disks fill and appear while people think. */
const RECHECK_MS = 3_000;

/** How often the user sees how far a comparison has come. */
const TELL_MS = 250;

/** Names at the top of an offer that are looked for again and again; of more, only when the folder changes. */
const MAX_RECOUNTED = 1_000;

interface DeskOptions {
  readonly onChanged: (offers: readonly Offer[]) => void;
  /** Knows what a look makes in a folder for a moment, should the app be killed in it. */
  readonly registry: StagingRegistry;
  /** As they are now. */
  readonly settings: () => Pick<EngineSettings, 'existingNames'>;
  readonly log: Log;
}

/** Offers that wait for the user, and the user's answers to them. */
export class OfferDesk {
  readonly #pending = new Map<TransferId, PendingOffer>();
  readonly #options: DeskOptions;
  #timer: NodeJS.Timeout | null = null;
  #tellTimer: NodeJS.Timeout | null = null;
  readonly #checks = new Set<Promise<void>>();

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  offers(): readonly Offer[] {
    const shown = [...this.#pending.values()].filter(({ isLookedAt }) => isLookedAt);
    return shown.map((offer) => toOffer(offer, this.#existingNames));
  }

  /**
   * Puts an offer before the user, once its destination was looked at, and waits for the answer: null is a no. Whoever
   * gets a yes calls `withdraw` when it was carried out, else `failed`, and may then ask again. Never settles once withdrawn.
   */
  ask(init: OfferInit): Promise<OfferAnswer | null> {
    const offer = this.#pending.get(init.transferId) ?? this.#present(init);
    return offer.question.answer.promise;
  }

  /** False: it was declined, or withdrawn. */
  has(transferId: TransferId): boolean {
    return this.#pending.has(transferId);
  }

  /** The yes could not be carried out: `accept` rejects with `error`, the offer stays and says why. */
  failed(transferId: TransferId, error: unknown): void {
    const offer = this.#pending.get(transferId);
    if (!offer) return;
    const { outcome } = offer.question;
    offer.question = newQuestion();
    offer.isAccepting = false;
    this.#setProblem(offer, toErrorInfo(error));
    this.#tell();
    outcome.reject(error);
  }

  entries({ transferId, offset, limit }: PageQuery): Page<OfferEntry> {
    const { rows, comparison } = this.#get(transferId);
    const page = rows.slice(offset, offset + limit);
    if (!comparison) return { total: rows.length, rows: page };
    return { total: rows.length, rows: page.map((row) => ({ ...row, standing: comparison.standingOf(row.index) })) };
  }

  async setDestination(transferId: TransferId, directory: string): Promise<void> {
    const offer = this.#get(transferId);
    if (offer.isAccepting) throw new TransferError('TRANSFER_UNKNOWN', 'accepted already');
    offer.directory = directory;
    await this.#check(offer);
    this.#tell();
  }

  /**
   * Answers yes when the comparison with what is there is done; resolves when that was carried out, or when the offer went
   * away meanwhile.
   *
   * @throws the StorageError that stands in the way; the offer then stays open
   */
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
    const choice = existing ?? choiceOf(this.#existingNames);
    await this.#awaitComparison(offer, choice);
    const identical = (choice !== 'keep-both' && offer.comparison?.identical) || NOTHING_IDENTICAL;
    const { answer, outcome } = offer.question;
    answer.resolve({ directory: offer.directory, skip, existing: choice, exceptions, identical });
    await outcome.promise;
  }

  decline(transferId: TransferId): void {
    const { question } = this.#get(transferId);
    this.withdraw(transferId);
    question.answer.resolve(null);
  }

  /** The answer was carried out, or the sender is gone: the card goes, and `accept` resolves. Safe to call twice. */
  withdraw(transferId: TransferId): void {
    const offer = this.#pending.get(transferId);
    if (!offer) return;
    offer.comparison?.stop();
    offer.question.outcome.resolve();
    this.#pending.delete(transferId);
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

  get #existingNames(): ExistingNames {
    return this.#options.settings().existingNames;
  }

  #present(init: OfferInit): PendingOffer {
    const offer = toPending(init);
    this.#pending.set(init.transferId, offer);
    this.#timer ??= setInterval(() => void this.#recheck(), RECHECK_MS);
    void this.#check(offer).then(() => {
      offer.isLookedAt = true;
      this.#tell();
    });
    return offer;
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
    const { directory, comparison } = offer;
    const isMissing = (index: number): boolean => comparison?.identical.has(index) !== true;
    const found = await lookAtDestination(directory, offer.entries, {
      registry: this.#options.registry,
      isNeeded: isMissing,
    });
    const existingCount = found.inbox && (await countExisting(offer, found.inbox, directory));
    // the user may have chosen another folder meanwhile, or have answered: then it is too late for a notice
    if (offer.directory !== directory || offer.isAccepting) return;
    if (offer.countedIn !== directory) this.#forgetComparison(offer);
    offer.freeBytes = found.freeBytes;
    offer.existingCount = existingCount ?? 0;
    offer.countedIn = existingCount === null ? null : directory;
    if (found.inbox && offer.existingCount > 0) this.#startComparison(offer, found.inbox);
    this.#setProblem(offer, found.problem);
  }

  #startComparison(offer: PendingOffer, inbox: Inbox): void {
    if (offer.comparison || this.#existingNames === 'keep-both' || !this.#pending.has(offer.transferId)) return;
    const comparison: OfferComparison = new OfferComparison({
      entries: offer.entries,
      look: inbox.lookAt(offer.entries),
      asker: offer.asker,
      onChange: () => this.#tellSoon(),
      onError: (error) => this.#options.log.warn('a folder could not be compared', { reason: String(error) }),
    });
    offer.comparison = comparison;
    // what is there need not find room; whoever accepts meanwhile is told by that
    void comparison.finished.then(async () => {
      if (!this.#pending.has(offer.transferId)) return;
      if (offer.comparison === comparison && !offer.isAccepting) await this.#check(offer);
      this.#tellSoon();
    });
  }

  #forgetComparison(offer: PendingOffer): void {
    offer.comparison?.stop();
    offer.comparison = null;
  }

  async #awaitComparison({ comparison }: PendingOffer, choice: ExistingChoice): Promise<void> {
    if (!comparison) return;
    if (choice === 'keep-both') comparison.stop();
    else if (comparison.state.state !== 'done') {
      this.#tell();
      await comparison.finished;
    }
  }

  #setProblem(offer: PendingOffer, problem: ErrorInfo | null): void {
    const isSame = offer.problem?.code === problem?.code && offer.problem?.shortBytes === problem?.shortBytes;
    offer.problem = problem;
    if (!isSame && this.#pending.has(offer.transferId)) offer.onProblem(problem);
  }

  #tell(): void {
    if (this.#tellTimer) clearTimeout(this.#tellTimer);
    this.#tellTimer = null;
    this.#options.onChanged(this.offers());
  }

  #tellSoon(): void {
    this.#tellTimer ??= setTimeout(() => this.#tell(), TELL_MS).unref();
  }
}

/** Null when they could not be counted: accepting then tells what is wrong. */
async function countExisting(offer: PendingOffer, inbox: Inbox, directory: string): Promise<number | null> {
  if (offer.top.length > MAX_RECOUNTED && offer.countedIn === directory) return offer.existingCount;
  return inbox.countStanding(offer.top).catch(() => null);
}
