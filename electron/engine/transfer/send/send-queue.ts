import { randomBytes } from 'node:crypto';
import { TransferError } from '../../../../shared/errors/lanyard-error.ts';
import { toTransferId, type PeerId, type TransferId } from '../../../../shared/model/ids.ts';
import type { Peer } from '../../../../shared/model/peer.ts';
import type { LoadedSend, SendContent } from '../../journal/send-journal.ts';
import type { SendHome } from '../home.ts';
import { TransferRecord } from '../list/transfer-record.ts';
import { toWanted } from '../wanted.ts';
import type { SendSources } from './manifest.ts';
import { fromKept } from './scan.ts';
import { SendLine } from './send-line.ts';
import { SendNotes } from './send-notes.ts';
import type { SendTransferInit } from './send-init.ts';
import { SendTransfer } from './send-transfer.ts';
import { failedPaths, topNames } from './source-selection.ts';
import { topName } from './top-name.ts';

export interface SendOrder extends SendSources {
  readonly peerId: PeerId;
  readonly peerName: string;
}

/** All transfers that are sent, and those that were and are on show. */
export class SendQueue {
  readonly #home: SendHome;
  /** What the user sees. */
  readonly #all = new Map<TransferId, SendTransfer>();
  /** What runs: also what has left the list, but whose receiver has yet to hear of a cancel. */
  readonly #running = new Map<SendTransfer, Promise<void>>();
  readonly #lines = new Map<PeerId, SendLine>();
  #online: ReadonlySet<PeerId> = new Set();
  #restored: SendTransfer[] = [];

  constructor(home: SendHome) {
    this.#home = home;
  }

  /** Throws TRANSFER_UNKNOWN. */
  get(transferId: TransferId): SendTransfer {
    const transfer = this.#all.get(transferId);
    if (!transfer) throw new TransferError('TRANSFER_UNKNOWN', 'no such transfer');
    return transfer;
  }

  /** A transfer to this very peer. */
  find(peerId: PeerId, transferId: TransferId): SendTransfer | undefined {
    const transfer = this.#all.get(transferId);
    return transfer?.record.peerId === peerId ? transfer : undefined;
  }

  /** Starts a transfer and returns its id; everything after that is told through the table. */
  send({ peerId, peerName, ...sources }: SendOrder): TransferId {
    const { paths, only, withoutPath } = sources;
    const names = only === null ? [...paths.map((path) => topName(path)), ...withoutPath] : topNames(only);
    const [title] = names;
    if (title === undefined) throw new TransferError('TRANSFER_NOTHING_TO_SEND', 'no paths');
    const id = toTransferId(randomBytes(16).toString('hex'));
    const itemCount = names.length;
    const { table, journals } = this.#home;
    const shown = { peerId, peerName, title, itemCount };
    const record = new TransferRecord({ ...shown, id, direction: 'send', isScanning: true }, table.noteChange);
    const createdAtMs = record.snapshot().startedAtMs;
    const header = { ...shown, transferId: id, paths, only: only ?? undefined, withoutPath, createdAtMs };
    const opening = journals.createSend(header);
    const notes = new SendNotes(opening, this.#home.log);
    table.add(record);
    this.#run(this.#create({ record, sources, notes, stage: 'new', entrySources: [] }));
    return id;
  }

  /** What an ended transfer was made of, to send it again. */
  orderOf(transferId: TransferId): Omit<SendOrder, 'peerName'> {
    const record = this.#home.table.get(transferId);
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
    const failed = failedPaths(this.#home.table.get(transferId).files, indexes);
    if (failed?.length === 0)
      throw new TransferError('TRANSFER_NOTHING_TO_SEND', 'nothing that was offered has failed');
    return failed === null ? order : { ...order, only: failed, withoutPath: [] };
  }

  /** What was dropped; empty for what was received. */
  sourcePathsOf(transferId: TransferId): readonly string[] {
    return this.#all.get(transferId)?.sources.paths ?? [];
  }

  /** Takes up what an earlier run was sending; `begin` goes on with it. @throws StorageError */
  async restore(loaded: LoadedSend): Promise<void> {
    const { table } = this.#home;
    const content = await loaded.read();
    const record = restoreRecord(loaded, content, table.noteChange);
    const transfer = this.#create(
      restoredInit(loaded, content, record, new SendNotes(loaded.reopen(), this.#home.log)),
    );
    if (loaded.state === 'cancelled') transfer.cancelledBefore();
    else table.add(record);
    this.#restored.push(transfer);
  }

  /** The network is there. */
  begin(): void {
    for (const transfer of this.#restored.sort(byRank)) this.#run(transfer);
    this.#restored = [];
  }

  /** To be called whenever the peers changed: one that came back is dialled at once. */
  notePeers(peers: readonly Peer[]): void {
    const before = this.#online;
    this.#online = new Set(peers.flatMap(({ id, status }) => (status === 'online' ? [id] : [])));
    for (const transfer of [...this.#running.keys()].sort(byRank)) {
      const { peerId } = transfer.record;
      if (this.#online.has(peerId) && !before.has(peerId)) transfer.nudge();
    }
  }

  /** What waits for this peer and was not accepted yet. */
  queuedFor(peerId: PeerId): readonly TransferId[] {
    const toPeer = [...this.#all.values()].filter(({ record }) => record.peerId === peerId && !record.isEnded);
    return toPeer.filter(({ isQueued }) => isQueued).map(({ record }) => record.id);
  }

  /** They are off the list. A receiver that has yet to hear of a cancel still hears of it. */
  forget(transferIds: readonly TransferId[]): void {
    for (const transferId of transferIds) this.#all.delete(transferId);
  }

  /** Stops all; resolves when nothing runs any more. A later run goes on. */
  async stop(): Promise<void> {
    for (const transfer of this.#running.keys()) transfer.stop();
    await Promise.all(this.#running.values());
  }

  #create(init: SendTransferInit): SendTransfer {
    const { peerId, id } = init.record;
    const onAnswered = (): void => this.#askAgain(peerId);
    const transfer = new SendTransfer(this.#home, { line: this.#lineTo(peerId), onAnswered }, init);
    this.#all.set(id, transfer);
    return transfer;
  }

  /** One for each peer that anything is sent to in this run: no more than there are peers. */
  #lineTo(peerId: PeerId): SendLine {
    const line = this.#lines.get(peerId) ?? new SendLine();
    this.#lines.set(peerId, line);
    return line;
  }

  #askAgain(peerId: PeerId): void {
    const turnedAway = [...this.#running.keys()].filter(
      ({ record }) => record.peerId === peerId && isTurnedAway(record),
    );
    // one answer makes room for one question
    turnedAway.sort(byRank)[0]?.nudge();
  }

  #run(transfer: SendTransfer): void {
    const run = transfer.run().finally(() => this.#running.delete(transfer));
    this.#running.set(transfer, run);
  }
}

function byRank(a: SendTransfer, b: SendTransfer): number {
  return a.rank - b.rank;
}

/** The peer had too many questions to take this one. */
function isTurnedAway(record: TransferRecord): boolean {
  const { state, error } = record.snapshot();
  return state === 'waiting' && error?.code === 'PEER_BUSY';
}

/** What the user sees of a transfer that an earlier run was sending, as far as its journal says. */
function restoreRecord(
  { header, state, acceptedAtMs, bytesDone }: LoadedSend,
  { manifest, skip, settled }: SendContent,
  onChange: (record: TransferRecord) => void,
): TransferRecord {
  const { transferId: id, peerId, peerName, title, itemCount, createdAtMs: startedAtMs } = header;
  const init = { id, peerId, peerName, title, itemCount, startedAtMs, direction: 'send', isScanning: false } as const;
  const record = new TransferRecord(init, onChange);
  for (const entry of manifest?.entries ?? []) record.files.add(entry);
  for (const { path, status, code } of manifest?.leftOut ?? []) {
    record.files.addLeftOut(path, status, { code, at: 'here' });
  }
  let doneBytes = 0;
  if (manifest) record.update({ bytesTotal: manifest.entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) });
  if (manifest && acceptedAtMs !== null) {
    const { isWanted, totalBytes } = toWanted(manifest.entries, skip);
    for (const [index, { kind, sizeBytes }] of manifest.entries.entries()) {
      const result = settled.get(index);
      if (!isWanted(index)) record.files.set(index, 'skipped');
      else if (kind === 'directory' || result?.code === 0) record.files.set(index, 'done');
      if (result?.code === 0) doneBytes += sizeBytes;
      if (result?.sha256) record.files.setSha256(index, result.sha256);
    }
    record.update({ bytesTotal: totalBytes, acceptedAtMs });
  }
  record.rebase(Math.max(doneBytes, bytesDone));
  const isPaused = state === 'paused';
  record.update({ state: isPaused ? 'paused' : 'waiting', pausedBy: isPaused ? 'here' : null });
  return record;
}

function restoredInit(
  { header, acceptedAtMs, rank }: LoadedSend,
  { manifest }: SendContent,
  record: TransferRecord,
  notes: SendNotes,
): SendTransferInit {
  return {
    record,
    sources: { paths: header.paths, only: header.only ?? null, withoutPath: header.withoutPath ?? [] },
    rank: rank ?? undefined,
    notes,
    stage: acceptedAtMs !== null && manifest ? 'accepted' : manifest ? 'offered' : 'new',
    entrySources: manifest ? fromKept(manifest) : [],
  };
}
