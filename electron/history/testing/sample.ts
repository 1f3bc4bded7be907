import { toPeerId, toTransferId, type TransferId } from '../../../shared/model/ids.ts';
import type { HistoryQuery } from '../../../shared/ipc/contract.ts';
import { EMPTY_REPORT, type FileRow, type Transfer } from '../../../shared/model/transfer.ts';
import type { KnownPlaces } from '../history-api.ts';

export const NOWHERE: KnownPlaces = { sourcePaths: [], shownPath: null };

/** The same id for the same number. */
export function idOf(number: number): TransferId {
  return toTransferId(number.toString(16).padStart(32, '0'));
}

/** A send that is done, unless told otherwise; later numbers start later. */
export function pastTransfer(number: number, changes: Partial<Transfer> = {}): Transfer {
  return {
    id: idOf(number),
    direction: 'send',
    peerId: toPeerId('a'.repeat(64)),
    peerName: 'Workshop PC',
    state: 'done',
    title: `Photos ${number}`,
    itemCount: 1,
    isScanning: false,
    bytesDone: 3_000,
    bytesTotal: 3_000,
    filesDone: 3,
    filesTotal: 3,
    filesFailed: 0,
    filesSkipped: 0,
    currentFile: null,
    rateBytesPerSec: 0,
    secondsLeft: null,
    error: null,
    cancelledBy: null,
    pausedBy: null,
    startedAtMs: 1_700_000_000_000 + number * 10_000,
    acceptedAtMs: 1_700_000_001_000 + number * 10_000,
    endedAtMs: 1_700_000_004_000 + number * 10_000,
    canShow: false,
    linePosition: null,
    limitedBy: null,
    filesToRetry: 0,
    report: EMPTY_REPORT,
    ...changes,
  };
}

export function pastFile(index: number, changes: Partial<FileRow> = {}): FileRow {
  return {
    index,
    path: `Photos/IMG_${index}.jpg`,
    savedAs: null,
    kind: 'file',
    sizeBytes: 1_000,
    status: 'done',
    sha256: index.toString(16).padStart(64, '0'),
    error: null,
    remarks: [],
    ...changes,
  };
}

/** Everything from the start, unless told otherwise. */
export function queryOf(changes: Partial<HistoryQuery> = {}): HistoryQuery {
  return { text: '', filter: 'all', offset: 0, limit: 1_000, ...changes };
}
