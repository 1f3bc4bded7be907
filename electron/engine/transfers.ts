import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { PeerError, TransferError } from '../../shared/errors/lanyard-error.ts';
import { toTransferId, type PeerId, type TransferId } from '../../shared/model/ids.ts';
import type { Offer } from '../../shared/model/offer.ts';
import type { Transfer } from '../../shared/model/transfer.ts';
import type { EngineSettings, TransferOrigin } from './engine-api.ts';
import type { Log } from './log.ts';
import { openStagingRegistry, sweepLeftovers } from './storage/staging-registry.ts';
import { OfferDesk } from './transfer/offer-desk.ts';
import { RateLimiter } from './transfer/rate-limiter.ts';
import { ReceiveTransfer } from './transfer/receive-transfer.ts';
import { runSendTransfer } from './transfer/send-transfer.ts';
import { TransferRecord } from './transfer/transfer-record.ts';
import { TransferTable } from './transfer/transfer-table.ts';
import type { Connection } from './transport/connection.ts';
import type { Session } from './transport/handshake.ts';
import { toFingerprintWords } from './transport/identity.ts';

interface TransfersOptions {
  readonly dataDir: string;
  /** As they are now. */
  readonly settings: () => EngineSettings;
  readonly log: Log;
  readonly onTransfers: (transfers: readonly Transfer[]) => void;
  readonly onRemoved: (transferIds: readonly TransferId[]) => void;
  readonly onOffers: (offers: readonly Offer[]) => void;
}

interface SendOrder {
  readonly peerId: PeerId;
  readonly peerName: string;
  readonly paths: readonly string[];
  readonly dial: (signal: AbortSignal) => Promise<Session>;
}

/** Offers that wait for an answer: a stranger must not bury the user in questions. */
const MAX_UNDECIDED_PER_PEER = 8;
const MAX_UNDECIDED = 32;
/** How long a quitting app waits for parts to be removed. */
const STOP_TIMEOUT_MS = 1_500;

/** All sending and receiving of one engine. */
export class Transfers {
  readonly desk: OfferDesk;
  readonly table: TransferTable;
  readonly #setup: TransfersOptions;
  readonly #registry: ReturnType<typeof openStagingRegistry>;
  readonly #incoming = new Map<ReceiveTransfer, Connection>();
  readonly #uploads: RateLimiter;
  readonly #downloads: RateLimiter;
  readonly #sentPaths = new Map<TransferId, readonly string[]>();

  constructor(setup: TransfersOptions) {
    this.#setup = setup;
    const { uploadLimit, downloadLimit } = setup.settings();
    this.#uploads = new RateLimiter(uploadLimit);
    this.#downloads = new RateLimiter(downloadLimit);
    this.#registry = openStagingRegistry(setup.dataDir);
    this.desk = new OfferDesk(setup.onOffers);
    this.table = new TransferTable({
      onChanged: setup.onTransfers,
      onRemoved: (transferIds) => {
        for (const transferId of transferIds) this.#sentPaths.delete(transferId);
        setup.onRemoved(transferIds);
      },
    });
  }

  /** Removes what a killed run left in staging. To be called once, before the first transfer. */
  async sweep(): Promise<void> {
    const removed = await sweepLeftovers(this.#setup.dataDir);
    if (removed > 0) this.#setup.log.info('removed what an earlier run left in staging', { directories: removed });
  }

  /** Starts a transfer and returns its id; everything after that is told through the table. */
  send({ peerId, peerName, paths, dial }: SendOrder): TransferId {
    const [first] = paths;
    if (first === undefined) throw new TransferError('TRANSFER_NOTHING_TO_SEND', 'no paths');
    const id = toTransferId(randomBytes(16).toString('hex'));
    const init = {
      id,
      direction: 'send',
      peerId,
      peerName,
      title: basename(first),
      itemCount: paths.length,
      isScanning: true,
    } as const;
    const record = new TransferRecord(init, this.table.noteChange);
    this.table.add(record);
    this.#sentPaths.set(id, paths);
    void runSendTransfer({ dial, limiter: this.#uploads, log: this.#setup.log }, record, paths);
    return id;
  }

  /** What an ended transfer was made of, to send it again. */
  pathsOf(transferId: TransferId): { readonly peerId: PeerId; readonly paths: readonly string[] } {
    const record = this.table.get(transferId);
    const paths = this.#sentPaths.get(transferId);
    if (!paths || !record.isEnded) throw new TransferError('TRANSFER_UNKNOWN', 'not a sent transfer that ended');
    return { peerId: record.peerId, paths };
  }

  originOf(transferId: TransferId): TransferOrigin {
    const { shownPath } = this.table.get(transferId);
    return { sourcePaths: this.#sentPaths.get(transferId) ?? [], shownPath };
  }

  /** Takes over a session whose peer is about to make an offer. */
  receive(session: Session): void {
    const { connection } = session;
    if (!this.#setup.settings().isReceiving) {
      connection.close(new PeerError('PEER_NOT_RECEIVING', 'the user does not want to receive'));
      return;
    }
    const undecided = [...this.#incoming.keys()].filter((transfer) => transfer.isUndecided);
    const ofPeer = undecided.filter((transfer) => transfer.peerId === connection.peerId);
    if (undecided.length >= MAX_UNDECIDED || ofPeer.length >= MAX_UNDECIDED_PER_PEER) {
      connection.close(new PeerError('PEER_BUSY', 'too many open offers'));
      return;
    }
    const { settings, log } = this.#setup;
    const { table, desk } = this;
    const deps = {
      table,
      desk,
      registry: this.#registry,
      settings,
      limiter: this.#downloads,
      toWords: toFingerprintWords,
      log,
    };
    const transfer = new ReceiveTransfer(deps, session);
    this.#incoming.set(transfer, connection);
    void connection.closed.then(() => this.#incoming.delete(transfer));
  }

  /** To be called after the settings changed: the limits hold for what runs, too. */
  followSettings(): void {
    const { uploadLimit, downloadLimit } = this.#setup.settings();
    this.#uploads.setLimit(uploadLimit);
    this.#downloads.setLimit(downloadLimit);
  }

  /** True while something is sent or received, or an offer waits for an answer. */
  get isBusy(): boolean {
    return this.table.all().some((record) => !record.isReleased);
  }

  /** Resolves when nothing runs nor waits; at once when that is so now. */
  async untilIdle(): Promise<void> {
    while (this.isBusy) {
      await Promise.all(this.table.all().map((record) => record.released));
    }
  }

  cancel(transferId: TransferId): void {
    this.table.get(transferId).abort.abort(new TransferError('TRANSFER_CANCELLED', 'cancelled by the user'));
  }

  pause(transferId: TransferId): void {
    this.table.get(transferId);
    throw new TransferError('TRANSFER_UNKNOWN', 'cannot be paused');
  }

  resume(transferId: TransferId): void {
    this.table.get(transferId);
    throw new TransferError('TRANSFER_UNKNOWN', 'cannot be continued');
  }

  dismiss(transferId: TransferId): void {
    this.table.remove(transferId);
  }

  /** Ends all that runs and waits, not for ever, until nothing touches the disk any more. */
  async stop(): Promise<void> {
    // one that has ended may still be cleaning up
    const running = this.table.all().filter((record) => !record.isReleased);
    const quitting = new PeerError('PEER_SHUTTING_DOWN', 'quitting');
    for (const record of running) record.abort.abort(quitting);
    // those that have not made their offer yet have no record
    for (const connection of this.#incoming.values()) connection.close(quitting);
    const timeout = new Promise<void>((resolve) => void setTimeout(resolve, STOP_TIMEOUT_MS).unref());
    await Promise.race([Promise.all([this.desk.settled(), ...running.map((record) => record.released)]), timeout]);
    this.table.flush();
  }
}
