import pLimit from 'p-limit';
import { fromWireCode, toWireCode } from '../../../../shared/errors/codes.ts';
import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import { toErrorInfo, toLanyardError } from '../../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { ControlMessage } from '../../../../shared/protocol/messages.ts';
import { deferred, type Deferred } from '../../deferred.ts';
import type { ReceiveJournal } from '../../journal/receive-journal.ts';
import { sumBytes } from '../../storage/byte-ranges.ts';
import type { InboxTransfer } from '../../storage/inbox.ts';
import type { ConnectionHandler, FrameConnection } from '../../transport/connection.ts';
import { notePlaced } from '../list/note-placed.ts';
import type { TransferRecord } from '../list/transfer-record.ts';
import type { LimitMeter } from '../limits/limit-meter.ts';
import { fileEndBytes, type RateLimiter } from '../rate-limiter.ts';
import { Tally } from '../tally.ts';
import { Backlog } from './backlog.ts';
import { sharedBlocks } from './block-pool.ts';
import { isDiskTrouble } from '../disk-trouble.ts';
import { HeldInput, heldBytesOf } from './held-input.ts';
import { ReadThrottle } from './read-throttle.ts';
import { StreamOrder, unexpected } from './stream-order.ts';
import { StreamReport } from './stream-report.ts';
import {
  LargeFile,
  SMALL_FILE_BYTES,
  type FileResult,
  type ReceivedFile,
  type ReceivedFileContext,
} from './received-file.ts';
import { SmallFiles } from './small-files.ts';

interface ReceiveStreamOptions {
  readonly connection: FrameConnection;
  readonly inbox: InboxTransfer;
  /** Of all that is received. */
  readonly limiter: RateLimiter;
  /** Hears what is waited for. */
  readonly limits: LimitMeter;
  /** What the user sees of it. */
  readonly record: TransferRecord;
  /** Absolute: where the files go. */
  readonly directory: string;
  readonly journal: Pick<ReceiveJournal, 'noteFailed'>;
  /** Indexes of the accepted files that are not settled, ascending: the order of the stream. */
  readonly accepted: readonly number[];
  /** Bytes that are there already, held or in place. */
  readonly doneBytes: number;
  /** The disk itself is the trouble: no other file will fare better. */
  readonly onDiskFailed: (error: unknown) => void;
}

/** Large files being hashed to the end, flushed and named at once. */
const COMMITS_AT_ONCE = 16;
/** How often the sender hears what is safely written. */
const REPORT_MS = 100;

/**
 * Takes the stream of an accepted transfer apart again: bytes to files by the manifest's sizes, files to the disk
 * when their hash is there, results and acknowledged bytes back to the sender. PROTOCOL.md §5.2
 */
export class ReceiveStream implements ConnectionHandler {
  /** Resolves when STREAM-END has come. */
  readonly received: Promise<void>;
  readonly #options: ReceiveStreamOptions;
  readonly #streamEnd: Deferred<void> = deferred();
  readonly #context: ReceivedFileContext;
  readonly #small: SmallFiles;
  readonly #input: HeldInput;
  readonly #throttle: ReadThrottle;
  readonly #timer: NodeJS.Timeout;
  readonly #order: StreamOrder;
  /** Its path in the manifest. */
  #currentFile: string | null = null;
  #toldFile: string | null = null;
  /** Files without a result whose bytes are all there, or will not come. */
  readonly #unsettled = new Tally();
  readonly #report: StreamReport;
  #writtenBytes: number;
  #receivedBytes = 0;
  #isLastSaid = false;

  constructor(options: ReceiveStreamOptions) {
    this.#options = options;
    this.received = this.#streamEnd.promise;
    this.#writtenBytes = options.doneBytes;
    const backlog: Backlog = new Backlog(options.connection, () => this.#report.tellTaken(), options.limits.clock);
    this.#report = new StreamReport(options.connection, () => ({
      writtenBytes: this.#writtenBytes,
      takenBytes: this.#receivedBytes - backlog.bytes,
    }));
    this.#input = new HeldInput({
      pause: () => backlog.setThrottled(true),
      resume: () => backlog.setThrottled(false),
      onError: (error) => options.connection.close(toLanyardError(error, 'taking a stream')),
    });
    const input = this.#input;
    const { limiter, limits } = options;
    const held = { hold: () => input.hold(), release: () => input.release() };
    this.#throttle = new ReadThrottle({ limiter, clock: limits.clock, ...held });
    const shared = {
      inbox: options.inbox,
      backlog,
      blocks: sharedBlocks(),
      onResults: (results: readonly FileResult[]) => this.#onResults(results),
    };
    this.#small = new SmallFiles({ ...shared, onDropped: (count) => this.#unsettled.remove(count) });
    this.#context = {
      ...shared,
      limit: pLimit(COMMITS_AT_ONCE),
      onWritten: (bytes) => this.#addWritten(bytes),
      onWriteFailed: (error) => void this.#judgeDisk(error),
    };
    this.#order = this.#createOrder(options);
    this.#timer = setInterval(() => {
      this.#order.current?.nudge();
      this.#report.tell();
    }, REPORT_MS);
  }

  onMessage(message: ControlMessage): void {
    if (message.type === 'pace') return this.#options.limits.note(message);
    this.#input.push(() => this.#takeMessage(message), heldBytesOf(message));
  }

  /** The next bytes of the stream. Throws a ProtocolError for bytes that nobody asked for. */
  onData(piece: Uint8Array, isStart: boolean): void {
    this.#input.pushBytes((kept) => this.#takeData(kept, isStart), piece);
  }

  #takeMessage(message: ControlMessage): void {
    switch (message.type) {
      case 'file-end':
        this.#throttle.note(fileEndBytes(message.files.length));
        return this.#onFileEnd(message.files);
      case 'file-failed':
        return this.#onFileFailed(message.index, message.code);
      case 'stream-end':
        return this.#streamEnd.resolve();
      case 'hashes':
        return; // on their way when the answer was given: of no use any more
      default:
        throw new Error(`bug: the session machine let ${message.type} through`);
    }
  }

  #takeData(piece: Uint8Array, isStart: boolean): void {
    if (isStart && this.#order.isHashDue) throw unexpected('DATA before the FILE-END that is due');
    this.#throttle.note(piece.length);
    this.#receivedBytes += piece.length;
    for (let offset = 0; offset < piece.length; ) {
      const file = this.#order.forNextByte();
      const part = piece.subarray(offset, offset + file.expectedBytes - file.receivedBytes);
      file.push(part);
      file.receivedBytes += part.length;
      offset += part.length;
      if (file.receivedBytes === file.expectedBytes) this.#order.noteWhole();
    }
    this.#tellFile();
  }

  #onFileEnd(files: readonly (readonly [index: number, sha256: string])[]): void {
    for (const [index, sha256] of files) {
      const file = this.#order.takeEnded(index);
      this.#unsettled.add();
      file.complete(sha256);
    }
  }

  #onFileFailed(index: number, wireCode: number): void {
    const file = this.#order.takeFailed(index);
    this.#unsettled.add();
    const error: ErrorInfo = { code: fromWireCode(wireCode), at: 'there' };
    void this.#drop(index, file, error).finally(() => this.#unsettled.remove());
  }

  /** A file that the disk cannot hold: it has its result, and nothing of it is sent. */
  refuse(index: number): void {
    this.#settle(index, 0, { code: 'STORAGE_FILE_TOO_LARGE', at: 'here' });
  }

  /** Resolves when every file has its result; throws a ProtocolError when the stream is not complete. */
  async settled(): Promise<void> {
    if (!this.#order.isComplete) throw unexpected('STREAM-END before the last file ended');
    await this.#unsettled.untilEmpty();
    this.#report.tell();
  }

  /** To be called before the connection is closed from here: both ends show the same from then on. */
  sayLast(): void {
    this.#report.tell();
    this.#isLastSaid = true;
  }

  /** Stops reporting and waits until nothing touches the disk any more. Parts stay where they are. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#throttle.stop();
    this.#input.stop();
    await Promise.allSettled([...this.#order.open().map((file) => file.release()), this.#small.stop()]);
    await this.#unsettled.untilEmpty();
  }

  /** Of many small files in one piece the last. */
  #tellFile(): void {
    const { record } = this.#options;
    if (this.#toldFile === this.#currentFile) return;
    this.#toldFile = this.#currentFile;
    record.update({ currentFile: this.#currentFile });
  }

  #createOrder({ accepted, inbox }: ReceiveStreamOptions): StreamOrder {
    return new StreamOrder({
      accepted,
      expectedOf: (index) => this.#entry(index).sizeBytes - sumBytes(inbox.held(index)),
      start: (index) => this.#start(index),
    });
  }

  #start(index: number): ReceivedFile {
    const { record } = this.#options;
    const entry = this.#entry(index);
    this.#currentFile = entry.path;
    if (entry.sizeBytes <= SMALL_FILE_BYTES) return this.#small.start(index, entry);
    record.files.set(index, 'active');
    return new LargeFile(index, entry, this.#context);
  }

  #entry(index: number): ManifestEntry {
    const entry = this.#options.record.files.entries[index];
    if (!entry) throw new Error('bug: an accepted entry is not in the manifest');
    return entry;
  }

  #onResults(results: readonly FileResult[]): void {
    const { record, directory } = this.#options;
    let writtenBytes = 0;
    void this.#onFailed(results.filter((result) => !result.placed));
    for (const result of results) {
      const { file } = result;
      if (!result.placed) continue;
      notePlaced(record, directory, file.index, { ...result.placed, sha256: result.sha256 });
      writtenBytes += file.entry.sizeBytes - file.writtenBytes;
      this.#report.addResult(file.index, 0);
      this.#unsettled.remove();
    }
    this.#addWritten(writtenBytes);
  }

  /** One after the other: a disk that is dead is tried once, not by each of a thousand files. */
  async #onFailed(failed: readonly FileResult[]): Promise<void> {
    let isDiskBad = false;
    for (const { file, error } of failed) {
      isDiskBad ||= await this.#judgeDisk(error);
      // what is written of it may be of use once the disk is well again
      if (isDiskBad) await file.release();
      else await this.#drop(file.index, file, toErrorInfo(error));
      this.#unsettled.remove();
    }
  }

  /** True: the disk is the trouble, not this file. */
  async #judgeDisk(error: unknown): Promise<boolean> {
    const isTrouble = await isDiskTrouble(error, this.#options.inbox);
    if (isTrouble) this.#options.onDiskFailed(error);
    return isTrouble;
  }

  async #drop(index: number, file: ReceivedFile | null, error: ErrorInfo): Promise<void> {
    // a write under way still counts its bytes: only after it is known how many are lost
    await file?.discard();
    this.#settle(index, file?.writtenBytes ?? 0, error);
  }

  #settle(index: number, lostBytes: number, error: ErrorInfo): void {
    this.#addWritten(-lostBytes);
    const { record, journal } = this.#options;
    record.files.set(index, 'failed', error);
    journal.noteFailed(index, error.code);
    record.update({ bytesTotal: record.bytesTotal - this.#entry(index).sizeBytes });
    this.#report.addResult(index, toWireCode(error.code));
  }

  #addWritten(bytes: number): void {
    this.#writtenBytes += bytes;
    if (!this.#isLastSaid) this.#options.record.update({ bytesDone: this.#writtenBytes });
  }
}
