import type { ErrorInfo } from '../errors/error-info.ts';
import type { PeerId, TransferId } from './ids.ts';

export type Direction = 'send' | 'receive';

/**
 * - `offered`: the other side, or we, have yet to answer (for a sender also: still reading its folders)
 * - `active`: bytes move
 * - `waiting`: the other side is out of reach; it goes on by itself when it is back. For a sender also before the offer
 * - `paused`: somebody stopped it (`pausedBy`), or a disk (`error`); it goes on when told to
 * - `verifying`: all bytes are there; hashes, fsync and names are being settled
 * - `done`: every accepted file is safely in place
 * - `partial`: finished, but at least one file failed
 * - `failed`, `cancelled`, `declined`: ended without the rest
 */
export const TRANSFER_STATES = [
  'offered',
  'active',
  'waiting',
  'paused',
  'verifying',
  'done',
  'partial',
  'failed',
  'cancelled',
  'declined',
] as const;
export type TransferState = (typeof TRANSFER_STATES)[number];

const ENDED: ReadonlySet<TransferState> = new Set(['done', 'partial', 'failed', 'cancelled', 'declined']);

export function isEnded(state: TransferState): boolean {
  return ENDED.has(state);
}

/** Where a transfer stands now. Replaced as a whole on every change. */
export interface Transfer {
  readonly id: TransferId;
  readonly direction: Direction;
  readonly peerId: PeerId;
  readonly peerName: string;
  readonly state: TransferState;
  /** Name of the first thing dropped, e.g. `Photos 2026`. */
  readonly title: string;
  /** Things dropped at the top level; more than one means "title and N others". */
  readonly itemCount: number;
  /** True while the sender is still reading folders; the totals grow. */
  readonly isScanning: boolean;
  /** Safely written at the receiver. On both ends. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly filesFailed: number;
  readonly filesSkipped: number;
  /** Path, inside the transfer, of the file being written. */
  readonly currentFile: string | null;
  /** Smoothed over 3 s; 0 while nothing moves. */
  readonly rateBytesPerSec: number;
  readonly secondsLeft: number | null;
  /** What keeps it from being faster, the same on both screens; null: not known, or too early, or nothing moves. */
  readonly limitedBy: TransferLimit | null;
  /** Why it ended (`failed`), what stands in the way of accepting it (`offered`), or of going on (`paused`, `waiting`). */
  readonly error: ErrorInfo | null;
  /** Where it was stopped, and where alone it can be told to go on, when `state` is `paused`. */
  readonly pausedBy: 'here' | 'there' | null;
  /** Who cancelled, when `state` is `cancelled`. */
  readonly cancelledBy: 'here' | 'there' | null;
  /** Unix time. */
  readonly startedAtMs: number;
  /** When the other side's yes came, or ours; null: not yet, or never. */
  readonly acceptedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** Something of it stands in a folder of this computer that can be shown. */
  readonly canShow: boolean;
  readonly report: TransferReport;
  /**
   * How many go before it to the same peer, while it waits for its turn (`active`) or for the peer (`waiting`); null: it
   * is its turn, or it is in no line. Sender only.
   */
  readonly linePosition: number | null;
  /** Files of a sent transfer that has ended which failed and can be sent alone. */
  readonly filesToRetry: number;
}

/**
 * What a transfer waits for most, as seen from this computer: the disk, the processor or the limit on speed in the settings
 * of this computer or of the other one, or the network between them.
 */
export type TransferLimit = 'this-disk' | 'other-disk' | 'network' | 'cpu' | 'other-cpu' | 'limit-here' | 'limit-there';

/** Where a transfer that waits in a line is moved. */
export const LINE_MOVES = ['first', 'earlier', 'later'] as const;
export type LineMove = (typeof LINE_MOVES)[number];

/** What did not go the plain way, as counts of files and folders. What failed is not in it. */
export interface TransferReport {
  /** Were at the receiver already, with the very same bytes; not sent. On both ends. */
  readonly wasThere: number;
  /** Took the name of another file, which is in the trash. Receiver only, as all that follows but `leftOut`. */
  readonly replaced: number;
  /** Should have taken a name whose file could not be moved to the trash, and stand beside it. */
  readonly notReplaced: number;
  /** Stand under another name than the sender gave. Folders and what is in them count once. */
  readonly renamed: number;
  /** Programs that are not marked as such here. */
  readonly notExecutable: number;
  /** Links, special files and the like that were never offered. Sender only. */
  readonly leftOut: number;
}

export const EMPTY_REPORT: TransferReport = {
  wasThere: 0,
  replaced: 0,
  notReplaced: 0,
  renamed: 0,
  notExecutable: 0,
  leftOut: 0,
};

export type FileStatus = 'pending' | 'active' | 'done' | 'skipped' | 'failed';

export type EntryKind = 'file' | 'directory';

/** A send that waits for its device and was not accepted yet: nothing of it has moved. */
export function isQueued({ state, direction, acceptedAtMs }: Transfer): boolean {
  return state === 'waiting' && direction === 'send' && acceptedAtMs === null;
}

/** Accepted, and others go before it to the same device. */
export function isInLine({ state, linePosition }: Transfer): boolean {
  return state === 'active' && linePosition !== null;
}

/** The disk of either end stopped it, not a person. */
export function isPausedByDisk({ state, error }: Transfer): boolean {
  return state === 'paused' && error !== null && error.code.startsWith('STORAGE_');
}

/** One file or folder of a transfer, and what became of it. */
export interface FileRow {
  /** Position in the manifest; -1 for a thing that never got into it (a link, say). */
  readonly index: number;
  /** Relative, `/` between components, as the sender named it. */
  readonly path: string;
  /** Where it stands now when that differs from `path`, relative to the inbox. */
  readonly savedAs: string | null;
  readonly kind: EntryKind;
  readonly sizeBytes: number;
  readonly status: FileStatus;
  /** 64 hex digits, of a file that is `done`; null while it is not known. */
  readonly sha256: string | null;
  readonly error: ErrorInfo | null;
  readonly remarks: readonly FileRemark[];
}

/** What did not go the plain way with one entry. See {@link TransferReport}. */
export const FILE_REMARKS = ['was-there', 'replaced', 'not-replaced', 'renamed', 'not-executable'] as const;
export type FileRemark = (typeof FILE_REMARKS)[number];
