import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import {
  PeerError,
  StorageError,
  LanyardError,
  toErrorInfo,
  toLanyardError,
  TransferError,
} from '../../../../shared/errors/lanyard-error.ts';
import { deferred } from '../../deferred.ts';
import type { ReceiveJournal } from '../../journal/receive-journal.ts';
import { JOURNAL_LIFE_MS } from '../../journal/sweep-journals.ts';
import type { InboxTransfer } from '../../storage/inbox.ts';
import type { FrameConnection } from '../../transport/connection.ts';
import { orAbort } from '../abortable.ts';
import type { ReceiveHome } from '../home.ts';
import { notePlaced } from '../list/note-placed.ts';
import type { TransferRecord } from '../list/transfer-record.ts';
import type { AcceptedOffer, ReceiveTerms } from '../offer/accept-offer.ts';
import { afterBreak } from '../retry.ts';
import { answerYes } from './answer.ts';
import { LiveJournal } from './live-journal.ts';
import type { ReceiveStream } from './receive-stream.ts';
import { isLegal, pauseReasonOf, refusalOf, type ReceivedEvent, type ReceivedState } from './received-state.ts';
import { QuietTime } from './quiet-time.ts';
import { discard, reopenInbox } from './reopen.ts';
import { withShortage } from '../disk-trouble.ts';

/** How an earlier run left it. */
interface ReceivedPast {
  /** Why it does not go on by itself. */
  readonly paused: LanyardError | null;
  /** Unix time. */
  readonly quietSinceMs: number;
}

/** What one connection has open. */
type Open = { inbox: InboxTransfer | null; stream: ReceiveStream | null };

/**
 * One accepted transfer that is received, over as many connections as it takes. Keeps what arrived across breaks,
 * pauses and restarts; ends with the receipt, with a cancel, or with a fault that nothing mends. What may happen when is
 * in received-state.ts. PROTOCOL.md §5.4
 */
export class ReceivedTransfer {
  readonly terms: ReceiveTerms;
  readonly record: TransferRecord;
  /** Resolves when it is received whole, or over in another way and of no interest to its sender any more. */
  readonly left: Promise<'finished' | 'forgotten'>;
  readonly #home: ReceiveHome;
  readonly #leave = deferred<'finished' | 'forgotten'>();
  #state: ReceivedState;
  readonly #journal: LiveJournal;
  #stream: ReceiveStream | null = null;
  /** The last one that came for it. */
  #newest: FrameConnection | null = null;
  /** What opens and closes files, one after the other: no two connections have the same part open. */
  #work: Promise<void> = Promise.resolve();
  /** Unix time. Since when there has been no connection. */
  #quiet: QuietTime;

  constructor(home: ReceiveHome, terms: ReceiveTerms, journal: ReceiveJournal, past?: ReceivedPast) {
    this.#home = home;
    this.terms = terms;
    this.record = terms.record;
    this.left = this.#leave.promise;
    this.#journal = new LiveJournal(home, terms.record.id, journal);
    this.#state = past?.paused ? { kind: 'paused', reason: past.paused } : { kind: 'waiting' };
    this.#quiet = new QuietTime(past?.quietSinceMs);
    const { signal } = this.record.abort;
    signal.addEventListener('abort', () => this.#end(toLanyardError(signal.reason, 'receiving')));
  }

  /**
   * Serves a connection to its end: the one on which the offer was accepted, with the folder that was opened for it, or a
   * later one whose client said RESUME. Of several the newest counts; older ones are closed. Resolves when nothing of it
   * is open any more. Never rejects; the client is told what is wrong.
   */
  serve(connection: FrameConnection, accepted: Pick<AcceptedOffer, 'inbox'> | null = null): Promise<void> {
    // the client knows better whether an older one is of any use
    this.#newest?.close(new PeerError('PEER_CLOSED', 'the sender dialled again'));
    this.#newest = connection;
    const leave = this.#home.busy.enter();
    return this.#inTurn(() => this.#run(connection, accepted?.inbox ?? null)).finally(leave);
  }

  /** The user stops it; what arrived is kept. Throws TRANSFER_UNKNOWN when there is nothing to pause. */
  pause(): void {
    const { kind } = this.#state;
    const isRefused = kind === 'finishing' || pauseReasonOf(this.#state) !== null;
    if (isRefused || !isLegal(kind, 'pause')) throw new TransferError('TRANSFER_UNKNOWN', 'does not move');
    this.#pauseFor(new PeerError('PEER_PAUSED', 'paused by the user'));
  }

  /** The user wants it to go on. Throws TRANSFER_UNKNOWN when it has ended. */
  goOn(): void {
    if (!isLegal(this.#state.kind, 'go-on')) throw new TransferError('TRANSFER_UNKNOWN', 'has ended');
    if (this.#state.kind === 'paused') this.#move('go-on', { kind: 'waiting' });
    if (this.#state.kind === 'closing') this.#move('go-on', { kind: 'closing', paused: null });
    if (this.record.state === 'paused') {
      this.#journal.note('active');
      this.#rest(null, null);
    }
    void this.#home.tell(this.record.peerId, 'ready', this.record.id);
  }

  /** The sender has cancelled it while there was no connection. */
  cancelledThere(): void {
    this.#end(new LanyardError('TRANSFER_CANCELLED', 'cancelled by the sender', { at: 'there' }));
  }

  /** Gives it up when the sender has been away for 7 days. */
  expireIfOld(): void {
    const { kind } = this.#state;
    if ((kind !== 'waiting' && kind !== 'paused') || this.#quiet.lastsMs() < JOURNAL_LIFE_MS) return;
    this.#end(new TransferError('TRANSFER_EXPIRED', 'the sender did not come back'));
  }

  /** The app quits; a later run goes on. Resolves when nothing is open any more. */
  async stop(): Promise<void> {
    this.#newest?.close(new PeerError('PEER_SHUTTING_DOWN', 'quitting'));
    await this.#work;
    await this.#journal.close();
  }

  /** It is received whole: nothing more is noted. */
  closeJournal(): Promise<void> {
    return this.#journal.close();
  }

  /** Removes its journal: it is over and nobody will ask. */
  forget(): Promise<void> {
    return this.#journal.remove();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((error: unknown) => this.#home.log.error('receiving failed', error));
    return this.#work;
  }

  /** One connection, from RESUME or the accepted offer to its end. */
  async #run(connection: FrameConnection, inbox: InboxTransfer | null): Promise<void> {
    if (!connection.isOpen && inbox === null) return;
    const open: Open = { inbox, stream: null };
    const gone = new AbortController();
    void connection.closed.then(({ error }) =>
      gone.abort(error ?? new PeerError('PEER_CLOSED', 'closed before the end')),
    );
    try {
      await this.#receive(connection, open, gone.signal);
    } catch (error) {
      const cut = gone.signal.aborted ? toLanyardError(gone.signal.reason, 'receiving') : null;
      const isFinishing = this.#state.kind === 'finishing';
      this.#breakOff(connection, (isFinishing ? null : cut) ?? toLanyardError(error, 'receiving'));
      if (isFinishing) this.#endLate(cut);
    }
    await this.#release(open);
    await connection.closed;
  }

  async #receive(connection: FrameConnection, open: Open, gone: AbortSignal): Promise<void> {
    const refusal = refusalOf(this.#state, this.record.state);
    if (refusal) throw refusal;
    this.#move('resume', { kind: 'reopening', connection });
    open.inbox ??= await reopenInbox(this.#home, await this.#journal.renew(), 'checked', () => gone.aborted);
    gone.throwIfAborted();
    this.#stream = open.stream = await this.#answer(connection, open.inbox);
    this.#move('open', { kind: 'connected', connection });
    await orAbort(open.stream.received, gone);
    this.record.update({ state: 'verifying', currentFile: null });
    await orAbort(open.stream.settled(), gone);
    this.#move('finish', { kind: 'finishing', connection });
    await open.inbox.finish();
    await open.stream.stop();
    // from here on it is done, whether or not the sender hears of it
    await (await this.#journal.writer()).noteState('finished');
    this.#finish(connection);
  }

  async #answer(connection: FrameConnection, inbox: InboxTransfer): Promise<ReceiveStream> {
    const { record, terms } = this;
    const journal = await this.#journal.writer();
    for (const [index, placed] of inbox.placed) notePlaced(record, terms.directory, index, placed);
    return answerYes({
      connection,
      inbox,
      terms,
      journal,
      limiter: this.#home.limiter,
      onDiskFailed: (error) => this.#pauseFor(toLanyardError(error, 'receiving')),
    });
  }

  #finish(connection: FrameConnection): void {
    const { record } = this;
    this.#move('done', { kind: 'over', isOwed: false });
    record.settle();
    const { bytesDone } = record.snapshot();
    connection.send({ type: 'receipt', filesDone: record.files.counts.done, bytesDone });
    connection.expectClose();
    record.noteReleased();
    this.#leave.resolve('finished');
  }

  /** A connection is of no more use. @param said - why; told to the client unless it is gone */
  #breakOff(connection: FrameConnection, said: LanyardError): void {
    if (said.code === 'INTERNAL' && said.at === 'here') this.#home.log.error('receiving failed', said.cause ?? said);
    const { kind } = this.#state;
    if (kind === 'over' && this.#state.isOwed) this.#toOver(false); // it asked, and hears of it
    if (said instanceof StorageError && isLegal(kind, 'pause')) this.#pauseFor(said);
    if (isLegal(this.#state.kind, 'break')) this.#afterBreak(said);
    connection.close(said);
  }

  /** What ended it while all was made safe counts, now that this failed. @param cut - how the connection ended, if it did */
  #endLate(cut: LanyardError | null): void {
    const { signal } = this.record.abort;
    if (signal.aborted) this.#end(toLanyardError(signal.reason, 'receiving'));
    if (cut && afterBreak(cut, true) === 'end') this.#end(cut, true);
  }

  #afterBreak(said: LanyardError): void {
    this.#move('break', { kind: 'closing', paused: null });
    const next = afterBreak(said, true);
    if (next === 'end') this.#end(said, true);
    else if (next === 'await-word') this.#rest('there', null);
    else this.#rest(null, said.toInfo());
  }

  /** Stops it here, for the user or because the disk takes no more; what arrived stays. */
  #pauseFor(reason: LanyardError): void {
    const state = this.#state;
    if (!isLegal(state.kind, 'pause') || pauseReasonOf(state) !== null) return;
    this.#move('pause', state.kind === 'waiting' ? { kind: 'paused', reason } : { kind: 'closing', paused: reason });
    this.#journal.note('paused', reason.code);
    this.#rest('here', reason.code === 'PEER_PAUSED' ? null : reason.toInfo());
    this.#stream?.sayLast();
    if ('connection' in state) state.connection.close(reason);
    void this.#sayShortage(reason);
  }

  /** How much lacks is known a moment later: the pause itself waits for no disk. */
  async #sayShortage(reason: LanyardError): Promise<void> {
    const { bytesTotal, bytesDone } = this.record.snapshot();
    const told = await withShortage(reason, this.terms.directory, bytesTotal - bytesDone);
    if (told !== reason && pauseReasonOf(this.#state) === reason) this.#rest('here', told.toInfo());
  }

  /** Ends it for good; the peer is told the code, now or when it asks. Nothing stays but what is in place. */
  #end(error: LanyardError, isKnownThere = error.at === 'there'): void {
    const state = this.#state;
    if (!isLegal(state.kind, 'end')) return;
    const isCancelled = error.code === 'TRANSFER_CANCELLED';
    const connection = 'connection' in state ? state.connection : null;
    const isOwed = isCancelled && !isKnownThere && connection?.isOpen !== true;
    this.#move('end', { kind: 'ending', isOwed, code: error.code });
    this.record.fail(toErrorInfo(error));
    this.#journal.noteEnd(error.code);
    connection?.close(error);
    if (isOwed) void this.#home.tell(this.record.peerId, 'cancel', this.record.id);
    // after whatever is open now, which may be about to be left for another time
    void this.#inTurn(() => this.#release({ inbox: null, stream: null }));
  }

  /** Leaves nothing open, and in staging what can be of use again. */
  async #release({ inbox, stream }: Open): Promise<void> {
    if (stream === this.#stream) this.#stream = null;
    await stream?.stop();
    // may end while this waits: then another release follows
    const before = this.#state;
    const isEnding = before.kind === 'ending';
    try {
      await (isEnding ? discard(this.#home, this.record.id, this.#journal, inbox, before.code) : inbox?.suspend());
    } catch (error) {
      this.#home.log.error('clean-up after a transfer failed', error);
    }
    const state = this.#state;
    if (state.kind === 'closing') {
      this.#quiet = new QuietTime();
      this.#move('released', state.paused ? { kind: 'paused', reason: state.paused } : { kind: 'waiting' });
    } else if (state.kind === 'ending' && isEnding) this.#toOver(state.isOwed);
  }

  #toOver(isOwed: boolean): void {
    this.#state = { kind: 'over', isOwed };
    this.record.noteReleased();
    // a sender that has not heard of a cancel is told when it asks
    if (!isOwed) this.#leave.resolve('forgotten');
  }

  #move(event: ReceivedEvent, to: ReceivedState): void {
    if (!isLegal(this.#state.kind, event)) throw new Error(`bug: ${event} while ${this.#state.kind}`);
    this.#state = to;
  }

  /** Shows why nothing moves. */
  #rest(pausedBy: 'here' | 'there' | null, error: ErrorInfo | null): void {
    this.record.update({ state: pausedBy === null ? 'waiting' : 'paused', pausedBy, error, currentFile: null });
  }
}
