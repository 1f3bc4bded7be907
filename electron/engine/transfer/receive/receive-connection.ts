import { toWireCode } from '../../../../shared/errors/codes.ts';
import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import {
  PeerError,
  ProtocolError,
  toErrorInfo,
  toLanyardError,
  TransferError,
  type LanyardError,
} from '../../../../shared/errors/lanyard-error.ts';
import type { PeerId, TransferId } from '../../../../shared/model/ids.ts';
import type { ControlMessage } from '../../../../shared/protocol/messages.ts';
import type { FrameConnection } from '../../transport/connection.ts';
import type { Session } from '../../transport/handshake.ts';
import { toFingerprintWords } from '../../transport/identity.ts';
import { orAbort } from '../abortable.ts';
import type { ReceiveHome } from '../home.ts';
import { TransferRecord } from '../list/transfer-record.ts';
import { acceptOffer, type AcceptedOffer } from '../offer/accept-offer.ts';
import { HashAsker } from '../offer/hash-asker.ts';
import type { OfferDesk } from '../offer/offer-desk.ts';
import { toCoarse } from '../offer/shortage.ts';
import type { OfferGuest, OfferPlaces } from '../offer/offer-places.ts';
import { answerFinished } from './answer.ts';
import { Opening } from './opening.ts';
import type { ReceivedTransfers } from './received-transfers.ts';

/** What connections need beside the home. */
interface ReceiveRoom {
  readonly desk: OfferDesk;
  readonly places: OfferPlaces;
  /** Files were exchanged with it before. */
  readonly isKnown: (peerId: PeerId) => boolean;
  readonly received: ReceivedTransfers;
  /** All connections that receive, this one too. */
  readonly connections: { keys(): Iterable<ReceiveConnection> };
  /** The peer says that what it had paused may go on. */
  readonly onReady: (peerId: PeerId, transferId: TransferId) => void;
  /** The peer has cancelled a transfer, of whichever direction, while there was no connection. */
  readonly onCancel: (peerId: PeerId, transferId: TransferId) => void;
}

/** Longer lists are not kept of what was never accepted. */
const MAX_KEPT_ENTRIES = 100;

/** One connection of a peer that has something to send, or to say about a transfer. */
export class ReceiveConnection implements OfferGuest {
  readonly #home: ReceiveHome;
  readonly #room: ReceiveRoom;
  readonly #session: Session;
  readonly #connection: FrameConnection;
  readonly #asker: HashAsker;
  readonly #opening: Opening;
  readonly #gone = new AbortController();
  #isDecided = false;
  #ended: Promise<void> = Promise.resolve();

  constructor(home: ReceiveHome, room: ReceiveRoom, session: Session) {
    this.#home = home;
    this.#room = room;
    this.#session = session;
    this.#connection = session.connection;
    this.#asker = new HashAsker((message) => this.#connection.send(message));
    this.#opening = new Opening({
      onOffer: (transferId) => this.#onOffer(transferId),
      onListed: (bytes) => room.places.addList(this, bytes),
      onTimeout: (error) => this.close(error),
    });
  }

  get address(): string {
    return this.#connection.remoteAddress;
  }

  get offered(): TransferId | null {
    return this.#opening.offered;
  }

  get peerId(): PeerId {
    return this.#connection.peerId;
  }

  /** Serves the connection; resolves when it is closed and nothing of it is open. Never rejects. */
  run(): Promise<void> {
    this.#ended = this.#serve();
    return this.#ended;
  }

  giveWay(): void {
    this.close(new PeerError('PEER_BUSY', 'others need the room'));
  }

  /** The peer is told why. */
  close(error: LanyardError): void {
    this.#connection.close(error);
  }

  async #serve(): Promise<void> {
    const { received, onReady, onCancel } = this.#room;
    void this.#connection.closed.then(({ error }) => {
      this.#gone.abort(error ?? new PeerError('PEER_CLOSED', 'closed before the end'));
    });
    try {
      this.#room.places.enter(this);
      const { type, transferId } = await this.#listen();
      if (type === 'offer') await this.#receiveOffer(transferId);
      else if (type === 'resume') await this.#resume(received.find(this.peerId, transferId));
      else {
        this.#connection.expectClose();
        if (type === 'ready') onReady(this.peerId, transferId);
        else onCancel(this.peerId, transferId);
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#room.places.leave(this);
    await this.#connection.closed;
    this.#opening.close();
  }

  #listen(): ReturnType<Opening['heard']> {
    this.#connection.setHandler({
      onMessage: (message) => this.#onMessage(message),
      onData: () => {
        throw new Error('bug: the session machine let DATA through');
      },
    });
    return this.#opening.heard(this.#gone.signal);
  }

  #onMessage(message: ControlMessage): void {
    if (message.type === 'hashes') this.#asker.onHashes(message.files);
    else if (!this.#opening.onMessage(message)) throw new Error(`bug: the machine let ${message.type} through`);
  }

  #onOffer(transferId: TransferId): void {
    this.#mustBeFree(transferId);
    this.#room.places.mayOffer(this);
  }

  /** Throws for an id that is not free, and when nothing new is taken; what was accepted before goes on. */
  #mustBeFree(transferId: TransferId): void {
    if (!this.#home.settings().isReceiving)
      throw new PeerError('PEER_NOT_RECEIVING', 'the user does not want to receive');
    const before = this.#home.table.find(transferId);
    // an offer that was never answered may be made again: its connection was lost, or the sender started anew
    const isSame = before?.peerId === this.peerId && before.direction === 'receive';
    const isAnswered = before?.state === 'declined' && !before.isReleased;
    const isAgain = isSame && !isAnswered && before.snapshot().acceptedAtMs === null;
    if ((before && !isAgain) || this.#room.received.knows(transferId))
      throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'transfer id used before');
  }

  async #resume(found: ReturnType<ReceivedTransfers['find']>): Promise<void> {
    this.#decide();
    if (found.kind === 'live') await found.transfer.serve(this.#connection);
    else if (found.kind === 'finished') answerFinished(this.#connection, found.finished);
    else if (found.kind === 'cancelled')
      throw new TransferError('TRANSFER_CANCELLED', 'cancelled while there was no connection');
    else throw new TransferError('TRANSFER_FORGOTTEN', 'no such transfer of this peer');
  }

  /** From a complete list to the receipt, or to the user's no. */
  async #receiveOffer(transferId: TransferId): Promise<void> {
    await this.#takeOver(transferId);
    this.#room.places.ask(this);
    const record = this.#createRecord(transferId);
    const leave = this.#home.busy.enter();
    const signal = AbortSignal.any([this.#gone.signal, record.abort.signal]);
    const onAbort = (): void => {
      this.#fail(signal.reason, record);
      this.#room.desk.withdraw(transferId);
    };
    signal.addEventListener('abort', onAbort);
    try {
      const accepted = await this.#ask(record, signal);
      this.#asker.stop();
      this.#room.places.noteAnswer(this, accepted !== null);
      this.#room.places.leave(this);
      if (accepted) {
        this.#decide();
        signal.removeEventListener('abort', onAbort);
        const served = this.#room.received.add(accepted).serve(this.#connection, accepted);
        this.#room.desk.withdraw(transferId);
        await served;
      } else this.#decline(record);
      await this.#connection.closed;
    } catch (error) {
      this.#fail(error, record);
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#asker.stop();
      this.#room.desk.withdraw(transferId);
      leave();
      if (!this.#isDecided) this.#letGo(record);
    }
  }

  /** Nobody said yes to it. */
  #letGo(record: TransferRecord): void {
    if (record.files.entries.length > MAX_KEPT_ENTRIES) record.files.forgetEntries();
    record.noteReleased();
  }

  /** A sender that saw a break first makes its offer again: its older connection is of no use, however alive it looks. */
  async #takeOver(transferId: TransferId): Promise<void> {
    for (const other of this.#room.connections.keys()) {
      // in the order in which they came: of two that wait for the same one, the older never waits for the newer
      if (other === this) break;
      if (other.peerId !== this.peerId || other.offered !== transferId || other.#isDecided) continue;
      other.close(new PeerError('PEER_CLOSED', 'the sender dialled again'));
      await other.#ended;
      this.#gone.signal.throwIfAborted();
    }
    this.#mustBeFree(transferId);
  }

  #createRecord(id: TransferId): TransferRecord {
    const { entries, totalBytes } = this.#opening.manifest;
    const top = entries.filter((entry) => !entry.path.includes('/'));
    const shown = { title: top[0]?.path ?? '', itemCount: top.length, isScanning: false };
    const from = { direction: 'receive', peerId: this.peerId, peerName: this.#session.peer.name } as const;
    const record = new TransferRecord({ id, ...from, ...shown }, this.#home.table.noteChange);
    for (const entry of entries) record.files.add(entry);
    record.files.addLeftOutThere(this.#opening.leftOut);
    record.update({ bytesTotal: totalBytes });
    this.#home.table.add(record);
    return record;
  }

  /** Asks until the user's yes can be carried out. Null: a no, also one that follows a yes. @throws the signal's reason */
  async #ask(record: TransferRecord, signal: AbortSignal): Promise<AcceptedOffer | null> {
    const { desk } = this.#room;
    const offer = this.#offerOf(record);
    const isGone = (): boolean => signal.aborted || !desk.has(record.id);
    do {
      const answer = await orAbort(desk.ask(offer), signal);
      if (answer === null) return null;
      // whom the user has said yes to gives way to nobody
      this.#room.places.leave(this);
      try {
        const accepted = await acceptOffer(this.#home, record, answer, isGone);
        if (accepted) return accepted;
      } catch (error) {
        if (!isGone()) desk.failed(record.id, error);
      }
    } while (!isGone());
    signal.throwIfAborted();
    return null;
  }

  #offerOf(record: TransferRecord): Parameters<OfferDesk['ask']>[0] {
    const { name, platform } = this.#session.peer;
    const { inboxDir, peerFolders } = this.#home.settings();
    return {
      transferId: record.id,
      peerId: this.peerId,
      peerName: name,
      peerPlatform: platform,
      fingerprintWords: toFingerprintWords(this.peerId),
      entries: this.#opening.manifest.entries,
      totalBytes: this.#opening.manifest.totalBytes,
      leftOut: this.#opening.leftOut,
      directory: peerFolders[this.peerId] ?? inboxDir,
      isKnown: this.#room.isKnown(this.peerId),
      asker: this.#asker,
      onProblem: (problem) => this.#tellProblem(record, problem),
    };
  }

  #tellProblem(record: TransferRecord, problem: ErrorInfo | null): void {
    record.update({ error: problem });
    const code = problem ? toWireCode(problem.code) : 0;
    const shortBytes = Math.ceil(problem?.shortBytes ?? 0);
    const told = this.#room.isKnown(this.peerId) ? shortBytes : toCoarse(shortBytes);
    this.#connection.send({ type: 'notice', code, shortBytes: told });
  }

  /** Its client is served from now on, and is of no concern to those who wait. */
  #decide(): void {
    this.#isDecided = true;
    this.#room.places.leave(this);
  }

  #decline(record: TransferRecord): void {
    record.update({ state: 'declined', error: null });
    this.#connection.send({ type: 'answer', accepted: false, skip: [], settled: [], held: [], isLast: true });
    this.#connection.expectClose();
  }

  /** Ends it from our side, as far as it has not ended; the peer is told the code. */
  #fail(error: unknown, record: TransferRecord | null = null): void {
    const said = toLanyardError(error, 'receiving an offer');
    if (said.code === 'INTERNAL') this.#home.log.error('receiving an offer failed', said.cause ?? said);
    record?.fail(toErrorInfo(said));
    this.#connection.close(said);
  }
}
