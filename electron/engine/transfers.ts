import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { PeerError, TransferError } from '../../shared/errors/lanyard-error.ts';
import { toTransferId, type PeerId, type TransferId } from '../../shared/model/ids.ts';
import type { Offer } from '../../shared/model/offer.ts';
import type { Peer } from '../../shared/model/peer.ts';
import type { LineMove, Transfer } from '../../shared/model/transfer.ts';
import type { EngineSettings, TransferOrigin } from './engine-api.ts';
import { openJournals, type Journals } from './journal/journals.ts';
import type { LoadedOutgoing } from './journal/outgoing-journal.ts';
import type { Log } from './log.ts';
import type { Trash } from './storage/replace-standing.ts';
import { openStagingRegistry, sweepLeftovers } from './storage/staging-registry.ts';
import { BusyCount } from './transfer/busy-count.ts';
import { Intakes } from './transfer/intakes.ts';
import { OfferDesk } from './transfer/offer-desk.ts';
import { OutgoingTransfer, type OutgoingInit } from './transfer/outgoing-transfer.ts';
import { RateLimiter } from './transfer/rate-limiter.ts';
import { ReceiveTransfer } from './transfer/receive-transfer.ts';
import { restoreOutgoing } from './transfer/restore-outgoing.ts';
import { SendLine } from './transfer/send-line.ts';
import { failedPaths, topNames } from './transfer/source-selection.ts';
import { TransferRecord } from './transfer/transfer-record.ts';
import { TransferTable } from './transfer/transfer-table.ts';
import type { Connection } from './transport/connection.ts';
import type { Session } from './transport/handshake.ts';
import { toFingerprintWords } from './transport/identity.ts';

interface TransfersOptions {
  readonly dataDir: string;
  /** As they are now. */
  readonly settings: () => EngineSettings;
  /** A session for a transfer with a peer, wherever it is now. */
  readonly dial: (peerId: PeerId, signal: AbortSignal) => Promise<Session>;
  /** Where replaced files go. */
  readonly trash: Trash;
  readonly log: Log;
  readonly onTransfers: (transfers: readonly Transfer[]) => void;
  readonly onRemoved: (transferIds: readonly TransferId[]) => void;
  readonly onOffers: (offers: readonly Offer[]) => void;
}

export interface SendOrder {
  readonly peerId: PeerId;
  readonly peerName: string;
  readonly paths: readonly string[];
  /** Only these files of it, as the manifest names them; null: all. */
  readonly only: readonly string[] | null;
}

/** Offers that wait for an answer: a stranger must not bury the user in questions. */
const MAX_UNDECIDED_PER_PEER = 8;
const MAX_UNDECIDED = 32;
/** How long a quitting app waits for files to be closed. */
const STOP_TIMEOUT_MS = 1_500;
/** How often transfers are looked for whose sender has been away for too long. */
const EXPIRE_EVERY_MS = 60 * 60 * 1000;
/** For telling a sender that it may go on, or that all is over. */
const TELL_TIMEOUT_MS = 10_000;

/** All sending and receiving of one engine. */
export class Transfers {
  readonly desk: OfferDesk;
  readonly table: TransferTable;
  readonly #setup: TransfersOptions;
  readonly #journals: Journals;
  readonly #intakes: Intakes;
  readonly #busy = new BusyCount();
  readonly #incoming = new Map<ReceiveTransfer, Connection>();
  readonly #uploads: RateLimiter;
  readonly #downloads: RateLimiter;
  readonly #outgoing = new Map<TransferId, OutgoingTransfer>();
  readonly #lines = new Map<PeerId, SendLine>();
  readonly #runs = new Set<Promise<void>>();
  #online: ReadonlySet<PeerId> = new Set();
  #restored: readonly OutgoingTransfer[] = [];
  readonly #expiry: NodeJS.Timeout;

  constructor(setup: TransfersOptions) {
    this.#setup = setup;
    const { dataDir, settings, log } = setup;
    const { uploadLimit, downloadLimit } = settings();
    this.#uploads = new RateLimiter(uploadLimit);
    this.#downloads = new RateLimiter(downloadLimit);
    this.#journals = openJournals(dataDir, log);
    const registry = openStagingRegistry(dataDir);
    this.desk = new OfferDesk(setup.onOffers, registry, log);
    this.table = new TransferTable({
      onChanged: setup.onTransfers,
      onRemoved: (transferIds) => {
        for (const transferId of transferIds) this.#outgoing.delete(transferId);
        setup.onRemoved(transferIds);
      },
    });
    this.#intakes = new Intakes({
      journals: this.#journals,
      registry,
      limiter: this.#downloads,
      busy: this.#busy,
      trash: setup.trash,
      tell: (peerId, what, transferId) => void this.#tell(peerId, what, transferId),
      onChange: this.table.noteChange,
      log,
    });
    this.#expiry = setInterval(() => this.#intakes.expireOld(), EXPIRE_EVERY_MS).unref();
  }

  /**
   * Takes up what an earlier run left, and removes what is of no use any more. To be called once, before the network
   * is there; `begin` starts what is to be sent.
   */
  async restore(): Promise<void> {
    const { incoming, outgoing } = await this.#journals.load();
    for (const loaded of incoming) {
      await this.#attempt(async () => {
        const record = await this.#intakes.restore(loaded);
        if (record) this.table.add(record);
      });
    }
    const restored: OutgoingTransfer[] = [];
    for (const loaded of outgoing) await this.#attempt(async () => void restored.push(await this.#restoreOne(loaded)));
    this.#restored = restored.sort(byRank);
    this.#intakes.expireOld();
    const removed = await sweepLeftovers(this.#setup.dataDir, await this.#intakes.stagingInUse());
    if (removed > 0) this.#setup.log.info('removed what nobody needs from staging', { directories: removed });
  }

  /** The network is there: goes on with what an earlier run was sending. */
  begin(): void {
    for (const outgoing of this.#restored) this.#run(outgoing);
    this.#restored = [];
  }

  /** Starts a transfer and returns its id; everything after that is told through the table. */
  send({ peerId, peerName, paths, only }: SendOrder): TransferId {
    const [first] = paths;
    if (first === undefined) throw new TransferError('TRANSFER_NOTHING_TO_SEND', 'no paths');
    const id = toTransferId(randomBytes(16).toString('hex'));
    const names = only === null ? paths.map((path) => basename(path)) : topNames(only);
    const title = names[0] ?? basename(first);
    const itemCount = names.length;
    const init = { id, direction: 'send', peerId, peerName, title, itemCount, isScanning: true } as const;
    const record = new TransferRecord(init, this.table.noteChange);
    const createdAtMs = record.snapshot().startedAtMs;
    const journal = this.#journals
      .createOutgoing({
        transferId: id,
        peerId,
        peerName,
        paths,
        only: only ?? undefined,
        title,
        itemCount,
        createdAtMs,
      })
      .catch((error: unknown) => {
        this.#setup.log.error('a transfer is not written down and will not outlive the app', error);
        return null;
      });
    this.table.add(record);
    this.#run(this.#createOutgoing({ record, sources: { paths, only }, journal, stage: 'new', sourcePaths: [] }));
    return id;
  }

  /** What an ended transfer was made of, to send it again. */
  orderOf(transferId: TransferId): Omit<SendOrder, 'peerName'> {
    const record = this.table.get(transferId);
    const sources = this.#outgoing.get(transferId)?.sources;
    if (!sources || !record.isEnded) throw new TransferError('TRANSFER_UNKNOWN', 'not a sent transfer that ended');
    return { peerId: record.peerId, ...sources };
  }

  /**
   * What failed of an ended transfer, to send that alone; all of it when more than 5,000 files failed.
   *
   * @param indexes - only these, as far as they failed; null: all that failed
   */
  failedOrderOf(transferId: TransferId, indexes: readonly number[] | null): Omit<SendOrder, 'peerName'> {
    const order = this.orderOf(transferId);
    const failed = failedPaths(this.table.get(transferId).files, indexes);
    if (failed?.length === 0)
      throw new TransferError('TRANSFER_NOTHING_TO_SEND', 'nothing that was offered has failed');
    return failed === null ? order : { ...order, only: failed };
  }

  originOf(transferId: TransferId): TransferOrigin {
    const { shownPath } = this.table.get(transferId);
    return { sourcePaths: this.#outgoing.get(transferId)?.sources.paths ?? [], shownPath };
  }

  /** Takes over a session whose peer has something to send, or to say about a transfer. */
  receive(session: Session): void {
    const { connection } = session;
    const undecided = [...this.#incoming.keys()].filter((transfer) => transfer.isUndecided);
    const ofPeer = undecided.filter((transfer) => transfer.peerId === connection.peerId);
    if (undecided.length >= MAX_UNDECIDED || ofPeer.length >= MAX_UNDECIDED_PER_PEER) {
      connection.close(new PeerError('PEER_BUSY', 'too many open offers'));
      return;
    }
    const { settings, log } = this.#setup;
    const transfer = new ReceiveTransfer(
      {
        ...{ table: this.table, desk: this.desk, intakes: this.#intakes, busy: this.#busy, settings, log },
        toWords: toFingerprintWords,
        onReady: (peerId, transferId) => this.#onReady(peerId, transferId),
        onCancel: (peerId, transferId) => this.#onCancel(peerId, transferId),
      },
      session,
    );
    this.#incoming.set(transfer, connection);
    void connection.closed.then(() => this.#incoming.delete(transfer));
  }

  /** To be called whenever the peers changed: one that came back is dialled at once. */
  notePeers(peers: readonly Peer[]): void {
    const before = this.#online;
    this.#online = new Set(peers.flatMap(({ id, status }) => (status === 'online' ? [id] : [])));
    for (const outgoing of [...this.#outgoing.values()].sort(byRank)) {
      const { peerId } = outgoing.record;
      if (this.#online.has(peerId) && !before.has(peerId)) outgoing.nudge();
    }
  }

  /** To be called after the settings changed: the limits hold for what runs, too. */
  followSettings(): void {
    const { uploadLimit, downloadLimit } = this.#setup.settings();
    this.#uploads.setLimit(uploadLimit);
    this.#downloads.setLimit(downloadLimit);
  }

  /** True while something is sent or received, or an offer waits for an answer. */
  get isBusy(): boolean {
    return this.#busy.isBusy;
  }

  /** Resolves when nothing runs nor waits for an answer; at once when that is so now. */
  untilIdle(): Promise<void> {
    return this.#busy.untilIdle();
  }

  cancel(transferId: TransferId): void {
    this.table.get(transferId).abort.abort(new TransferError('TRANSFER_CANCELLED', 'cancelled by the user'));
  }

  /** Cancels what waits for this peer and was not accepted yet. */
  cancelWaiting(peerId: PeerId): void {
    const toPeer = [...this.#outgoing.values()].filter(({ record }) => record.peerId === peerId && !record.isEnded);
    for (const { record, isQueued } of toPeer) if (isQueued) this.cancel(record.id);
  }

  /** Throws TRANSFER_UNKNOWN for what is not being sent. */
  move(transferId: TransferId, to: LineMove): void {
    this.#sending(transferId).move(to);
  }

  /** Throws TRANSFER_UNKNOWN for one that does not move. */
  pause(transferId: TransferId): void {
    const { direction } = this.table.get(transferId);
    (direction === 'send' ? this.#sending(transferId) : this.#receiving(transferId)).pause();
  }

  /** Throws TRANSFER_UNKNOWN for one that was not stopped here. */
  resume(transferId: TransferId): void {
    const { direction } = this.table.get(transferId);
    (direction === 'send' ? this.#sending(transferId) : this.#receiving(transferId)).goOn();
  }

  dismiss(transferId: TransferId): void {
    this.table.remove(transferId);
  }

  /** Stops all that moves, and waits, not for ever, until nothing is open. What was agreed goes on in a later run. */
  async stop(): Promise<void> {
    clearInterval(this.#expiry);
    const quitting = new PeerError('PEER_SHUTTING_DOWN', 'quitting');
    for (const outgoing of this.#outgoing.values()) outgoing.stop();
    const undecided = this.table
      .all()
      .filter((record) => record.direction === 'receive' && !this.#intakes.get(record.id));
    for (const record of undecided) if (!record.isEnded) record.abort.abort(quitting);
    const intakes = this.#intakes.stop();
    // those that have not made their offer yet have no record
    for (const connection of this.#incoming.values()) connection.close(quitting);
    const timeout = new Promise<void>((resolve) => void setTimeout(resolve, STOP_TIMEOUT_MS).unref());
    const released = undecided.filter((record) => !record.isReleased).map((record) => record.released);
    await Promise.race([Promise.all([this.desk.settled(), intakes, ...released, ...this.#runs]), timeout]);
    this.table.flush();
  }

  #sending(transferId: TransferId): OutgoingTransfer {
    const outgoing = this.#outgoing.get(transferId);
    if (!outgoing) throw new TransferError('TRANSFER_UNKNOWN', 'no such transfer');
    return outgoing;
  }

  #receiving(transferId: TransferId): { pause(): void; goOn(): void } {
    const intake = this.#intakes.get(transferId);
    if (!intake) throw new TransferError('TRANSFER_UNKNOWN', 'not accepted, or ended');
    return intake;
  }

  #createOutgoing(init: OutgoingInit): OutgoingTransfer {
    const { dial, log } = this.#setup;
    const { peerId } = init.record;
    const deps = {
      dial: (signal: AbortSignal) => dial(peerId, signal),
      limiter: this.#uploads,
      busy: this.#busy,
      line: this.#lineTo(peerId),
      onAnswered: () => this.#askAgain(peerId),
      log,
    };
    const outgoing = new OutgoingTransfer(deps, init);
    this.#outgoing.set(init.record.id, outgoing);
    return outgoing;
  }

  /** One for each peer that anything is sent to in this run: no more than there are peers. */
  #lineTo(peerId: PeerId): SendLine {
    const line = this.#lines.get(peerId) ?? new SendLine();
    this.#lines.set(peerId, line);
    return line;
  }

  #askAgain(peerId: PeerId): void {
    const turnedAway = [...this.#outgoing.values()].filter(
      ({ record, isTurnedAway }) => record.peerId === peerId && isTurnedAway,
    );
    // one answer makes room for one question
    turnedAway.sort(byRank)[0]?.nudge();
  }

  #run(outgoing: OutgoingTransfer): void {
    const run = outgoing.run().finally(() => this.#runs.delete(run));
    this.#runs.add(run);
  }

  async #restoreOne(loaded: LoadedOutgoing): Promise<OutgoingTransfer> {
    const init = await restoreOutgoing(loaded, this.table.noteChange);
    const outgoing = this.#createOutgoing(init);
    if (loaded.state === 'cancelled') outgoing.cancelledBefore();
    else this.table.add(init.record);
    return outgoing;
  }

  #onReady(peerId: PeerId, transferId: TransferId): void {
    const outgoing = this.#outgoing.get(transferId);
    if (outgoing?.record.peerId === peerId) outgoing.nudge();
  }

  #onCancel(peerId: PeerId, transferId: TransferId): void {
    const outgoing = this.#outgoing.get(transferId);
    if (outgoing?.record.peerId === peerId) outgoing.cancelledThere();
    const found = this.#intakes.find(peerId, transferId);
    if (found.kind === 'live') found.intake.cancelledThere();
  }

  async #tell(peerId: PeerId, what: 'ready' | 'cancel', transferId: TransferId): Promise<void> {
    try {
      const { connection } = await this.#setup.dial(peerId, AbortSignal.timeout(TELL_TIMEOUT_MS));
      connection.send({ type: what, transferId });
      connection.close(null);
    } catch (error) {
      // it asks by itself as soon as it sees us
      this.#setup.log.info('the sender could not be told', { what, reason: String(error) });
    }
  }

  /** One transfer that cannot be taken up must not keep the others from it. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#setup.log.error('a transfer of an earlier run cannot be taken up', error);
    }
  }
}

function byRank(a: OutgoingTransfer, b: OutgoingTransfer): number {
  return a.rank - b.rank;
}
