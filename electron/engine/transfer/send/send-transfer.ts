import {
  LanyardError,
  PeerError,
  toErrorInfo,
  toLanyardError,
  TransferError,
} from '../../../../shared/errors/lanyard-error.ts';
import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import type { IndexRange } from '../../../../shared/model/offer.ts';
import type { LineMove } from '../../../../shared/model/transfer.ts';
import type { FrameConnection } from '../../transport/connection.ts';
import type { Session } from '../../transport/handshake.ts';
import type { SendHome } from '../home.ts';
import type { TransferRecord } from '../list/transfer-record.ts';
import { afterBreak, RetryClock } from '../retry.ts';
import type { DiskUser } from '../../storage/disk-gate.ts';
import { connectWithList, type SendSources } from './manifest.ts';
import { toKept, type Source } from './scan.ts';
import type { SendTransferInit, ToPeer } from './send-init.ts';
import { SendConnection } from './send-connection.ts';
import type { Place } from './send-line.ts';
import type { SendNotes } from './send-notes.ts';
import { isSmallTransfer } from './small-transfer.ts';
import { tellCancelled } from './tell-cancelled.ts';
import { canSend, type SendEvent, type SendStage, type SendState } from './send-state.ts';

/**
 * One transfer that is sent, over as many connections as it takes. Goes on by itself after every break until it is
 * done, declined, cancelled, or fails for a reason that no further attempt would mend. What may happen when is in
 * send-state.ts. PROTOCOL.md §5.4
 */
export class SendTransfer {
  readonly record: TransferRecord;
  readonly sources: SendSources;
  readonly #home: SendHome;
  readonly #disks: DiskUser;
  readonly #onAnswered: () => void;
  readonly #notes: SendNotes;
  readonly #clock = new RetryClock();
  readonly #place: Place;
  /** Ends what is done for a transfer that has ended. */
  readonly #stopping = new AbortController();
  #entrySources: readonly Source[];
  /** Nobody looks at it as at something that was just dropped. */
  #hasWaited: boolean;
  #stage: SendStage;
  #state: SendState;
  /** It was cancelled here when its receiver knew of it. */
  #isOwed = false;
  /** Whether the receiver heard of that by the end of its connection. */
  #wasHeard: Promise<boolean> = Promise.resolve(false);

  constructor(home: SendHome, { line, onAnswered }: ToPeer, init: SendTransferInit) {
    const { record, notes } = init;
    this.#home = home;
    this.#onAnswered = onAnswered;
    this.record = record;
    this.sources = init.sources;
    this.#notes = notes;
    this.#stage = init.stage;
    this.#entrySources = init.entrySources;
    this.#disks = home.disks.user();
    const { pausedBy, startedAtMs, state } = record.snapshot();
    this.#hasWaited = state !== 'offered';
    this.#state = pausedBy === null ? { kind: 'waiting' } : { kind: 'paused', by: pausedBy };
    this.#place = line.join(init.rank ?? startedAtMs, {
      isSmall: () => isSmallTransfer(record.snapshot()),
      onPosition: (linePosition) => record.update({ linePosition }),
      onRank: (moved) => notes.noteRank(moved),
    });
    if (pausedBy === null) this.#place.stayAway();
    const { signal } = record.abort;
    signal.addEventListener('abort', () => {
      if (this.#state.kind === 'trying') this.#state.attempt.abort(signal.reason);
    });
  }

  /** Never rejects; the outcome is in the record. Cancelling is aborting `record.abort` with a LanyardError. */
  async run(): Promise<void> {
    if (this.#state.kind !== 'owing') await this.#tryUntilOver();
    this.#place.leave();
    this.record.noteReleased();
    this.#onAnswered();
    if (this.#state.kind === 'owing') await this.#payDebt();
    // a later run has no use for what has ended, unless the receiver has yet to hear of a cancel
    await this.#notes.end(this.#state.kind === 'stopped' && (this.#isOwed || !this.record.isEnded));
  }

  /** An earlier run cancelled it: `run` only tells the receiver. */
  cancelledBefore(): void {
    this.#move('owe', { kind: 'owing' });
    this.#isOwed = true;
    this.record.fail({ code: 'TRANSFER_CANCELLED', at: 'here' });
  }

  /** The user stops it; what arrived is kept. Throws TRANSFER_UNKNOWN when there is nothing to pause. */
  pause(): void {
    const state = this.#state;
    const isPaused = state.kind === 'paused' && state.by === 'here';
    if (isPaused || !canSend(state.kind, 'pause')) throw new TransferError('TRANSFER_UNKNOWN', 'does not move');
    this.#move('pause', { kind: 'paused', by: 'here' });
    this.#notes.noteState('paused');
    if (state.kind === 'trying') state.attempt.abort(new PeerError('PEER_PAUSED', 'paused by the user'));
    this.#rest(null);
  }

  /** The user wants it to go on, or to be tried at once. Throws TRANSFER_UNKNOWN when it was not stopped here. */
  goOn(): void {
    const state = this.#state;
    const isPausedThere = state.kind === 'paused' && state.by === 'there';
    if (isPausedThere || !canSend(state.kind, 'go-on')) throw new TransferError('TRANSFER_UNKNOWN', 'not stopped here');
    if (state.kind === 'paused') {
      this.#move('go-on', { kind: 'waiting' });
      this.#notes.noteState(this.#stage === 'accepted' ? 'accepted' : 'new');
      this.#rest(null);
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

  /** The peer is there again, or says that it is ready: what it had paused may go on. */
  nudge(): void {
    if (this.#state.kind === 'paused' && this.#state.by === 'there') this.#move('nudge', { kind: 'waiting' });
    this.#clock.wake();
  }

  /** The receiver has cancelled it while there was no connection. */
  cancelledThere(): void {
    this.record.abort.abort(new LanyardError('TRANSFER_CANCELLED', 'cancelled by the receiver', { at: 'there' }));
  }

  /** The app quits; a later run goes on. */
  stop(): void {
    const state = this.#state;
    if (!canSend(state.kind, 'stop')) return;
    this.#move('stop', { kind: 'stopped' });
    this.#notes.noteProgress(this.record.snapshot().bytesDone);
    this.#stopping.abort();
    if (state.kind === 'trying') state.attempt.abort(new PeerError('PEER_SHUTTING_DOWN', 'quitting'));
    this.#clock.wake();
  }

  /** Attempt after attempt. The state is `owing`, `over` or `stopped` then. */
  async #tryUntilOver(): Promise<void> {
    const { signal } = this.record.abort;
    try {
      let isOver = await this.#tryNow(true);
      while (!isOver) {
        await this.#clock.rest({ isTimed: this.#state.kind === 'waiting', signal });
        isOver = await this.#tryNow(false);
      }
    } catch (error) {
      this.#fail(toLanyardError(error, 'sending'));
    }
  }

  /** True: there will be no other attempt in this run. @throws what ends it */
  async #tryNow(isFirst: boolean): Promise<boolean> {
    this.record.abort.signal.throwIfAborted();
    if (this.#state.kind === 'waiting') await this.#tryOnce(isFirst);
    return this.#state.kind === 'stopped' || this.#state.kind === 'over';
  }

  async #tryOnce(isFirst: boolean): Promise<void> {
    const attempt = new AbortController();
    this.#move('try', { kind: 'trying', attempt });
    const leave = this.#home.busy.enter();
    let connection: FrameConnection | null = null;
    try {
      const session = await this.#connect(attempt, isFirst);
      connection = session.connection;
      await this.#runOver(session, attempt);
      if (canSend(this.#state.kind, 'end')) this.#move('end', { kind: 'over' });
    } catch (error) {
      const said = toLanyardError(attempt.signal.aborted ? attempt.signal.reason : error, 'sending');
      if (connection?.isOpen && said.code === 'TRANSFER_CANCELLED') this.#wasHeard = connection.wasHeard;
      connection?.close(said);
      this.record.abort.signal.throwIfAborted();
      this.#afterBreak(said);
    } finally {
      leave();
    }
  }

  /** A session; for what was never offered, with a fresh list of files. */
  async #connect(attempt: AbortController, isEager: boolean): Promise<Session> {
    const { record, sources } = this;
    const dial = async (): Promise<Session> => {
      const session = await this.#home.dial(record.peerId, attempt.signal);
      if (!attempt.signal.aborted) this.#place.stepAside();
      return session;
    };
    if (this.#stage !== 'new') return dial();
    const disks = { disks: this.#disks, readers: this.#home.readers };
    const keep = (found: readonly Source[]): Promise<void> => this.#keep(found);
    return connectWithList({ record, sources, disks, dial, keep, attempt, isEager });
  }

  async #runOver({ connection, peer }: Session, abort: AbortController): Promise<void> {
    const { record } = this;
    record.update({ peerName: peer.name });
    const opening = this.#stage === 'new' ? 'offer' : 'resume';
    if (opening === 'offer') this.#stage = 'offered';
    const onSettled = await this.#notes.settler();
    const run = new SendConnection({
      connection,
      record,
      sources: this.#entrySources,
      readers: this.#home.readers,
      limiter: this.#home.limiter,
      place: this.#place,
      abort,
      onAccepted: ({ skip }) => this.#noteAccepted(skip),
      onSettled,
    });
    await run.run(opening);
  }

  /** Written before the receiver hears of it: it may accept in the moment in which this app is killed. */
  #keep(sources: readonly Source[]): Promise<void> {
    this.#entrySources = sources;
    const { entries, leftOut } = this.record.files;
    return this.#notes.noteManifest({ entries, leftOut, ...toKept(sources) });
  }

  #noteAccepted(skip: readonly IndexRange[]): void {
    this.#clock.reset();
    if (this.#stage === 'accepted') return;
    this.#stage = 'accepted';
    this.#onAnswered();
    this.#notes.noteAccepted(this.record.snapshot().acceptedAtMs ?? Date.now(), skip);
  }

  /** Throws what ends it. */
  #afterBreak(said: LanyardError): void {
    // the user has paused it, and perhaps let it go on, while the attempt ended: that is no fault
    if (this.#state.kind !== 'trying') return this.#rest(this.#state.kind === 'stopped' ? said.toInfo() : null);
    if (this.#stage === 'offered' && said.code === 'TRANSFER_FORGOTTEN') {
      // it was not accepted after all: the next attempt is a new offer, at once
      this.#stage = 'new';
      this.#move('break', { kind: 'waiting' });
      this.#clock.wake();
      return;
    }
    const next = afterBreak(said, this.#stage === 'accepted', this.#hasWaited);
    if (next === 'end') throw said;
    if (next === 'try-later') this.#clock.slowDown();
    if (next === 'await-word') this.#move('await-word', { kind: 'paused', by: 'there' });
    else this.#move('break', { kind: 'waiting' });
    this.#rest(said.toInfo());
  }

  /** Shows why nothing moves. */
  #rest(error: ErrorInfo | null): void {
    const pausedBy = this.#state.kind === 'paused' ? this.#state.by : null;
    this.#hasWaited = true;
    this.#notes.noteProgress(this.record.snapshot().bytesDone);
    if (pausedBy === null) this.#place.stayAway();
    else this.#place.stepAside();
    const state = pausedBy === null ? 'waiting' : 'paused';
    this.record.update({ state, pausedBy, error, isScanning: false, currentFile: null });
  }

  #fail(said: LanyardError): void {
    if (said.code === 'INTERNAL' && said.at === 'here') this.#home.log.error('sending failed', said.cause ?? said);
    this.record.fail(toErrorInfo(said));
    this.#isOwed = said.code === 'TRANSFER_CANCELLED' && said.at === 'here' && this.#stage !== 'new';
    // the app may be quit before the receiver has heard
    if (this.#isOwed) this.#notes.noteState('cancelled');
    if (!canSend(this.#state.kind, 'end')) return;
    this.#move(this.#isOwed ? 'owe' : 'end', { kind: this.#isOwed ? 'owing' : 'over' });
  }

  /** Ends when the receiver has heard of the cancel, or the app quits. */
  async #payDebt(): Promise<void> {
    const { signal } = this.#stopping;
    const isPaid = (await this.#wasHeard) || (await tellCancelled(this.#home, this.record, this.#clock, signal));
    if (isPaid && canSend(this.#state.kind, 'end')) this.#move('end', { kind: 'over' });
  }

  #move(event: SendEvent, to: SendState): void {
    if (!canSend(this.#state.kind, event)) throw new Error(`bug: ${event} while ${this.#state.kind}`);
    this.#state = to;
  }
}
