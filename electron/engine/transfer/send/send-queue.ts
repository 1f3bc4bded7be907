import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { TransferError } from '../../../../shared/errors/lanyard-error.ts';
import { toTransferId, type PeerId, type TransferId } from '../../../../shared/model/ids.ts';
import type { Peer } from '../../../../shared/model/peer.ts';
import type { Journals } from '../../journal/journals.ts';
import type { LoadedSend, SendJournal } from '../../journal/send-journal.ts';
import type { Log } from '../../log.ts';
import type { Session } from '../../transport/handshake.ts';
import type { BusyCount } from '../busy-count.ts';
import { SendTransfer, type SendTransferInit } from './send-transfer.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import { restoreSend } from './restore-send.ts';
import { SendLine } from './send-line.ts';
import { failedPaths, topNames } from './source-selection.ts';
import { TransferRecord } from '../list/transfer-record.ts';
import type { TransferTable } from '../list/transfer-table.ts';

interface SendQueueOptions {
  readonly journals: Journals;
  readonly table: TransferTable;
  /** Of all that is sent. */
  readonly limiter: RateLimiter;
  readonly busy: BusyCount;
  /** A session for a transfer with a peer, wherever it is now. */
  readonly dial: (peerId: PeerId, signal: AbortSignal) => Promise<Session>;
  readonly log: Log;
}

export interface SendOrder {
  readonly peerId: PeerId;
  readonly peerName: string;
  readonly paths: readonly string[];
  /** Only these files of it, as the manifest names them; null: all. */
  readonly only: readonly string[] | null;
}

/** All transfers that are sent, and those that were and are on show. */
export class SendQueue {
  readonly #options: SendQueueOptions;
  readonly #all = new Map<TransferId, SendTransfer>();
  readonly #lines = new Map<PeerId, SendLine>();
  readonly #runs = new Set<Promise<void>>();
  #online: ReadonlySet<PeerId> = new Set();
  #restored: SendTransfer[] = [];

  constructor(options: SendQueueOptions) {
    this.#options = options;
  }

  /** Throws TRANSFER_UNKNOWN. */
  get(transferId: TransferId): SendTransfer {
    const outgoing = this.#all.get(transferId);
    if (!outgoing) throw new TransferError('TRANSFER_UNKNOWN', 'no such transfer');
    return outgoing;
  }

  /** A transfer to this very peer. */
  find(peerId: PeerId, transferId: TransferId): SendTransfer | undefined {
    const outgoing = this.#all.get(transferId);
    return outgoing?.record.peerId === peerId ? outgoing : undefined;
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
    const { table } = this.#options;
    const record = new TransferRecord(init, table.noteChange);
    const createdAtMs = record.snapshot().startedAtMs;
    const shared = { peerId, peerName, paths, title, itemCount, createdAtMs };
    const journal = this.#beginJournal({ ...shared, transferId: id, only: only ?? undefined });
    table.add(record);
    this.#run(this.#create({ record, sources: { paths, only }, journal, stage: 'new', sourcePaths: [] }));
    return id;
  }

  /** What an ended transfer was made of, to send it again. */
  orderOf(transferId: TransferId): Omit<SendOrder, 'peerName'> {
    const record = this.#options.table.get(transferId);
    const sources = this.#all.get(transferId)?.sources;
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
    const failed = failedPaths(this.#options.table.get(transferId).files, indexes);
    if (failed?.length === 0)
      throw new TransferError('TRANSFER_NOTHING_TO_SEND', 'nothing that was offered has failed');
    return failed === null ? order : { ...order, only: failed };
  }

  /** What was dropped; empty for what was received. */
  sourcePathsOf(transferId: TransferId): readonly string[] {
    return this.#all.get(transferId)?.sources.paths ?? [];
  }

  /** Takes up what an earlier run was sending; `begin` goes on with it. */
  async restore(loaded: LoadedSend): Promise<void> {
    const init = await restoreSend(loaded, this.#options.table.noteChange);
    const outgoing = this.#create(init);
    if (loaded.state === 'cancelled') outgoing.cancelledBefore();
    else this.#options.table.add(init.record);
    this.#restored.push(outgoing);
  }

  /** The network is there. */
  begin(): void {
    for (const outgoing of this.#restored.sort(byRank)) this.#run(outgoing);
    this.#restored = [];
  }

  /** To be called whenever the peers changed: one that came back is dialled at once. */
  notePeers(peers: readonly Peer[]): void {
    const before = this.#online;
    this.#online = new Set(peers.flatMap(({ id, status }) => (status === 'online' ? [id] : [])));
    for (const outgoing of [...this.#all.values()].sort(byRank)) {
      const { peerId } = outgoing.record;
      if (this.#online.has(peerId) && !before.has(peerId)) outgoing.nudge();
    }
  }

  /** What waits for this peer and was not accepted yet. */
  queuedFor(peerId: PeerId): readonly TransferId[] {
    const toPeer = [...this.#all.values()].filter(({ record }) => record.peerId === peerId && !record.isEnded);
    return toPeer.filter(({ isQueued }) => isQueued).map(({ record }) => record.id);
  }

  /** They are off the list. */
  forget(transferIds: readonly TransferId[]): void {
    for (const transferId of transferIds) this.#all.delete(transferId);
  }

  /** Stops all; resolves when nothing runs any more. A later run goes on. */
  async stop(): Promise<void> {
    for (const outgoing of this.#all.values()) outgoing.stop();
    await Promise.all(this.#runs);
  }

  #beginJournal(header: Parameters<Journals['createSend']>[0]): Promise<SendJournal | null> {
    return this.#options.journals.createSend(header).catch((error: unknown) => {
      this.#options.log.error('a transfer is not written down and will not outlive the app', error);
      return null;
    });
  }

  #create(init: SendTransferInit): SendTransfer {
    const { dial, limiter, busy, log } = this.#options;
    const { peerId } = init.record;
    const deps = {
      ...{ limiter, busy, log },
      dial: (signal: AbortSignal) => dial(peerId, signal),
      line: this.#lineTo(peerId),
      onAnswered: () => this.#askAgain(peerId),
    };
    const outgoing = new SendTransfer(deps, init);
    this.#all.set(init.record.id, outgoing);
    return outgoing;
  }

  /** One for each peer that anything is sent to in this run: no more than there are peers. */
  #lineTo(peerId: PeerId): SendLine {
    const line = this.#lines.get(peerId) ?? new SendLine();
    this.#lines.set(peerId, line);
    return line;
  }

  #askAgain(peerId: PeerId): void {
    const turnedAway = [...this.#all.values()].filter(
      ({ record, isTurnedAway }) => record.peerId === peerId && isTurnedAway,
    );
    // one answer makes room for one question
    turnedAway.sort(byRank)[0]?.nudge();
  }

  #run(outgoing: SendTransfer): void {
    const run = outgoing.run().finally(() => this.#runs.delete(run));
    this.#runs.add(run);
  }
}

function byRank(a: SendTransfer, b: SendTransfer): number {
  return a.rank - b.rank;
}
