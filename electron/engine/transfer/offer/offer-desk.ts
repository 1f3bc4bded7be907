import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import { toErrorInfo, TransferError } from '../../../../shared/errors/lanyard-error.ts';
import type { Page, PageQuery } from '../../../../shared/ipc/contract.ts';
import type { TransferId } from '../../../../shared/model/ids.ts';
import type { IndexRange, Offer, OfferEntry } from '../../../../shared/model/offer.ts';
import type { ExistingChoice, ExistingNames } from '../../../../shared/model/settings.ts';
import type { Log } from '../../log.ts';
import type { StagingRegistry } from '../../storage/staging-registry.ts';
import type { EngineSettings } from '../../engine-api.ts';
import { choiceOf, NOTHING_IDENTICAL } from './accept-offer.ts';
import { Destination } from './destination.ts';
import { FolderLooks } from './folder-looks.ts';
import { OfferComparison } from './offer-comparison.ts';
import {
  newQuestion,
  toOffer,
  toPending,
  type OfferAnswer,
  type OfferInit,
  type PendingOffer,
} from './pending-offer.ts';

/** How often the user sees how far a comparison has come. Its end is told at once. */
const TELL_MS = 250;

/** A comparison that comes no further for so long is not waited for: what it did not reach is sent. */
const COMPARISON_PATIENCE_MS = 15_000;

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
  readonly #looks: FolderLooks;
  #tellTimer: NodeJS.Timeout | null = null;
  /** What was told last, as text: looks go on over night. */
  #told = '[]';

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#looks = new FolderLooks(options.registry);
  }

  offers(): readonly Offer[] {
    const shown = [...this.#pending.values()].filter(({ destination }) => destination.isLookedAt);
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
    const { tree, entries, comparison } = this.#get(transferId);
    return { total: entries.length, rows: tree.rows(offset, limit, (index) => comparison?.standingOf(index) ?? 'new') };
  }

  async setDestination(transferId: TransferId, directory: string): Promise<void> {
    const offer = this.#get(transferId);
    if (offer.isAccepting) throw new TransferError('TRANSFER_UNKNOWN', 'accepted already');
    await offer.destination.choose(directory);
    this.#tell();
  }

  /**
   * Answers yes when the comparison with what is there is done, or comes no further; resolves when that was carried out, or
   * when the offer went away meanwhile. What a stranger offers is compared only now.
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
    if (!offer.destination.isLookedAt) await offer.destination.look();
    await this.#compareFor(offer, choice);
    const identical = (choice !== 'keep-both' && offer.comparison?.identical) || NOTHING_IDENTICAL;
    const { answer, outcome } = offer.question;
    answer.resolve({ directory: offer.destination.directory, skip, existing: choice, exceptions, identical });
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
    offer.destination.stop();
    offer.question.outcome.resolve();
    this.#pending.delete(transferId);
    this.#tell();
  }

  /** Resolves when no look at a folder is under way: such a look makes something in it for a moment. */
  async settled(): Promise<void> {
    await this.#looks.settled();
  }

  get #existingNames(): ExistingNames {
    return this.#options.settings().existingNames;
  }

  #present(init: OfferInit): PendingOffer {
    const destination = new Destination(
      {
        entries: init.entries,
        looks: this.#looks,
        isNeeded: (index) => offer.comparison?.identical.has(index) !== true,
        onLooked: () => this.#onLooked(offer),
      },
      init.directory,
    );
    const offer = toPending(init, destination);
    this.#pending.set(init.transferId, offer);
    void destination.look();
    return offer;
  }

  #get(transferId: TransferId): PendingOffer {
    const offer = this.#pending.get(transferId);
    if (!offer) throw new TransferError('TRANSFER_UNKNOWN', 'no such offer');
    return offer;
  }

  #onLooked(offer: PendingOffer): void {
    // it was answered meanwhile: too late for a notice
    if (offer.isAccepting || !this.#pending.has(offer.transferId)) return;
    if (offer.comparedIn !== offer.destination.directory) this.#forgetComparison(offer);
    if (offer.isKnown) this.#startComparison(offer);
    this.#setProblem(offer, offer.destination.problem);
    this.#tellNews();
  }

  #startComparison(offer: PendingOffer): void {
    const { inbox, existingCount, directory } = offer.destination;
    if (offer.comparison || !inbox || existingCount === 0 || this.#existingNames === 'keep-both') return;
    const comparison: OfferComparison = new OfferComparison({
      entries: offer.entries,
      look: inbox.lookAt(offer.entries),
      asker: offer.asker,
      onChange: () => this.#tellSoon(),
      onError: (error) => this.#options.log.warn('a folder could not be compared', { reason: String(error) }),
    });
    offer.comparison = comparison;
    offer.comparedIn = directory;
    // what is there need not find room; whoever accepts meanwhile is told by that
    void comparison.finished.then(async () => {
      if (!this.#pending.has(offer.transferId)) return;
      if (offer.comparison === comparison && !offer.isAccepting) await offer.destination.look();
      this.#tellNews();
    });
  }

  #forgetComparison(offer: PendingOffer): void {
    offer.comparison?.stop();
    offer.comparison = null;
  }

  async #compareFor(offer: PendingOffer, choice: ExistingChoice): Promise<void> {
    if (choice === 'keep-both') return offer.comparison?.stop();
    if (this.#pending.has(offer.transferId)) this.#startComparison(offer);
    const { comparison } = offer;
    if (!comparison || comparison.state.state === 'done') return;
    this.#tell();
    await comparison.finishedOrStuck(COMPARISON_PATIENCE_MS);
  }

  #setProblem(offer: PendingOffer, problem: ErrorInfo | null): void {
    const isSame = offer.problem?.code === problem?.code && offer.problem?.shortBytes === problem?.shortBytes;
    offer.problem = problem;
    if (!isSame && this.#pending.has(offer.transferId)) offer.onProblem(problem);
  }

  #tellNews(): void {
    if (JSON.stringify(this.offers()) !== this.#told) this.#tell();
  }

  #tell(): void {
    if (this.#tellTimer) clearTimeout(this.#tellTimer);
    this.#tellTimer = null;
    const offers = this.offers();
    this.#told = JSON.stringify(offers);
    this.#options.onChanged(offers);
  }

  #tellSoon(): void {
    this.#tellTimer ??= setTimeout(() => this.#tell(), TELL_MS).unref();
  }
}
