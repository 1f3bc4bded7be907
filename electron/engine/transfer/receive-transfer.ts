import { join } from 'node:path';
import type { ErrorInfo } from '../../../shared/errors/error-info.ts';
import { toWireCode } from '../../../shared/errors/codes.ts';
import {
  LanyardError,
  PeerError,
  ProtocolError,
  toErrorInfo,
  TransferError,
} from '../../../shared/errors/lanyard-error.ts';
import type { PeerId, TransferId } from '../../../shared/model/ids.ts';
import { ManifestReader } from '../../../shared/protocol/manifest-reader.ts';
import type { ControlMessage, MessageOf } from '../../../shared/protocol/messages.ts';
import type { EngineSettings } from '../engine-api.ts';
import type { Log } from '../log.ts';
import type { InboxTransfer } from '../storage/inbox.ts';
import type { StagingRegistry } from '../storage/staging-registry.ts';
import type { Session } from '../transport/handshake.ts';
import { acceptOffer, choiceOf, toAnswerPages, type AcceptedOffer } from './accept-offer.ts';
import type { OfferAnswer, OfferDesk } from './offer-desk.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { ReceiveStream } from './receive-stream.ts';
import { TransferRecord } from './transfer-record.ts';
import type { TransferTable } from './transfer-table.ts';

export interface ReceiveDeps {
  readonly table: TransferTable;
  readonly desk: OfferDesk;
  readonly registry: StagingRegistry;
  /** As they are now. */
  readonly settings: () => EngineSettings;
  /** Of all that is received. */
  readonly limiter: RateLimiter;
  readonly toWords: (peerId: PeerId) => readonly string[];
  readonly log: Log;
}

/** From WELCOME to a complete manifest: a sender reads its folders first, so this is only the sending of a list. */
const LISTING_TIMEOUT_MS = 120_000;

const CLOSE_TIMEOUT_MS = 5_000;

/** One incoming transfer from the first OFFER to the RECEIPT. Nothing is written before the user accepted. */
export class ReceiveTransfer {
  readonly #deps: ReceiveDeps;
  readonly #session: Session;
  readonly #manifest = new ManifestReader();
  readonly #listingTimer: NodeJS.Timeout;
  #transferId: TransferId | null = null;
  #record: TransferRecord | null = null;
  #accepting: Promise<void> | null = null;
  #inbox: InboxTransfer | null = null;
  #stream: ReceiveStream | null = null;

  constructor(deps: ReceiveDeps, session: Session) {
    this.#deps = deps;
    this.#session = session;
    this.#listingTimer = setTimeout(
      () => this.#stop(new PeerError('PEER_TIMED_OUT', 'no complete offer')),
      LISTING_TIMEOUT_MS,
    );
    session.connection.setHandler({
      onMessage: (message) => this.#onMessage(message),
      onData: (piece, isStart) => this.#streaming().onData(piece, isStart),
    });
    void session.connection.closed.then(({ error }) => this.#onClosed(error));
  }

  /** The user has not answered yet: such offers are limited. */
  get isUndecided(): boolean {
    return this.#session.connection.isOpen && this.#stream === null;
  }

  get peerId(): PeerId {
    return this.#session.connection.peerId;
  }

  #onMessage(message: ControlMessage): void {
    switch (message.type) {
      case 'offer':
        return this.#onOffer(message.transferId);
      case 'manifest':
        return this.#manifest.add(message.entries);
      case 'manifest-end':
        return this.#onManifestEnd(message);
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

  #onOffer(transferId: TransferId): void {
    this.#mustBeNew(transferId);
    this.#transferId = transferId;
  }

  #mustBeNew(transferId: TransferId): void {
    if (this.#deps.table.has(transferId)) throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'transfer id used before');
  }

  #onManifestEnd(end: MessageOf<'manifest-end'>): void {
    clearTimeout(this.#listingTimer);
    this.#manifest.finish(end);
    const record = this.#createRecord();
    for (const entry of this.#manifest.entries) record.files.add(entry);
    record.update({ bytesTotal: this.#manifest.totalBytes });
    this.#record = record;
    this.#deps.table.add(record);
    void this.#present(record);
  }

  #createRecord(): TransferRecord {
    const id = this.#transferId;
    if (id === null) throw new Error('bug: no offer yet');
    // another connection may have listed the same id meanwhile: that transfer must not be touched
    this.#mustBeNew(id);
    const top = this.#manifest.entries.filter((entry) => !entry.path.includes('/'));
    const init = {
      id,
      direction: 'receive',
      peerId: this.peerId,
      peerName: this.#session.peer.name,
      title: top[0]?.path ?? '',
      itemCount: top.length,
      isScanning: false,
    } as const;
    const record = new TransferRecord(init, this.#deps.table.noteChange);
    const { signal } = record.abort;
    signal.addEventListener('abort', () => this.#stop(toAbortError(signal.reason)));
    return record;
  }

  async #present(record: TransferRecord): Promise<void> {
    const { peer, connection } = this.#session;
    await this.#deps.desk.present(
      {
        transferId: record.id,
        peerId: this.peerId,
        peerName: peer.name,
        peerPlatform: peer.platform,
        fingerprintWords: this.#deps.toWords(this.peerId),
        entries: this.#manifest.entries,
        totalBytes: this.#manifest.totalBytes,
        asksAboutNames: () => this.#deps.settings().existingNames === 'ask',
        onAccept: (answer) => (this.#accepting = this.#accept(record, answer)),
        onDecline: () => this.#decline(record),
        onProblem: (problem) => this.#tellProblem(record, problem),
      },
      this.#folderOfPeer(),
    );
    if (!connection.isOpen) this.#deps.desk.withdraw(record.id);
  }

  #folderOfPeer(): string {
    const { inboxDir, peerFolders } = this.#deps.settings();
    return peerFolders[this.peerId] ?? inboxDir;
  }

  #tellProblem(record: TransferRecord, problem: ErrorInfo | null): void {
    record.update({ error: problem });
    const code = problem ? toWireCode(problem.code) : 0;
    this.#session.connection.send({ type: 'notice', code, shortBytes: Math.ceil(problem?.shortBytes ?? 0) });
  }

  #decline(record: TransferRecord): void {
    record.update({ state: 'declined', error: null });
    this.#session.connection.send({ type: 'answer', accepted: false, skip: [], resume: [], isLast: true });
    this.#expectClose();
  }

  /** All is said and the sender closes; one that does not is not waited for. */
  #expectClose(): void {
    setTimeout(() => this.#session.connection.close(null), CLOSE_TIMEOUT_MS).unref();
  }

  /** Throws a StorageError with nothing begun when the folder cannot take it. */
  async #accept(record: TransferRecord, answer: OfferAnswer): Promise<void> {
    const acceptedAtMs = Date.now();
    const { entries } = this.#manifest;
    const { registry, settings } = this.#deps;
    const { directory, skip } = answer;
    const existing = answer.existing ?? choiceOf(settings().existingNames);
    const isGone = (): boolean => record.isEnded;
    const accepted = await acceptOffer({ transferId: record.id, entries, directory, skip, existing, registry, isGone });
    if (!accepted) return;
    for (const [first, last] of accepted.skip) {
      for (let index = first; index <= last; index++) record.files.set(index, 'skipped');
    }
    for (const [index, savedAs] of accepted.folders) this.#noteSaved(record, directory, index, savedAs);
    record.update({ state: 'active', bytesTotal: accepted.totalBytes, acceptedAtMs, error: null });
    this.#inbox = accepted.inbox;
    this.#stream = this.#createStream(record, accepted, directory);
    for (const page of toAnswerPages(accepted.skip)) this.#session.connection.send(page);
  }

  #noteSaved(record: TransferRecord, directory: string, index: number, savedAs: string): void {
    record.files.set(index, 'done');
    record.files.setSavedAs(index, savedAs);
    // the first thing at the top is what "Show in folder" shows
    record.shownPath ??= join(directory, savedAs.split('/')[0] ?? '');
  }

  #createStream(record: TransferRecord, { inbox, files }: AcceptedOffer, directory: string): ReceiveStream {
    const { entries } = this.#manifest;
    return new ReceiveStream({
      connection: this.#session.connection,
      limiter: this.#deps.limiter,
      inbox,
      entries,
      accepted: files,
      onFileStart: (index) => {
        record.files.set(index, 'active');
        record.update({ currentFile: entries[index]?.path ?? null });
      },
      onFileDone: (index, { savedAs }, sha256) => {
        record.files.setSha256(index, sha256);
        this.#noteSaved(record, directory, index, savedAs);
        record.update({});
      },
      onFileFailed: (index, error) => {
        record.files.set(index, 'failed', error);
        record.update({ bytesTotal: record.bytesTotal - (entries[index]?.sizeBytes ?? 0) });
      },
      onWritten: (bytesDone) => record.update({ bytesDone }),
      onDiskFailed: (error) => this.#stop(error),
    });
  }

  async #finish(): Promise<void> {
    const record = this.#offered();
    const stream = this.#streaming();
    try {
      record.update({ state: 'verifying', currentFile: null });
      await stream.onStreamEnd();
      await this.#inbox?.finish();
      await stream.stop();
      if (!this.#session.connection.isOpen) return;
      const { bytesDone } = record.snapshot();
      this.#session.connection.send({ type: 'receipt', filesDone: record.files.counts.done, bytesDone });
      record.settle();
      this.#expectClose();
    } catch (error) {
      this.#stop(error);
    }
  }

  /** Ends it from our side; the peer is told the code. */
  #stop(error: unknown): void {
    const said =
      error instanceof LanyardError ? error : new LanyardError('INTERNAL', 'receiving failed', { cause: error });
    if (said.code === 'INTERNAL') this.#deps.log.error('receiving failed', error);
    this.#record?.fail(toErrorInfo(said));
    this.#session.connection.close(said);
  }

  #onClosed(error: LanyardError | null): void {
    clearTimeout(this.#listingTimer);
    const record = this.#record;
    if (!record) return;
    this.#deps.desk.withdraw(record.id);
    record.fail(error?.toInfo() ?? { code: 'PEER_CLOSED', at: 'there' });
    void this.#cleanUp(record);
  }

  async #cleanUp(record: TransferRecord): Promise<void> {
    try {
      // its caller has the error; here only its end counts
      await this.#accepting?.catch(() => undefined);
      await this.#stream?.stop();
      await this.#inbox?.abort();
    } catch (error) {
      this.#deps.log.error('clean-up after a transfer failed', error);
    }
    record.noteReleased();
  }

  #offered(): TransferRecord {
    if (!this.#record) throw new Error('bug: no offer yet');
    return this.#record;
  }

  #streaming(): ReceiveStream {
    if (!this.#stream) throw new Error('bug: not streaming yet');
    return this.#stream;
  }
}

function toAbortError(reason: unknown): LanyardError {
  return reason instanceof LanyardError ? reason : new TransferError('TRANSFER_CANCELLED', 'cancelled');
}
