import { PeerError, TransferError } from '../../shared/errors/lanyard-error.ts';
import type { ConnectionTest } from '../../shared/model/connection-test.ts';
import type { PeerId, TransferId } from '../../shared/model/ids.ts';
import type { Offer } from '../../shared/model/offer.ts';
import type { LineMove, Transfer } from '../../shared/model/transfer.ts';
import type { EngineSettings, TransferOrigin } from './engine-api.ts';
import { ConnectionTests } from './connection-test/connection-tests.ts';
import { measureDisk } from './connection-test/measure-disk.ts';
import { DiskReaders } from './disk-thread/disk-readers.ts';
import type { DiskThreads } from './disk-thread/disk-threads.ts';
import { openJournals, type Journals } from './journal/journals.ts';
import type { Log } from './log.ts';
import { DiskGate } from './storage/disk-gate.ts';
import type { Trash } from './storage/replace-standing.ts';
import { openStagingRegistry, sweepLeftovers, type StagingRegistry } from './storage/staging-registry.ts';
import { unresolvedVolumeOf } from './storage/volumes.ts';
import { BusyCount } from './transfer/busy-count.ts';
import type { ReceiveHome, SendHome } from './transfer/home.ts';
import { TransferTable } from './transfer/list/transfer-table.ts';
import { OfferDesk } from './transfer/offer/offer-desk.ts';
import { OfferPlaces } from './transfer/offer/offer-places.ts';
import { RateLimiter } from './transfer/rate-limiter.ts';
import { ReceiveConnection } from './transfer/receive/receive-connection.ts';
import { ReceivedTransfers } from './transfer/receive/received-transfers.ts';
import { SendQueue } from './transfer/send/send-queue.ts';
import type { Session } from './transport/handshake.ts';

interface TransfersOptions {
  readonly dataDir: string;
  /** As they are now. */
  readonly settings: () => EngineSettings;
  /** A session for a transfer with a peer, wherever it is now. */
  readonly dial: SendHome['dial'];
  /** The same for a test of the connection. */
  readonly dialForTest: SendHome['dial'];
  /** The user has dealt with this peer. */
  readonly isKnown: (peerId: PeerId) => boolean;
  /** Where replaced files go. */
  readonly trash: Trash;
  /** Of all disks that something is read from or written to. */
  readonly threads: DiskThreads;
  readonly log: Log;
  readonly onTransfers: (transfers: readonly Transfer[]) => void;
  readonly onRemoved: (transferIds: readonly TransferId[]) => void;
  readonly onOffers: (offers: readonly Offer[]) => void;
  readonly onTest: (test: ConnectionTest) => void;
}

/** How long a quitting app waits for files to be closed. */
const STOP_TIMEOUT_MS = 1_500;
/** How often transfers are looked for whose sender has been away for too long. */
const EXPIRE_EVERY_MS = 60 * 60 * 1000;
/** For telling a sender that it may go on, or that all is over. */
const TELL_TIMEOUT_MS = 10_000;

/** All sending and receiving of one engine. */
export class Transfers {
  readonly desk: OfferDesk;
  readonly sending: SendQueue;
  readonly table: TransferTable;
  readonly #tests: ConnectionTests;
  readonly #setup: TransfersOptions;
  readonly #journals: Journals;
  readonly #receiveHome: ReceiveHome;
  readonly #received: ReceivedTransfers;
  readonly #busy = new BusyCount();
  readonly #places: OfferPlaces;
  readonly #connections = new Map<ReceiveConnection, Promise<void>>();
  readonly #uploads = new RateLimiter(null);
  readonly #downloads = new RateLimiter(null);
  readonly #expiry: NodeJS.Timeout;

  readonly #tell: ReceiveHome['tell'] = async (peerId, what, transferId) => {
    try {
      const { connection } = await this.#setup.dial(peerId, AbortSignal.timeout(TELL_TIMEOUT_MS));
      connection.send({ type: what, transferId });
      connection.close(null);
    } catch (error) {
      // it asks by itself as soon as it sees us
      this.#setup.log.info('the sender could not be told', { what, reason: String(error) });
    }
  };

  constructor(setup: TransfersOptions) {
    this.#setup = setup;
    this.#places = new OfferPlaces(setup.isKnown);
    const { dataDir, settings, dial, trash, threads, log } = setup;
    this.followSettings();
    this.#journals = openJournals(dataDir, log);
    const registry = openStagingRegistry(dataDir);
    this.desk = new OfferDesk({ onChanged: (offers) => this.#onOffers(offers), registry, settings, log });
    this.table = new TransferTable({
      onChanged: setup.onTransfers,
      onRemoved: (transferIds) => {
        this.sending.forget(transferIds);
        setup.onRemoved(transferIds);
      },
    });
    const shared = { table: this.table, journals: this.#journals, busy: this.#busy, threads, log };
    this.#receiveHome = { ...shared, limiter: this.#downloads, registry, trash, settings, tell: this.#tell };
    this.#received = new ReceivedTransfers(this.#receiveHome);
    this.sending = new SendQueue({
      ...shared,
      disks: new DiskGate(),
      readers: new DiskReaders(threads),
      limiter: this.#uploads,
      dial,
    });
    this.#tests = this.#createTests(registry);
    this.#expiry = setInterval(() => this.#received.expireOld(), EXPIRE_EVERY_MS).unref();
  }

  /**
   * Takes up what an earlier run left, and removes what is of no use any more. To be called once, before the network
   * is there; `begin` starts what is to be sent.
   */
  async restore(): Promise<void> {
    const { received, sent } = await this.#journals.load();
    for (const loaded of received) await this.#attempt(() => this.#received.restore(loaded));
    for (const loaded of sent) await this.#attempt(() => this.sending.restore(loaded));
    this.#received.expireOld();
    const removed = await sweepLeftovers(this.#setup.dataDir, await this.#received.stagingInUse());
    if (removed > 0) this.#setup.log.info('removed what nobody needs from staging', { directories: removed });
  }

  /** The network is there: goes on with what an earlier run was sending. */
  begin(): void {
    this.sending.begin();
  }

  originOf(transferId: TransferId): TransferOrigin {
    const { shownPath } = this.table.get(transferId);
    return { sourcePaths: this.sending.sourcePathsOf(transferId), shownPath };
  }

  /** Throws PEER_BUSY while another test runs. */
  startTest(peerId: PeerId): void {
    this.#tests.start(peerId);
  }

  cancelTest(): void {
    this.#tests.cancel();
  }

  /** Takes over a session whose peer has something to send, to say about a transfer, or to measure. */
  receive(session: Session): void {
    if (session.purpose === 'test') return this.#tests.serve(session);
    const room = {
      desk: this.desk,
      places: this.#places,
      isKnown: this.#setup.isKnown,
      received: this.#received,
      connections: this.#connections,
      onReady: (peerId: PeerId, transferId: TransferId) => this.sending.find(peerId, transferId)?.nudge(),
      onCancel: (peerId: PeerId, transferId: TransferId) => this.#onCancel(peerId, transferId),
    };
    const connection = new ReceiveConnection(this.#receiveHome, room, session);
    this.#connections.set(
      connection,
      connection.run().finally(() => this.#connections.delete(connection)),
    );
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
    for (const transferId of this.sending.queuedFor(peerId)) this.cancel(transferId);
  }

  /** Throws TRANSFER_UNKNOWN for what is not being sent. */
  move(transferId: TransferId, to: LineMove): void {
    this.sending.get(transferId).move(to);
  }

  /** Throws TRANSFER_UNKNOWN for one that does not move. */
  pause(transferId: TransferId): void {
    this.#moving(transferId).pause();
  }

  /** Throws TRANSFER_UNKNOWN for one that was not stopped here. */
  resume(transferId: TransferId): void {
    this.#moving(transferId).goOn();
  }

  dismiss(transferId: TransferId): void {
    this.table.remove(transferId);
  }

  /** Stops all that moves, and waits, not for ever, until nothing is open. What was agreed goes on in a later run. */
  async stop(): Promise<void> {
    clearInterval(this.#expiry);
    for (const connection of this.#connections.keys())
      connection.close(new PeerError('PEER_SHUTTING_DOWN', 'quitting'));
    const stopping = Promise.all([
      this.desk.settled(),
      this.#received.stop(),
      this.sending.stop(),
      this.#tests.stop(),
      ...this.#connections.values(),
    ]);
    const timeout = new Promise<void>((resolve) => void setTimeout(resolve, STOP_TIMEOUT_MS).unref());
    await Promise.race([stopping, timeout]);
    this.#setup.threads.close();
    this.table.flush();
  }

  #createTests(registry: StagingRegistry): ConnectionTests {
    const { dialForTest: dial, isKnown, settings, threads, onTest: onChanged } = this.#setup;
    return new ConnectionTests({
      dial,
      isKnown,
      uploads: this.#uploads,
      downloads: this.#downloads,
      isBusy: () => this.table.all().some((record) => record.isMoving),
      measureDisk: (peerId, signal) => {
        const { inboxDir, peerFolders } = settings();
        return measureDisk({ rootDir: peerFolders[peerId] ?? inboxDir, registry, threads, signal });
      },
      onChanged,
    });
  }

  #moving(transferId: TransferId): { pause(): void; goOn(): void } {
    if (this.table.get(transferId).direction === 'send') return this.sending.get(transferId);
    const transfer = this.#received.get(transferId);
    if (!transfer) throw new TransferError('TRANSFER_UNKNOWN', 'not accepted, or ended');
    return transfer;
  }

  /** The transfer of an offer is told before the offer. What a known device offers is likely to be taken. */
  #onOffers(offers: readonly Offer[]): void {
    const { isKnown, threads, onOffers } = this.#setup;
    this.table.flush();
    for (const { peerId, destination } of offers)
      if (isKnown(peerId)) threads.of(unresolvedVolumeOf(destination.fullPath)).prepare();
    onOffers(offers);
  }

  #onCancel(peerId: PeerId, transferId: TransferId): void {
    this.sending.find(peerId, transferId)?.cancelledThere();
    const found = this.#received.find(peerId, transferId);
    if (found.kind === 'live') found.transfer.cancelledThere();
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
