import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import {
  LanyardError,
  PeerError,
  StorageError,
  toErrorInfo,
  TransferError,
} from '../../../../shared/errors/lanyard-error.ts';
import type { ControlMessage } from '../../../../shared/protocol/messages.ts';
import { JOURNAL_LIFE_MS } from '../../journal/sweep-journals.ts';
import type { ReceiveJournal } from '../../journal/receive-journal.ts';
import type { InboxTransfer } from '../../storage/inbox.ts';
import type { Connection } from '../../transport/connection.ts';
import { afterBreak } from '../after-break.ts';
import type { ReceivedTransferDeps, ReceivePast, ReceiveTerms, LiveReceive } from './receive-terms.ts';
import { notePlaced } from './note-placed.ts';
import type { ReceiveStream } from './receive-stream.ts';
import { withShortage } from './shortage.ts';
import { startReceiving } from './start-receiving.ts';
import type { TransferRecord } from '../list/transfer-record.ts';

const FRESH: ReceivePast = { paused: null, quietSinceMs: null };

const CLOSE_TIMEOUT_MS = 5_000;

/**
 * One accepted transfer that is received, over as many connections as it takes. Keeps what arrived across breaks,
 * pauses and restarts; ends with the receipt, with a cancel, or with a fault that nothing mends. PROTOCOL.md §5.4
 */
export class ReceivedTransfer implements LiveReceive {
  readonly record: TransferRecord;
  readonly terms: ReceiveTerms;
  journal: ReceiveJournal;
  readonly #deps: ReceivedTransferDeps;
  #connection: Connection | null = null;
  #opening: Promise<InboxTransfer> | null = null;
  #inbox: InboxTransfer | null = null;
  #stream: ReceiveStream | null = null;
  /** The user's pause, or this disk's trouble: RESUME is answered with its code. */
  #paused: LanyardError | null;
  /** Settles when the last connection has left nothing open. */
  #detached: Promise<void> = Promise.resolve();
  #isFinished = false;
  /** The sender has heard how it ended. */
  #isKnownThere = false;
  /** It has ended, and nothing of it is open or in staging. */
  #isReleased = false;
  /** Unix time. Since when there has been no connection. */
  #quietSinceMs: number;

  constructor(deps: ReceivedTransferDeps, terms: ReceiveTerms, journal: ReceiveJournal, past: ReceivePast = FRESH) {
    this.#deps = deps;
    this.terms = terms;
    this.journal = journal;
    this.record = terms.record;
    this.#paused = past.paused;
    this.#quietSinceMs = past.quietSinceMs ?? Date.now();
    const { signal } = this.record.abort;
    signal.addEventListener('abort', () => this.#end(toLanyardError(signal.reason)));
  }

  /** The first connection, on which the offer was accepted; `inbox` is looked after from here on. */
  start(connection: Connection, inbox: InboxTransfer): void {
    this.#inbox = inbox;
    this.#adopt(connection);
    this.#answer(connection, inbox);
  }

  /** A later connection: its client said RESUME. Never rejects; the client is told what is wrong. */
  async resume(connection: Connection): Promise<void> {
    // the client knows better whether the old one is of any use
    this.#connection?.close(new PeerError('PEER_CLOSED', 'the sender dialled again'));
    while (this.#connection !== null) await this.#detached;
    // who cancelled meanwhile cleans up: the client hears of it when nothing is left
    await this.#detached;
    try {
      if (!connection.isOpen) return;
      this.#mustGoOn();
      this.#adopt(connection);
      await this.#goOnOver(connection);
    } catch (error) {
      const said = toLanyardError(error);
      if (connection.isOpen && said instanceof StorageError) this.#pauseFor(said);
      if (said.code === 'INTERNAL') this.#deps.log.error('a transfer cannot go on', error);
      connection.close(said);
      if (this.record.isEnded) this.#deps.onForgotten(this);
    }
  }

  onMessage(message: ControlMessage): void {
    switch (message.type) {
      case 'file-end':
        return this.#streaming().onFileEnd(message.files);
      case 'file-failed':
        return this.#streaming().onFileFailed(message.index, message.code);
      case 'stream-end':
        return void this.#finish();
      default:
        throw new Error(`bug: the session machine let ${message.type} through`);
    }
  }

  onData(piece: Uint8Array, isStart: boolean): void {
    this.#streaming().onData(piece, isStart);
  }

  /** The user stops it; what arrived is kept. Throws TRANSFER_UNKNOWN when there is nothing to pause. */
  pause(): void {
    if (this.record.isEnded || this.#paused) throw new TransferError('TRANSFER_UNKNOWN', 'does not move');
    this.#pauseFor(new PeerError('PEER_PAUSED', 'paused by the user'));
  }

  /** The user wants it to go on. Throws TRANSFER_UNKNOWN when it has ended. */
  goOn(): void {
    if (this.record.isEnded) throw new TransferError('TRANSFER_UNKNOWN', 'has ended');
    if (this.#paused) this.#note('active');
    this.#paused = null;
    if (this.record.state === 'paused') this.#rest(null, null);
    this.#deps.tell(this, 'ready');
  }

  /** The sender has cancelled it while there was no connection. */
  cancelledThere(): void {
    this.#end(new LanyardError('TRANSFER_CANCELLED', 'cancelled by the sender', { at: 'there' }));
  }

  /** Gives it up when the sender has been away for 7 days. */
  expireIfOld(nowMs: number): void {
    if (this.#connection || nowMs - this.#quietSinceMs < JOURNAL_LIFE_MS) return;
    this.#end(new TransferError('TRANSFER_EXPIRED', 'the sender did not come back'));
  }

  /** The app quits; a later run goes on. Resolves when nothing is open any more. */
  async stop(): Promise<void> {
    this.#connection?.close(new PeerError('PEER_SHUTTING_DOWN', 'quitting'));
    while (this.#connection !== null) await this.#detached;
    await this.#detached;
    await this.journal.close();
  }

  #mustGoOn(): void {
    if (this.record.state === 'cancelled') throw new TransferError('TRANSFER_CANCELLED', 'cancelled by the user');
    if (this.record.isEnded) throw new TransferError('TRANSFER_FORGOTTEN', 'it ended here');
    if (this.#paused) throw this.#paused;
  }

  #adopt(connection: Connection): void {
    const leave = this.#deps.busy.enter();
    this.#connection = connection;
    this.#detached = connection.closed.then(({ error }) => this.#detach(error)).finally(leave);
  }

  async #goOnOver(connection: Connection): Promise<void> {
    this.#opening = this.#deps
      .reopen(this, 'checked', () => !connection.isOpen || this.record.isEnded)
      .then((inbox) => (this.#inbox = inbox));
    const inbox = await this.#opening;
    if (!connection.isOpen) return;
    this.#mustGoOn();
    for (const [index, placed] of inbox.placed) notePlaced(this.record, this.terms.directory, index, placed);
    this.#answer(connection, inbox);
  }

  #answer(connection: Connection, inbox: InboxTransfer): void {
    const { record, terms, journal } = this;
    this.#stream = startReceiving({
      ...{ connection, inbox, record, terms, journal, limiter: this.#deps.limiter },
      onDiskFailed: (error) => this.#pauseFor(toLanyardError(error)),
    });
  }

  async #finish(): Promise<void> {
    const connection = this.#connection;
    const { record } = this;
    try {
      record.update({ state: 'verifying', currentFile: null });
      await this.#streaming().onStreamEnd();
      if (connection?.isOpen !== true) return;
      await this.#inbox?.finish();
      await this.#stream?.stop();
      // from here on it is done, whether or not the sender hears of it
      await this.journal.noteState('finished');
      if (record.isEnded) return;
      this.#isFinished = true;
      record.settle();
      const { bytesDone } = record.snapshot();
      connection.send({ type: 'receipt', filesDone: record.files.counts.done, bytesDone });
      setTimeout(() => connection.close(null), CLOSE_TIMEOUT_MS).unref();
      this.#deps.onFinished(this);
    } catch (error) {
      const said = toLanyardError(error);
      if (said.code === 'INTERNAL') this.#deps.log.error('receiving failed', error);
      if (said instanceof StorageError) this.#pauseFor(said);
      else this.#end(said);
    }
  }

  /** Stops it here, for the user or because the disk takes no more; what arrived stays. */
  #pauseFor(reason: LanyardError): void {
    if (this.record.isEnded || this.#paused) return;
    this.#paused = reason;
    this.#note('paused', reason);
    this.#rest('here', reason.code === 'PEER_PAUSED' ? null : reason.toInfo());
    this.#connection?.close(reason);
    void this.#sayShortage(reason);
  }

  /** How much lacks is known a moment later: the pause itself waits for no disk. */
  async #sayShortage(reason: LanyardError): Promise<void> {
    const { bytesTotal, bytesDone } = this.record.snapshot();
    const told = await withShortage(reason, this.terms.directory, bytesTotal - bytesDone);
    if (told !== reason && this.#paused === reason && !this.record.isEnded) this.#rest('here', told.toInfo());
  }

  /** Ends it for good; the peer is told the code, now or when it asks. Nothing stays but what is in place. */
  #end(error: LanyardError): void {
    if (this.record.isEnded) return;
    this.record.fail(toErrorInfo(error));
    this.#note(error.code === 'TRANSFER_CANCELLED' ? 'cancelled' : 'expired');
    this.#isKnownThere = error.at === 'there' || this.#connection?.isOpen === true;
    this.#connection?.close(error);
    // the last connection may be about to leave everything for another time
    if (!this.#isKnownThere || !this.#connection) this.#detached = this.#detached.then(() => this.#cleanUp());
    if (!this.#isKnownThere && error.code === 'TRANSFER_CANCELLED') this.#deps.tell(this, 'cancel');
  }

  /** The connection is gone. Leaves nothing open, and in staging what can be of use again. */
  async #detach(error: LanyardError | null): Promise<void> {
    if (!this.record.isEnded) this.#afterBreak(error ?? new PeerError('PEER_CLOSED', 'closed before the end'));
    await this.#cleanUp();
    this.#connection = null;
    this.#quietSinceMs = Date.now();
  }

  #afterBreak(error: LanyardError): void {
    if (this.#paused) return;
    const next = afterBreak(error, true);
    if (next === 'end') {
      this.#isKnownThere = true;
      this.record.fail(toErrorInfo(error));
      this.#note(error.code === 'TRANSFER_CANCELLED' ? 'cancelled' : 'expired');
    } else this.#rest(next === 'await-word' ? 'there' : null, next === 'await-word' ? null : error.toInfo());
  }

  async #cleanUp(): Promise<void> {
    const { record } = this;
    if (this.#isReleased) return;
    // may end while this waits: then another one follows
    const { isEnded } = record;
    try {
      await this.#opening?.catch(() => undefined); // who asked for it has its error
      await this.#stream?.stop();
      if (isEnded) await this.#discard();
      else await this.#inbox?.suspend();
    } catch (error) {
      this.#deps.log.error('clean-up after a transfer failed', error);
    }
    this.#opening = null;
    this.#stream = null;
    this.#inbox = null;
    if (!isEnded) return;
    this.#isReleased = true;
    record.noteReleased();
    // a sender that has not heard of a cancel is told when it asks
    const isAsked = !this.#isKnownThere && record.state === 'cancelled';
    if (!isAsked && !this.#isFinished) this.#deps.onForgotten(this);
  }

  async #discard(): Promise<void> {
    if (this.#isFinished) return;
    try {
      const inbox = this.#inbox ?? (await this.#deps.reopen(this, 'to-discard', () => false));
      await inbox.abort();
    } catch (error) {
      // a disk that is full or read-only cannot be opened for receiving, but perhaps cleaned
      this.#deps.log.info('a folder is cleaned without being opened', { reason: String(error) });
      await this.#deps.dropStaging(this);
    }
  }

  /** Shows why nothing moves. */
  #rest(pausedBy: 'here' | 'there' | null, error: ErrorInfo | null): void {
    this.record.update({ state: pausedBy === null ? 'waiting' : 'paused', pausedBy, error, currentFile: null });
  }

  #note(state: 'active' | 'paused' | 'cancelled' | 'expired', reason: LanyardError | null = null): void {
    this.journal
      .noteState(state, reason?.code ?? null)
      .catch((error: unknown) => this.#deps.log.error('the journal of a transfer could not be kept', error));
  }

  #streaming(): ReceiveStream {
    if (!this.#stream) throw new Error('bug: not streaming yet');
    return this.#stream;
  }
}

function toLanyardError(error: unknown): LanyardError {
  return error instanceof LanyardError ? error : new LanyardError('INTERNAL', 'receiving failed', { cause: error });
}
