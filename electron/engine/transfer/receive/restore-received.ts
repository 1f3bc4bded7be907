import type { ErrorCode } from '../../../../shared/errors/codes.ts';
import type { TransferId } from '../../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { ReceiveContent, LoadedReceive } from '../../journal/receive-journal.ts';
import { STAGING } from '../../storage/directories.ts';
import { CHECKED_BLOCK_BYTES, type ReceiveState } from '../../storage/receive-notes.ts';
import type { Wanted } from '../offer/accept-offer.ts';
import type { FinishedTransfer } from './answer-finished.ts';
import { noteFolder, notePlaced } from './note-placed.ts';
import { TransferRecord } from '../list/transfer-record.ts';

/** Shows what was not wanted as skipped. */
export function markSkipped(
  record: TransferRecord,
  entries: readonly ManifestEntry[],
  isWanted: (index: number) => boolean,
): void {
  for (const index of entries.keys()) if (!isWanted(index)) record.files.set(index, 'skipped');
}

/** Index and code of a file that failed. */
export function toFailure(record: TransferRecord, index: number): readonly (readonly [number, ErrorCode])[] {
  if (record.files.statusOf(index) !== 'failed') return [];
  return [[index, record.files.errorOf(index)?.code ?? 'INTERNAL']];
}

/** What is remembered of a transfer that an earlier run finished. */
export function toFinished({ skip, files }: Wanted, { entries, failed, intake }: ReceiveContent): FinishedTransfer {
  const bytesDone = [...intake.placed.keys()].reduce((sum, index) => sum + (entries[index]?.sizeBytes ?? 0), 0);
  return { skip, files, failed, bytesDone };
}

interface RestoreOptions {
  readonly loaded: LoadedReceive;
  readonly content: ReceiveContent;
  readonly wanted: Wanted;
  readonly onChange: (record: TransferRecord) => void;
}

/** The record of an accepted transfer that an earlier run left unfinished, as far as its journal says. */
export function restoreReceived({ loaded, content, wanted, onChange }: RestoreOptions): TransferRecord {
  const { header, state, stateError } = loaded;
  const { entries, intake } = content;
  const top = entries.filter((entry) => !entry.path.includes('/'));
  const record = new TransferRecord(
    {
      id: header.transferId satisfies TransferId,
      direction: 'receive',
      peerId: header.peerId,
      peerName: header.peerName,
      title: top[0]?.path ?? '',
      itemCount: top.length,
      isScanning: false,
      startedAtMs: header.startedAtMs,
    },
    onChange,
  );
  for (const entry of entries) record.files.add(entry);
  markSkipped(record, entries, wanted.isWanted);
  for (const [index, { relativePath }] of intake.directories) {
    if (index !== STAGING) noteFolder(record, header.directory, index, relativePath.slice(1));
  }
  for (const [index, placed] of intake.placed) notePlaced(record, header.directory, index, placed);
  record.rebase(notedBytes(entries, intake));
  const isPaused = state === 'paused';
  record.update({
    state: isPaused ? 'paused' : 'waiting',
    pausedBy: isPaused ? 'here' : null,
    error: isPaused && stateError && stateError !== 'PEER_PAUSED' ? { code: stateError, at: 'here' } : null,
    acceptedAtMs: header.acceptedAtMs,
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
