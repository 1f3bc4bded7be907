import { fromWireCode } from '../../../shared/errors/codes.ts';
import { LanyardError, PeerError, ProtocolError, toErrorInfo } from '../../../shared/errors/lanyard-error.ts';
import type { IndexRange } from '../../../shared/model/offer.ts';
import type { ControlMessage, MessageOf } from '../../../shared/protocol/messages.ts';
import type { Log } from '../log.ts';
import type { Connection } from '../transport/connection.ts';
import type { Session } from '../transport/handshake.ts';
import { wantedEntries } from './offer-tree.ts';
import { scanInto, sendManifest } from './outgoing-manifest.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { streamFiles, type OutgoingFile } from './stream-files.ts';
import type { TransferRecord } from './transfer-record.ts';

export interface SendDeps {
  /** A session with the peer for this transfer. */
  readonly dial: (signal: AbortSignal) => Promise<Session>;
  /** Of all that is sent. */
  readonly limiter: RateLimiter;
  readonly log: Log;
}

/** A receiver waits 120 s from WELCOME to the whole list (PROTOCOL.md §6), which also takes its time to send. */
const FRESH_MS = 60_000;

/** The receiver's whole answer, pages put together. */
interface Answer {
  readonly accepted: boolean;
  readonly skip: readonly IndexRange[];
  /** Index → bytes that the receiver holds and has verified. */
  readonly resume: ReadonlyMap<number, number>;
}

/**
 * Runs one outgoing transfer to its end: reading, offer, answer, stream, receipt. Never rejects; the outcome is in
 * `record`. Cancelling is aborting `record.abort` with a LanyardError.
 */
export async function runSendTransfer(deps: SendDeps, record: TransferRecord, paths: readonly string[]): Promise<void> {
  let connection: Connection | null = null;
  try {
    const { signal } = record.abort;
    const startMs = performance.now();
    const [sourcePaths, early] = await bothOrAbort(scanInto(record, paths), deps.dial(signal), record);
    const session = await freshen(early, performance.now() - startMs, () => deps.dial(signal));
    connection = session.connection;
    record.update({ peerName: session.peer.name });
    await new Sending(connection, record, sourcePaths, deps.limiter).run();
  } catch (error) {
    end(deps, record, connection, record.abort.signal.aborted ? record.abort.signal.reason : error);
  } finally {
    record.noteReleased();
  }
}

/** Reading and dialling go on together; the failure of one stops the other, and a session won too late is closed. */
async function bothOrAbort<A>(
  reading: Promise<A>,
  dialling: Promise<Session>,
  record: TransferRecord,
): Promise<[A, Session]> {
  try {
    return await Promise.all([reading, dialling]);
  } catch (error) {
    record.abort.abort(error);
    const said = error instanceof LanyardError ? error : null;
    await dialling.then(
      ({ connection }) => connection.close(said),
      () => undefined,
    );
    throw error;
  }
}

/** Another session when `early` is no longer good for an offer, because reading took so long. */
async function freshen(early: Session, ageMs: number, redial: () => Promise<Session>): Promise<Session> {
  if (early.connection.isOpen && ageMs < FRESH_MS) return early;
  early.connection.close(null);
  return redial();
}

function end(deps: SendDeps, record: TransferRecord, connection: Connection | null, error: unknown): void {
  const said = error instanceof LanyardError ? error : new LanyardError('INTERNAL', 'sending failed', { cause: error });
  if (said.code === 'INTERNAL' && said.at === 'here') deps.log.error('sending failed', error);
  connection?.close(said);
  record.fail(toErrorInfo(said));
}

/** The part of a transfer that has a connection. */
class Sending {
  readonly #connection: Connection;
  readonly #record: TransferRecord;
  readonly #sourcePaths: readonly string[];
  readonly #limiter: RateLimiter;
  #files: readonly OutgoingFile[] = [];
  /** Files that FILE-FAILED was sent for, or that the receiver gave a result for. */
  readonly #settled = new Set<number>();
  #acceptedBytes = 0;
  #isAllSent = false;
  #skip: IndexRange[] = [];
  readonly #resume = new Map<number, number>();
  #resolveAnswer: (answer: Answer) => void = () => undefined;
  #resolveReceipt: () => void = () => undefined;
  readonly #answer = new Promise<Answer>((resolve) => (this.#resolveAnswer = resolve));
  readonly #receipt = new Promise<void>((resolve) => (this.#resolveReceipt = resolve));

  constructor(connection: Connection, record: TransferRecord, sourcePaths: readonly string[], limiter: RateLimiter) {
    this.#connection = connection;
    this.#record = record;
    this.#sourcePaths = sourcePaths;
    this.#limiter = limiter;
    connection.setHandler({
      onMessage: (message) => this.#onMessage(message),
      onData: () => {
        throw new Error('bug: the session machine let DATA through');
      },
    });
    void connection.closed.then(({ error }) => {
      record.abort.abort(error ?? new PeerError('PEER_CLOSED', 'closed before the receipt'));
    });
  }

  async run(): Promise<void> {
    const { entries } = this.#record.files;
    this.#connection.send({ type: 'offer', transferId: this.#record.id });
    await sendManifest(this.#connection, entries);
    const answer = await this.#orAbort(this.#answer);
    if (!answer.accepted) {
      this.#declined();
      return;
    }
    this.#accept(answer);
    // a receiver that has stopped reading must not keep the user from cancelling
    await this.#orAbort(this.#stream());
    await this.#orAbort(this.#receipt);
    this.#record.settle();
    this.#connection.close(null);
  }

  #declined(): void {
    this.#record.update({ state: 'declined', error: null });
    this.#connection.close(null);
  }

  #accept({ skip, resume }: Answer): void {
    const { files } = this.#record;
    const wanted = wantedEntries(files.entries, skip);
    const accepted: OutgoingFile[] = [];
    for (const [index, entry] of files.entries.entries()) {
      if (wanted[index] !== 1) files.set(index, 'skipped');
      else if (entry.kind === 'directory') files.set(index, 'done');
      else
        accepted.push({ index, entry, sourcePath: this.#sourcePaths[index] ?? '', fromBytes: resume.get(index) ?? 0 });
    }
    this.#files = accepted;
    this.#acceptedBytes = accepted.reduce((sum, { entry }) => sum + entry.sizeBytes, 0);
    const acceptedAtMs = Date.now();
    this.#record.update({ state: 'active', bytesTotal: this.#acceptedBytes, acceptedAtMs, error: null });
  }

  async #stream(): Promise<void> {
    const { files, abort } = this.#record;
    await streamFiles({
      connection: this.#connection,
      files: this.#files,
      signal: abort.signal,
      limiter: this.#limiter,
      onFileStart: (index) => {
        files.set(index, 'active');
        this.#record.update({ currentFile: files.entries[index]?.path ?? null });
      },
      onFileSent: (index, sha256) => files.setSha256(index, sha256),
      onFileFailed: (index, error) => this.#noteFailed(index, error.toInfo()),
    });
    this.#isAllSent = true;
    this.#noteVerifying();
  }

  #onMessage(message: ControlMessage): void {
    switch (message.type) {
      case 'notice':
        return this.#onNotice(message);
      case 'answer':
        return this.#onAnswer(message);
      case 'ack':
        return this.#onAck(message.bytes);
      case 'result':
        for (const [index, code] of message.files) this.#onResult(index, code);
        return;
      case 'receipt':
        return this.#onReceipt();
      default:
        throw new Error(`bug: the session machine let ${message.type} through`);
    }
  }

  #onNotice({ code, shortBytes }: MessageOf<'notice'>): void {
    if (code === 0) return this.#record.update({ error: null });
    this.#record.update({ error: { code: fromWireCode(code), at: 'there', ...(shortBytes > 0 && { shortBytes }) } });
  }

  #onAnswer(page: MessageOf<'answer'>): void {
    // each page brings something new, so that a list of pages ends
    if (!page.isLast && page.skip.length + page.resume.length === 0) {
      throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'an empty page of an answer');
    }
    for (const range of page.skip) this.#noteSkip(range);
    for (const [index, fromBytes] of page.resume) this.#noteResume(index, fromBytes);
    if (page.isLast) this.#resolveAnswer({ accepted: page.accepted, skip: this.#skip, resume: this.#resume });
  }

  #noteSkip([first, last]: IndexRange): void {
    const lastBefore = this.#skip.at(-1)?.[1] ?? -1;
    if (first <= lastBefore || last < first || last >= this.#record.files.entries.length) {
      throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'skipped ranges out of order or out of bounds');
    }
    this.#skip.push([first, last]);
  }

  #noteResume(index: number, fromBytes: number): void {
    const entry = this.#record.files.entries[index];
    if (entry?.kind !== 'file' || fromBytes > entry.sizeBytes || this.#resume.has(index)) {
      throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'resume of bytes that were not offered');
    }
    this.#resume.set(index, fromBytes);
  }

  #onAck(bytesDone: number): void {
    if (bytesDone > this.#acceptedBytes)
      throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'ACK of bytes that were not offered');
    this.#record.update({ bytesDone });
    this.#noteVerifying();
  }

  #noteVerifying(): void {
    const { bytesDone, bytesTotal, state } = this.#record.snapshot();
    if (this.#isAllSent && state === 'active' && bytesDone >= bytesTotal)
      this.#record.update({ state: 'verifying', currentFile: null });
  }

  #onResult(index: number, wireCode: number): void {
    const status = this.#record.files.statusOf(index);
    const isOurs = this.#record.files.entries[index]?.kind === 'file' && status !== 'skipped';
    if (!isOurs) throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'RESULT for a file that was not sent');
    // the receiver repeats what we told it with FILE-FAILED
    if (this.#settled.has(index)) return;
    if (wireCode !== 0) return this.#noteFailed(index, { code: fromWireCode(wireCode), at: 'there' });
    this.#settled.add(index);
    this.#record.files.set(index, 'done');
    this.#record.update({});
  }

  #noteFailed(index: number, error: ReturnType<typeof toErrorInfo>): void {
    this.#settled.add(index);
    const { files } = this.#record;
    files.set(index, 'failed', error);
    this.#record.update({ bytesTotal: this.#record.bytesTotal - (files.entries[index]?.sizeBytes ?? 0) });
  }

  #onReceipt(): void {
    const isComplete = this.#files.every(({ index }) => this.#settled.has(index));
    if (!isComplete) throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'RECEIPT before the last RESULT');
    this.#resolveReceipt();
  }

  #orAbort<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this.#record.abort;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => reject(signal.reason as Error);
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }
}
