import { fromWireCode, type ErrorCode } from '../../../../shared/errors/codes.ts';
import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import { PeerError, ProtocolError, toLanyardError } from '../../../../shared/errors/lanyard-error.ts';
import type { ControlMessage, MessageOf } from '../../../../shared/protocol/messages.ts';
import type { FrameConnection } from '../../transport/connection.ts';
import { deferred, type Deferred } from '../../deferred.ts';
import { orAbort } from '../abortable.ts';
import { LimitMeter } from '../limits/limit-meter.ts';
import { AnswerReader, type Answer } from './answer-reader.ts';
import { HashAnswers } from './hash-answers.ts';
import type { DiskReaders } from '../../disk-thread/disk-readers.ts';
import type { Source } from './scan.ts';
import { sendManifest } from './manifest.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import type { Place } from './send-line.ts';
import { NoticeLimit } from './notice-limit.ts';
import { SendWindow } from './send-window.ts';
import { sumBytes } from '../../storage/byte-ranges.ts';
import { volumeOf } from '../../storage/volumes.ts';
import type { FileToSend } from './file-to-send.ts';
import { streamFiles } from './stream-files.ts';
import type { TransferRecord } from '../list/transfer-record.ts';

export interface SendConnectionOptions {
  readonly connection: FrameConnection;
  readonly record: TransferRecord;
  /** Of each entry of the record's files. */
  readonly sources: readonly Source[];
  readonly readers: DiskReaders;
  /** Of all that is sent. */
  readonly limiter: RateLimiter;
  /** Among those who send to this peer. */
  readonly place: Pick<Place, 'stepIn' | 'turn' | 'stepAside'>;
  /** Ends this run with its reason, a LanyardError. */
  readonly abort: AbortController;
  /** The receiver said yes, now or, when this goes on with an earlier connection's transfer, before. */
  readonly onAccepted: (answer: Answer) => void;
  /** What became of a file; 0: it is in place. @param sha256 - of what was sent; null: nothing was */
  readonly onSettled: (index: number, code: ErrorCode | 0, sha256: string | null) => void;
}

/** What one connection does for a transfer that is sent: offer or resume, answer, stream, receipt. */
export class SendConnection {
  readonly #options: SendConnectionOptions;
  readonly #reader: AnswerReader;
  readonly #hashes: HashAnswers;
  readonly #window = new SendWindow();
  readonly #notices = new NoticeLimit();
  #files: readonly FileToSend[] = [];
  /** Files that FILE-FAILED was sent for, or that the receiver gave a result for. */
  readonly #settled = new Set<number>();
  /** Files that the receiver gave a result for. */
  readonly #results = new Set<number>();
  /** Files whose FILE-END was sent. */
  readonly #sent = new Set<number>();
  #answered: Answer | null = null;
  #acceptedBytes = 0;
  /** Nothing was sent before: what is settled was there. */
  #isFirst = false;
  #isAllSent = false;
  #limits: LimitMeter | null = null;
  /** Whether the user there said yes. */
  readonly #answer = deferred<boolean>();
  readonly #receipt: Deferred<void> = deferred();

  constructor(options: SendConnectionOptions) {
    const { connection, record, abort } = options;
    this.#options = options;
    this.#reader = new AnswerReader(record.files.entries);
    this.#hashes = new HashAnswers({
      entries: record.files.entries,
      sources: options.sources,
      readers: options.readers,
      send: (message) => connection.send(message),
      signal: abort.signal,
      onHashed: (index, sha256) => record.files.setSha256(index, sha256),
      onError: (error) => abort.abort(toLanyardError(error, 'hashing')),
    });
    connection.setHandler({
      onMessage: (message) => this.#onMessage(message),
      onData: () => {
        throw new Error('bug: the session machine let DATA through');
      },
    });
    void connection.closed.then(({ error }) => {
      abort.abort(error ?? new PeerError('PEER_CLOSED', 'closed before the receipt'));
    });
  }

  /**
   * Runs to the receipt, or to the receiver's no. The record then has its result.
   *
   * @throws the reason of the abort, or of the connection's end; the connection is the caller's to close
   */
  async run(opening: 'offer' | 'resume'): Promise<void> {
    const { connection, record, abort } = this.#options;
    this.#isFirst = opening === 'offer';
    connection.send({ type: opening, transferId: record.id });
    if (opening === 'offer') await sendManifest(connection, record.files);
    this.#prepare();
    if (!(await orAbort(this.#answer.promise, abort.signal))) {
      record.update({ state: 'declined', error: null });
      connection.close(null);
      return;
    }
    await this.#streamInLine();
    await orAbort(this.#receipt.promise, abort.signal);
    record.settle();
    connection.close(null);
  }

  /** A thread takes longer to start than the receiver to answer. */
  #prepare(): void {
    const [first] = this.#options.sources;
    if (first) this.#options.readers.prepare(volumeOf(first.path));
  }

  #accept(answer: Answer): void {
    const { record, sources, onAccepted } = this.#options;
    const { files } = record;
    const toSend: FileToSend[] = [];
    let doneBytes = 0;
    for (const [index, entry] of files.entries.entries()) {
      if (!answer.isWanted(index)) {
        files.set(index, 'skipped');
        continue;
      }
      this.#acceptedBytes += entry.sizeBytes;
      if (entry.kind === 'directory' || answer.isSettled(index)) {
        files.set(index, 'done');
        if (this.#isFirst && entry.kind === 'file') files.setRemark(index, 'was-there');
        doneBytes += entry.sizeBytes;
      } else {
        files.set(index, 'pending');
        const held = answer.heldOf(index);
        const source = sources[index];
        if (!source) throw new Error('bug: an entry without a source');
        toSend.push({ index, entry, source, held });
        doneBytes += sumBytes(held);
      }
    }
    this.#answered = answer;
    this.#files = toSend;
    record.rebase(doneBytes);
    const acceptedAtMs = record.snapshot().acceptedAtMs ?? Date.now();
    record.update({ state: 'active', bytesTotal: this.#acceptedBytes, acceptedAtMs, error: null });
    onAccepted(answer);
  }

  /** Leaves the line also when a source or the socket hangs: neither must keep the others, or a cancel, waiting. */
  async #streamInLine(): Promise<void> {
    const { place, abort } = this.#options;
    place.stepIn();
    try {
      await orAbort(this.#stream(), abort.signal);
    } finally {
      place.stepAside();
    }
  }

  async #stream(): Promise<void> {
    const { connection, record, abort, readers, limiter, place } = this.#options;
    const { files } = record;
    this.#limits = new LimitMeter({ connection, record });
    await streamFiles({
      connection,
      files: this.#files,
      signal: abort.signal,
      readers,
      limiter,
      place,
      window: this.#window,
      clock: this.#limits.clock,
      onFilesStart: (started) => {
        for (const { index } of started) files.set(index, 'active');
        record.update({ currentFile: started[0]?.entry.path ?? null });
      },
      onFilesSent: (sent) => {
        for (const { index, sha256 } of sent) {
          this.#sent.add(index);
          files.setSha256(index, sha256);
        }
      },
      onFileFailed: (index, error) => this.#noteFailed(index, error.toInfo()),
    });
    this.#limits.stop();
    this.#isAllSent = true;
    this.#noteVerifying();
  }

  #onMessage(message: ControlMessage): void {
    switch (message.type) {
      case 'notice':
        return this.#onNotice(message);
      case 'hash-query':
        return this.#hashes.ask(message.indexes);
      case 'answer':
        return this.#onAnswer(message);
      case 'ack':
        this.#window.noteTaken(message.taken);
        return this.#onAck(message.bytes);
      case 'result':
        for (const [index, code] of message.files) this.#onResult(index, code);
        this.#options.record.update({});
        return;
      case 'pace':
        return this.#limits?.note(message);
      case 'receipt':
        return this.#onReceipt(message);
      default:
        throw new Error(`bug: the session machine let ${message.type} through`);
    }
  }

  #onNotice({ code, shortBytes }: MessageOf<'notice'>): void {
    const { record } = this.#options;
    this.#notices.note();
    if (code === 0) return record.update({ error: null });
    record.update({ error: { code: fromWireCode(code), at: 'there', ...(shortBytes > 0 && { shortBytes }) } });
  }

  #onAnswer(page: MessageOf<'answer'>): void {
    this.#hashes.stop();
    const answer = this.#reader.add(page);
    if (!answer) return;
    // now and not when the promise is heard: ACK or RESULT may follow in the same bunch of bytes
    if (answer.accepted) this.#accept(answer);
    this.#answer.resolve(answer.accepted);
  }

  #onAck(bytesDone: number): void {
    if (bytesDone > this.#acceptedBytes)
      throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'ACK of bytes that were not offered');
    this.#options.record.update({ bytesDone });
    this.#noteVerifying();
  }

  #noteVerifying(): void {
    const { record } = this.#options;
    const { bytesDone, bytesTotal, state } = record.snapshot();
    if (this.#isAllSent && state === 'active' && bytesDone >= bytesTotal)
      record.update({ state: 'verifying', currentFile: null });
  }

  #onResult(index: number, wireCode: number): void {
    const { record } = this.#options;
    const isOurs = record.files.entries[index]?.kind === 'file' && this.#answered?.isWanted(index) === true;
    if (!isOurs) throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'RESULT for a file that was not sent');
    if (this.#results.has(index)) throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'RESULT twice');
    this.#results.add(index);
    // the receiver repeats what we told it with FILE-FAILED
    if (this.#settled.has(index)) return;
    if (wireCode !== 0) return this.#noteFailed(index, { code: fromWireCode(wireCode), at: 'there' });
    if (!this.#sent.has(index)) throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'RESULT 0 before FILE-END');
    this.#settled.add(index);
    record.files.set(index, 'done');
    this.#options.onSettled(index, 0, record.files.sha256Of(index));
  }

  #noteFailed(index: number, error: ErrorInfo): void {
    if (this.#settled.has(index)) return;
    this.#settled.add(index);
    const { record } = this.#options;
    record.files.set(index, 'failed', error);
    record.files.setRemarks(index, []);
    this.#options.onSettled(index, error.code, null);
    record.update({ bytesTotal: record.bytesTotal - (record.files.entries[index]?.sizeBytes ?? 0) });
  }

  #onReceipt({ filesDone, bytesDone }: MessageOf<'receipt'>): void {
    const isComplete = this.#files.every(({ index }) => this.#settled.has(index));
    if (!isComplete) throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'RECEIPT before the last RESULT');
    const { files } = this.#options.record;
    const done = files.entries.filter(({ kind }, index) => kind === 'file' && files.statusOf(index) === 'done');
    const doneBytes = done.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (filesDone !== done.length || bytesDone !== doneBytes)
      throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'RECEIPT against the RESULTs');
    this.#receipt.resolve();
  }
}
