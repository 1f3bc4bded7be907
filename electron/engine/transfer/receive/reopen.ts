import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorCode } from '../../../../shared/errors/codes.ts';
import { StorageError } from '../../../../shared/errors/lanyard-error.ts';
import { NOTHING_LEFT_OUT } from '../../../../shared/model/left-out.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { TransferId } from '../../../../shared/model/ids.ts';
import type { LoadedReceive, ReceiveContent } from '../../journal/receive-journal.ts';
import { sumBytes } from '../../storage/byte-ranges.ts';
import { STAGING } from '../../storage/directories.ts';
import { openInbox, type InboxTransfer } from '../../storage/inbox.ts';
import { CHECKED_BLOCK_BYTES, type ReceiveState } from '../../storage/receive-notes.ts';
import type { StagingRegistry } from '../../storage/staging-registry.ts';
import { unresolvedVolumeOf } from '../../storage/volumes.ts';
import type { ReceiveHome } from '../home.ts';
import { noteFolder, notePlaced, noteSkipped } from '../list/note-placed.ts';
import { TransferRecord } from '../list/transfer-record.ts';
import { makeFolders, toExceptions } from '../offer/accept-offer.ts';
import { toWanted, type Wanted } from '../wanted.ts';
import type { LiveJournal, RenewedJournal } from './live-journal.ts';

/**
 * Opens the folder of an accepted offer again, with what its journal says and the disk confirms. Folders that are
 * missing are made.
 *
 * @param how - `to-discard`: parts are not read, as they are about to be removed
 * @param isStopped - asked between reads
 * @throws StorageError with nothing lost; STORAGE_FULL when there is no room for what is missing
 */
export async function reopenInbox(
  { registry, trash, threads }: ReceiveHome,
  { loaded, journal }: RenewedJournal,
  how: 'checked' | 'to-discard',
  isStopped: () => boolean,
): Promise<InboxTransfer> {
  const { header } = loaded;
  const { entries, noted } = await loaded.read();
  const state = how === 'checked' ? noted : withoutBlocks(noted);
  const wanted = toWanted(entries, header.skip);
  const { isException } = toExceptions(header.exceptions, entries.length);
  const disk = threads.of(unresolvedVolumeOf(header.directory));
  const folder = await openInbox(header.directory, { registry, trash, disk });
  const { transferId, existing } = header;
  const { isWanted } = wanted;
  const order = { transferId, entries, isWanted, existing, isException, notes: journal };
  const resume = (from: ReceiveState): Promise<InboxTransfer> =>
    folder.resumeTransfer({ ...order, state: from, isStopped });
  const inbox = await resume(state).catch(async (error: unknown) => {
    if (!(await isStagingGone(error, header.directory, state))) throw error;
    // somebody removed it: what is in place counts, the rest comes again
    await forgetStaging(registry, header.directory, state);
    return resume(withoutStaging(state));
  });
  if (how === 'to-discard') return inbox;
  try {
    await makeFolders(inbox, entries, wanted.isWanted, isStopped);
    mustFit(missingBytesOf(inbox, entries, wanted), await folder.freeBytes());
    return inbox;
  } catch (error) {
    await inbox.suspend();
    throw error;
  }
}

function missingBytesOf(inbox: InboxTransfer, entries: readonly ManifestEntry[], { files }: Wanted): number {
  const missing = files.filter((index) => !inbox.placed.has(index) && !inbox.isTooLarge(index));
  return missing.reduce((sum, index) => sum + (entries[index]?.sizeBytes ?? 0) - sumBytes(inbox.held(index)), 0);
}

function mustFit(missingBytes: number, freeBytes: number | null): void {
  if (freeBytes === null || missingBytes <= freeBytes) return;
  throw new StorageError('STORAGE_FULL', 'not enough space', { shortBytes: missingBytes - freeBytes });
}

/** True when the folder's disk is the one where staging was, and staging is not there: not when the disk is away. */
async function isStagingGone(error: unknown, directory: string, { directories }: ReceiveState): Promise<boolean> {
  const recorded = directories.get(STAGING);
  if (!(error instanceof StorageError) || error.code !== 'STORAGE_MISSING' || !recorded) return false;
  return (await stat(directory, { bigint: true })).dev === recorded.identity.dev;
}

async function forgetStaging(registry: StagingRegistry, directory: string, state: ReceiveState): Promise<void> {
  const recorded = state.directories.get(STAGING);
  if (recorded) await registry.discard(join(directory, recorded.relativePath));
}

/** Absolute path of the staging of a transfer; null: its journal names none. @throws StorageError when it cannot be read */
export async function stagingOf({ journals }: ReceiveHome, transferId: TransferId): Promise<string | null> {
  const loaded = await journals.findReceive(transferId);
  const recorded = loaded && (await loaded.read()).noted.directories.get(STAGING);
  return recorded ? join(loaded.header.directory, recorded.relativePath) : null;
}

/**
 * Removes what is in staging, and the folders that hold nothing; notes once more that the transfer ended with `code`: the
 * writer before may have been closed already when that was to be noted.
 *
 * @param opened - null: the folder has to be opened for it
 * @throws StorageError when not even staging can be found or removed
 */
export async function discard(
  home: ReceiveHome,
  transferId: TransferId,
  journal: LiveJournal,
  opened: InboxTransfer | null,
  code: ErrorCode,
): Promise<void> {
  try {
    const inbox = opened ?? (await openToDiscard(home, journal, code));
    await inbox.abort();
  } catch (error) {
    // a disk that is full or read-only cannot be opened for receiving, but perhaps cleaned
    home.log.info('a folder is cleaned without being opened', { reason: String(error) });
    const staging = await stagingOf(home, transferId);
    if (staging !== null) await home.registry.discard(staging);
  }
}

async function openToDiscard(home: ReceiveHome, journal: LiveJournal, code: ErrorCode): Promise<InboxTransfer> {
  const renewed = await journal.renew();
  journal.noteEnd(code);
  return reopenInbox(home, renewed, 'to-discard', () => false);
}

function withoutBlocks(state: ReceiveState): ReceiveState {
  return { ...state, blocks: new Map<number, ReadonlyMap<number, number>>() };
}

function withoutStaging(state: ReceiveState): ReceiveState {
  return withoutBlocks({
    ...state,
    directories: new Map([...state.directories].filter(([index]) => index !== STAGING)),
  });
}

/** The record of an accepted transfer that an earlier run left unfinished, as far as its journal says. */
export function restoreRecord(
  { header, state, stateError }: LoadedReceive,
  { entries, noted }: ReceiveContent,
  wanted: Wanted,
  onChange: (record: TransferRecord) => void,
): TransferRecord {
  const { transferId: id, peerId, peerName, startedAtMs, acceptedAtMs, directory } = header;
  const top = entries.filter((entry) => !entry.path.includes('/'));
  const title = top[0]?.path ?? '';
  const shown = { id, peerId, peerName, title, itemCount: top.length, isScanning: false, startedAtMs };
  const record = new TransferRecord({ ...shown, direction: 'receive' }, onChange);
  for (const entry of entries) record.files.add(entry);
  record.files.addLeftOutThere(header.leftOut ?? NOTHING_LEFT_OUT);
  noteSkipped(record, wanted.isWanted);
  for (const [index, { relativePath }] of noted.directories) {
    if (index !== STAGING) noteFolder(record, directory, index, relativePath.slice(1));
  }
  for (const [index, placed] of noted.placed) notePlaced(record, directory, index, placed);
  record.rebase(notedBytes(entries, noted));
  const isPaused = state === 'paused';
  record.update({
    state: isPaused ? 'paused' : 'waiting',
    pausedBy: isPaused ? 'here' : null,
    error: isPaused && stateError && stateError !== 'PEER_PAUSED' ? { code: stateError, at: 'here' } : null,
    acceptedAtMs,
    bytesTotal: wanted.totalBytes,
  });
  return record;
}

/** About what is there: the truth is known when the parts have been read. */
function notedBytes(entries: readonly ManifestEntry[], { placed, blocks }: ReceiveState): number {
  const sizeOf = (index: number): number => entries[index]?.sizeBytes ?? 0;
  let bytes = 0;
  for (const index of placed.keys()) bytes += sizeOf(index);
  for (const [index, noted] of blocks) {
    if (!placed.has(index)) bytes += Math.min(sizeOf(index), noted.size * CHECKED_BLOCK_BYTES);
  }
  return bytes;
}
