import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import { toWireCode } from '../../../../shared/errors/codes.ts';
import {
  LanyardError,
  PeerError,
  ProtocolError,
  toErrorInfo,
  TransferError,
} from '../../../../shared/errors/lanyard-error.ts';
import type { PeerId, TransferId } from '../../../../shared/model/ids.ts';
import { ManifestReader } from '../../../../shared/protocol/manifest-reader.ts';
import type { ControlMessage, MessageOf } from '../../../../shared/protocol/messages.ts';
import type { EngineSettings } from '../../engine-api.ts';
import type { Log } from '../../log.ts';
import type { Session } from '../../transport/handshake.ts';
import type { BusyCount } from '../busy-count.ts';
import { answerFinished } from './answer-finished.ts';
import { HashAsker } from '../offer/hash-asker.ts';
import type { ReceivedTransfers } from './received-transfers.ts';
import type { ReceivedTransfer } from './received-transfer.ts';
import type { OfferDesk } from '../offer/offer-desk.ts';
import type { OfferAnswer } from '../offer/pending-offer.ts';
import { TransferRecord } from '../list/transfer-record.ts';
import type { TransferTable } from '../list/transfer-table.ts';

export interface ReceiveConnectionDeps {
  readonly table: TransferTable;
  readonly desk: OfferDesk;
  /** Accepted transfers, those of earlier connections and runs too. */
  readonly intakes: ReceivedTransfers;
  readonly busy: BusyCount;
  /** As they are now. */
  readonly settings: () => EngineSettings;
  readonly toWords: (peerId: PeerId) => readonly string[];
  /** The peer says that what it had paused may go on. */
  readonly onReady: (peerId: PeerId, transferId: TransferId) => void;
  /** The peer has cancelled a transfer, of whichever direction, while there was no connection. */
  readonly onCancel: (peerId: PeerId, transferId: TransferId) => void;
  readonly log: Log;
}

/** From WELCOME to a complete manifest: a sender reads its folders first, so this is only the sending of a list. */
const LISTING_TIMEOUT_MS = 120_000;

const CLOSE_TIMEOUT_MS = 5_000;

/** One connection of a peer that has something to send: a new offer, or an accepted transfer that goes on. */
export class ReceiveConnection {
  readonly #deps: ReceiveConnectionDeps;
  readonly #session: Session;
  readonly #manifest = new ManifestReader();
  readonly #listingTimer: NodeJS.Timeout;
  readonly #asker: HashAsker;
  #transferId: TransferId | null = null;
  /** Of an offer that is not accepted yet. */
  #record: TransferRecord | null = null;
  #accepting: Promise<void> | null = null;
  #intake: ReceivedTransfer | null = null;
  #onStreamEnd: (() => void) | null = null;

  constructor(deps: ReceiveConnectionDeps, session: Session) {
    this.#deps = deps;
    this.#session = session;
    this.#listingTimer = setTimeout(
      () => this.#stop(new PeerError('PEER_TIMED_OUT', 'no complete offer')),
      LISTING_TIMEOUT_MS,
    );
    this.#asker = new HashAsker((message) => session.connection.send(message));
    session.connection.setHandler({
      onMessage: (message) => this.#onMessage(message),
      onData: (piece, isStart) => this.#accepted().onData(piece, isStart),
    });
    void session.connection.closed.then(({ error }) => this.#onClosed(error));
  }

  /** The user has not answered yet: such offers are limited. */
  get isUndecided(): boolean {
    return this.#session.connection.isOpen && this.#intake === null;
  }

  get peerId(): PeerId {
    return this.#session.connection.peerId;
  }

  #onMessage(message: ControlMessage): void {
    switch (message.type) {
      case 'offer':
        return this.#onOffer(message.transferId);
      case 'resume':
        return this.#onResume(message.transferId);
      case 'ready':
        this.#expectClose();
        return this.#deps.onReady(this.peerId, message.transferId);
      case 'cancel':
        this.#expectClose();
        return this.#deps.onCancel(this.peerId, message.transferId);
      case 'manifest':
        return this.#manifest.add(message.entries);
      case 'manifest-end':
        return this.#onManifestEnd(message);
      case 'hashes':
        return this.#asker.onHashes(message.files);
      case 'stream-end':
        if (this.#onStreamEnd) return this.#onStreamEnd();
        return this.#accepted().onMessage(message);
      default:
        return this.#accepted().onMessage(message);
    }
  }

  #onOffer(transferId: TransferId): void {
    // what was accepted goes on; nothing new is taken
    if (!this.#deps.settings().isReceiving)
      throw new PeerError('PEER_NOT_RECEIVING', 'the user does not want to receive');
    this.#mustBeNew(transferId);
    this.#transferId = transferId;
  }

  /** An offer that was never answered may be made again: its connection was lost, or the sender started anew. */
  #mustBeNew(transferId: TransferId): void {
    const { table, intakes } = this.#deps;
    const before = table.find(transferId);
    const isAgain = before?.peerId === this.peerId && before.isReleased && before.snapshot().acceptedAtMs === null;
    if ((before && !isAgain) || intakes.knows(transferId))
      throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'transfer id used before');
  }

  #onResume(transferId: TransferId): void {
    clearTimeout(this.#listingTimer);
    const { connection } = this.#session;
    const found = this.#deps.intakes.find(this.peerId, transferId);
    if (found.kind === 'live') {
      this.#intake = found.intake;
      void found.intake.resume(connection);
    } else if (found.kind === 'finished') {
      this.#onStreamEnd = answerFinished(connection, found.finished);
    } else if (found.kind === 'cancelled') {
      connection.close(new TransferError('TRANSFER_CANCELLED', 'cancelled while there was no connection'));
    } else {
      connection.close(new TransferError('TRANSFER_FORGOTTEN', 'no such transfer of this peer'));
    }
  }

  #onManifestEnd(end: MessageOf<'manifest-end'>): void {
    clearTimeout(this.#listingTimer);
    this.#manifest.finish(end);
    const record = this.#createRecord();
    for (const entry of this.#manifest.entries) record.files.add(entry);
    record.update({ bytesTotal: this.#manifest.totalBytes });
    this.#record = record;
    this.#deps.table.add(record);
    const leave = this.#deps.busy.enter();
    void this.#session.connection.closed.then(leave);
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
        asker: this.#asker,
        totalBytes: this.#manifest.totalBytes,
        existingNames: () => this.#deps.settings().existingNames,
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
    this.#asker.stop();
    record.update({ state: 'declined', error: null });
    this.#session.connection.send({ type: 'answer', accepted: false, skip: [], settled: [], held: [], isLast: true });
    this.#expectClose();
  }

  /** All is said and the peer closes; one that does not is not waited for. */
  #expectClose(): void {
    clearTimeout(this.#listingTimer);
    setTimeout(() => this.#session.connection.close(null), CLOSE_TIMEOUT_MS).unref();
  }

  /** Throws a StorageError with nothing begun when the folder cannot take it. */
  async #accept(record: TransferRecord, answer: OfferAnswer): Promise<void> {
    const { intakes } = this.#deps;
    const { connection } = this.#session;
    const accepted = await intakes.accept(record, answer, () => record.isEnded);
    if (!accepted) return;
    this.#intake = accepted.intake;
    this.#asker.stop();
    accepted.intake.start(connection, accepted.inbox);
  }

  /** Ends an offer from our side; the peer is told the code. */
  #stop(error: LanyardError): void {
    if (this.#intake) return;
    this.#record?.fail(toErrorInfo(error));
    this.#session.connection.close(error);
  }

  #onClosed(error: LanyardError | null): void {
    clearTimeout(this.#listingTimer);
    this.#asker.stop();
    const record = this.#record;
    if (!record || this.#intake) return;
    this.#deps.desk.withdraw(record.id);
    record.fail(error?.toInfo() ?? { code: 'PEER_CLOSED', at: 'there' });
    // its caller has the error; here only its end counts
    const accepting = this.#accepting?.catch(() => undefined) ?? Promise.resolve();
    void accepting.then(() => record.noteReleased());
  }

  #accepted(): ReceivedTransfer {
    if (!this.#intake) throw new Error('bug: nothing was accepted yet');
    return this.#intake;
  }
}

function toAbortError(reason: unknown): LanyardError {
  return reason instanceof LanyardError ? reason : new TransferError('TRANSFER_CANCELLED', 'cancelled');
}
