import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import { LanyardError, PeerError, toErrorInfo, TransferError } from '../../../../shared/errors/lanyard-error.ts';
import type { IndexRange } from '../../../../shared/model/offer.ts';
import type { LineMove } from '../../../../shared/model/transfer.ts';
import type { SendJournal } from '../../journal/send-journal.ts';
import type { Log } from '../../log.ts';
import type { Connection } from '../../transport/connection.ts';
import type { Session } from '../../transport/handshake.ts';
import { afterBreak } from '../after-break.ts';
import type { BusyCount } from '../busy-count.ts';
import { connectWithList } from './connect-with-list.ts';
import type { SendSources } from './manifest.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import { RetryClock } from '../retry-clock.ts';
import type { Place, SendLine } from './send-line.ts';
import { SendConnection } from './send-connection.ts';
import type { TransferRecord } from '../list/transfer-record.ts';

export interface SendTransferDeps {
  /** A session with the peer for this transfer. */
  readonly dial: (signal: AbortSignal) => Promise<Session>;
  /** Of all that is sent. */
  readonly limiter: RateLimiter;
  readonly busy: BusyCount;
  /** Of all that goes to this peer. */
  readonly line: SendLine;
  /** The peer has one question less to answer. */
  readonly onAnswered: () => void;
  readonly log: Log;
}

/**
 * How far it has come: nobody has heard of it; an offer was made, and perhaps accepted in the moment when the
 * connection went; it was accepted.
 */
export type SendStage = 'new' | 'offered' | 'accepted';

export interface SendTransferInit {
  readonly record: TransferRecord;
  readonly sources: SendSources;
  /** Place among all that goes to this peer, from an earlier run; undefined: by its age. */
  readonly rank?: number | undefined;
  /** Null: it could not be written; then the transfer does not outlive the app. */
  readonly journal: Promise<SendJournal | null>;
  readonly stage: SendStage;
  /** Of each entry of the record's files. */
  readonly sourcePaths: readonly string[];
}

type Outcome = 'ended' | 'later' | 'next-run';

/**
 * One transfer that is sent, over as many connections as it takes. Goes on by itself after every break until it is
 * done, declined, cancelled, or fails for a reason that no further attempt would mend. PROTOCOL.md §5.4
 */
export class SendTransfer {
  readonly record: TransferRecord;
  readonly sources: SendSources;
  readonly #deps: SendTransferDeps;
  readonly #journal: Promise<SendJournal | null>;
  readonly #clock = new RetryClock();
  readonly #place: Place;
  #sourcePaths: readonly string[];
  #stage: SendStage;
  /** Of the attempt under way. */
  #attempt: AbortController | null = null;
  /** Nothing is tried as long as this is set. */
  #pausedBy: 'here' | 'there' | null;
  readonly #stopping = new AbortController();
  /** Whether the receiver has heard how the last attempt ended. */
  #isKnownThere: Promise<boolean> = Promise.resolve(false);
  #isCancelled = false;

  constructor(deps: SendTransferDeps, { record, sources, rank, journal, stage, sourcePaths }: SendTransferInit) {
    this.#deps = deps;
    this.record = record;
    this.sources = sources;
    this.#journal = journal;
    this.#stage = stage;
    this.#sourcePaths = sourcePaths;
    const { pausedBy, startedAtMs } = record.snapshot();
    this.#pausedBy = pausedBy;
    this.#place = deps.line.join(rank ?? startedAtMs, {
      onPosition: (linePosition) => record.update({ linePosition }),
      onRank: (moved) => void journal.then((kept) => kept?.noteRank(moved)),
    });
    if (pausedBy === null) this.#place.stayAway();
    const { signal } = record.abort;
    signal.addEventListener('abort', () => this.#attempt?.abort(signal.reason));
  }

  /** Never rejects; the outcome is in the record. Cancelling is aborting `record.abort` with a LanyardError. */
  async run(): Promise<void> {
    if (this.#isCancelled) return this.#tellCancelled();
    let isOwed = false;
    try {
      let outcome = await this.#tryOnce(true);
      while (outcome === 'later') {
        await this.#clock.rest({ isTimed: this.#pausedBy === null, signal: this.record.abort.signal });
        outcome = await this.#tryOnce(false);
      }
      await (outcome === 'ended' ? this.#forget() : this.#keep((journal) => journal.close()));
    } catch (error) {
      isOwed = await this.#end(error);
    }
    this.#place.leave();
    this.record.noteReleased();
    this.#deps.onAnswered();
    if (isOwed) await this.#tellCancelled();
  }

  /** An earlier run cancelled it: `run` only tells the receiver. */
  cancelledBefore(): void {
    this.#isCancelled = true;
    this.record.fail({ code: 'TRANSFER_CANCELLED', at: 'here' });
    this.#place.leave();
    this.record.noteReleased();
  }

  /** The user stops it; what arrived is kept. Throws TRANSFER_UNKNOWN when there is nothing to pause. */
  pause(): void {
    if (this.record.isEnded || this.#pausedBy === 'here') throw new TransferError('TRANSFER_UNKNOWN', 'does not move');
    this.#pausedBy = 'here';
    this.#note('paused');
    this.#attempt?.abort(new PeerError('PEER_PAUSED', 'paused by the user'));
    this.#rest('here', null);
    this.#clock.wake();
  }

  /** The user wants it to go on, or to be tried at once. Throws TRANSFER_UNKNOWN when it was not stopped here. */
  goOn(): void {
    if (this.record.isEnded || this.#pausedBy === 'there')
      throw new TransferError('TRANSFER_UNKNOWN', 'not stopped here');
    if (this.#pausedBy === 'here') {
      this.#pausedBy = null;
      this.#note(this.#stage === 'accepted' ? 'accepted' : 'new');
      this.#rest(null, null);
    }
    this.#clock.wake();
  }

  /** Smaller goes before greater, among those to the same peer. */
  get rank(): number {
    return this.#place.rank;
  }

  /** Changes who goes first to this peer. Throws TRANSFER_UNKNOWN when it has ended. */
  move(to: LineMove): void {
    if (this.record.isEnded) throw new TransferError('TRANSFER_UNKNOWN', 'has ended');
    this.#place.move(to);
  }

  /** It waits for the peer, which has not accepted it yet. */
  get isQueued(): boolean {
    return this.#stage !== 'accepted' && this.#place.isAway;
  }

  /** The peer had too many questions to take this one. */
  get isTurnedAway(): boolean {
    const { state, error } = this.record.snapshot();
    return state === 'waiting' && error?.code === 'PEER_BUSY';
  }

  /** The peer is there again, or says that it is ready: what it had paused may go on. */
  nudge(): void {
    if (this.#pausedBy === 'there') this.#pausedBy = null;
    this.#clock.wake();
  }

  /** The receiver has cancelled it while there was no connection. */
  cancelledThere(): void {
    this.record.abort.abort(new LanyardError('TRANSFER_CANCELLED', 'cancelled by the receiver', { at: 'there' }));
  }

  /** The app quits; a later run goes on. */
  stop(): void {
    this.#stopping.abort();
    this.#attempt?.abort(new PeerError('PEER_SHUTTING_DOWN', 'quitting'));
    this.#clock.wake();
  }

  /** Throws what ends it. */
  async #tryOnce(isFirst: boolean): Promise<Outcome> {
    this.#isKnownThere = Promise.resolve(false);
    this.record.abort.signal.throwIfAborted();
    if (this.#stopping.signal.aborted) return 'next-run';
    if (this.#pausedBy !== null) return 'later';
    const attempt = new AbortController();
    this.#attempt = attempt;
    const leave = this.#deps.busy.enter();
    let connection: Connection | null = null;
    try {
      const session = await this.#connect(attempt, isFirst);
      connection = session.connection;
      await this.#runOver(session, attempt);
      return 'ended';
    } catch (error) {
      const said = toSaid(attempt.signal.aborted ? attempt.signal.reason : error);
      if (connection?.isOpen === true) this.#isKnownThere = connection.wasHeard;
      connection?.close(said);
      this.record.abort.signal.throwIfAborted();
      return this.#afterBreak(said);
    } finally {
      this.#attempt = null;
      leave();
    }
  }

  /** A session; for what was never offered, with a fresh list of files. */
  async #connect(attempt: AbortController, isEager: boolean): Promise<Session> {
    const dial = async (signal: AbortSignal): Promise<Session> => {
      const session = await this.#deps.dial(signal);
      if (!attempt.signal.aborted) this.#place.stepAside();
      return session;
    };
    if (this.#stage !== 'new') return dial(attempt.signal);
    const { record, sources } = this;
    const { session, sourcePaths } = await connectWithList({ record, sources, dial, attempt, isEager });
    this.#sourcePaths = sourcePaths;
    return session;
  }

  async #runOver({ connection, peer }: Session, abort: AbortController): Promise<void> {
    const { record } = this;
    record.update({ peerName: peer.name });
    const opening = this.#stage === 'new' ? 'offer' : 'resume';
    if (opening === 'offer') await this.#noteOffered();
    const journal = await this.#journal;
    const run = new SendConnection({
      connection,
      record,
      sourcePaths: this.#sourcePaths,
      limiter: this.#deps.limiter,
      place: this.#place,
      abort,
      onAccepted: ({ skip }) => this.#noteAccepted(skip),
      onSettled: (index, code, sha256) => journal?.noteSettled(index, code, sha256),
    });
    await run.run(opening);
  }

  /** Written before the receiver hears of it: it may accept in the moment in which this app is killed. */
  async #noteOffered(): Promise<void> {
    const { entries, leftOut } = this.record.files;
    const list = { entries, leftOut, sourcePaths: this.#sourcePaths };
    await this.#keep((journal) => journal.noteManifest(list));
    this.#stage = 'offered';
  }

  #noteAccepted(skip: readonly IndexRange[]): void {
    this.#clock.reset();
    if (this.#stage === 'accepted') return;
    this.#stage = 'accepted';
    this.#deps.onAnswered();
    const atMs = this.record.snapshot().acceptedAtMs ?? Date.now();
    void this.#keep((journal) => journal.noteAccepted(atMs, skip));
  }

  #afterBreak(said: LanyardError): Outcome {
    if (this.#stopping.signal.aborted) {
      this.#rest(null, said.toInfo());
      return 'next-run';
    }
    if (this.#pausedBy === 'here') return 'later';
    if (this.#stage === 'offered' && said.code === 'TRANSFER_FORGOTTEN') {
      // it was not accepted after all: the next attempt is a new offer, at once
      this.#stage = 'new';
      this.#clock.wake();
      return 'later';
    }
    const next = afterBreak(said, this.#stage === 'accepted');
    if (next === 'end') throw said;
    if (next === 'await-word') this.#pausedBy = 'there';
    this.#rest(this.#pausedBy, said.toInfo());
    return 'later';
  }

  /** Shows why nothing moves. */
  #rest(pausedBy: 'here' | 'there' | null, error: ErrorInfo | null): void {
    const state = pausedBy === null ? 'waiting' : 'paused';
    if (state === 'waiting') this.#place.stayAway();
    else this.#place.stepAside();
    this.record.update({ state, pausedBy, error, isScanning: false, currentFile: null });
  }

  /** True: the receiver has yet to hear that it was cancelled. */
  async #end(error: unknown): Promise<boolean> {
    const said = toSaid(error);
    if (said.code === 'INTERNAL' && said.at === 'here') this.#deps.log.error('sending failed', said.cause ?? said);
    this.record.fail(toErrorInfo(said));
    const isOurs = said.code === 'TRANSFER_CANCELLED' && said.at === 'here' && this.#stage !== 'new';
    // the app may be quit before the receiver has heard
    if (isOurs) this.#note('cancelled');
    if (isOurs && !(await this.#isKnownThere)) return true;
    await this.#forget();
    return false;
  }

  /** Tells a receiver that keeps what arrived that it need not, as soon as it can be reached. Never rejects. */
  async #tellCancelled(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const session = await this.#deps.dial(signal).catch(() => null);
      if (session) {
        session.connection.send({ type: 'cancel', transferId: this.record.id });
        session.connection.close(null);
        return this.#forget();
      }
      // no hurry: when the peer is seen again
      await this.#clock.rest({ isTimed: false, signal });
    }
    await this.#keep((journal) => journal.close());
  }

  #note(state: 'new' | 'accepted' | 'paused' | 'cancelled'): void {
    void this.#keep((journal) => journal.noteState(state));
  }

  async #forget(): Promise<void> {
    await this.#keep((journal) => journal.remove());
  }

  /** A transfer whose journal fails goes on as long as the app runs. */
  async #keep(work: (journal: SendJournal) => Promise<void>): Promise<void> {
    try {
      const journal = await this.#journal;
      if (journal) await work(journal);
    } catch (error) {
      this.#deps.log.error('the journal of a transfer could not be kept', error);
    }
  }
}

function toSaid(error: unknown): LanyardError {
  return error instanceof LanyardError ? error : new LanyardError('INTERNAL', 'sending failed', { cause: error });
}
