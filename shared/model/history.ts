import type { ErrorInfo } from '../errors/error-info.ts';
import type { PeerId, TransferId } from './ids.ts';
import type { Direction, EntryKind, FileRemark, FileStatus, TransferReport, TransferState } from './transfer.ts';

/** How a transfer ended. `interrupted`: Lanyard was killed, or the computer went down, before it did. */
export const HISTORY_RESULTS = [
  'done',
  'partial',
  'failed',
  'cancelled',
  'declined',
  'interrupted',
] as const satisfies readonly (TransferState | 'interrupted')[];
export type HistoryResult = (typeof HISTORY_RESULTS)[number];

/** One past transfer. */
export interface HistoryEntry {
  readonly id: TransferId;
  readonly direction: Direction;
  readonly peerId: PeerId;
  readonly peerName: string;
  /** Name of the first thing. */
  readonly title: string;
  readonly itemCount: number;
  readonly result: HistoryResult;
  /** Why it failed. */
  readonly error: ErrorInfo | null;
  /** Who cancelled, when `result` is `cancelled`. */
  readonly cancelledBy: 'here' | 'there' | null;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly filesFailed: number;
  /** Unix time. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** From the other side's yes to the end; null: nothing moved. */
  readonly averageBytesPerSec: number | null;
  /** The sender still knows where the files were. */
  readonly canSendAgain: boolean;
  /** It is known where it lies on this computer; it may have been moved since. */
  readonly canShow: boolean;
  readonly report: TransferReport;
}

/** One file of a past transfer. */
export interface HistoryFile {
  readonly index: number;
  readonly path: string;
  readonly savedAs: string | null;
  readonly kind: EntryKind;
  readonly sizeBytes: number;
  readonly status: FileStatus;
  /** 64 hex digits; null where the file did not arrive. */
  readonly sha256: string | null;
  readonly error: ErrorInfo | null;
  readonly remarks: readonly FileRemark[];
}

/** `problems`: what did not arrive whole although nobody wanted it so. */
export const HISTORY_FILTERS = ['all', 'sent', 'received', 'problems'] as const;
export type HistoryFilter = (typeof HISTORY_FILTERS)[number];

/** What is wrong with a file that was checked again: other bytes or no file any more, gone, or not to be read. */
export const CHECK_PROBLEMS = ['changed', 'missing', 'unreadable'] as const;
export type CheckProblem = (typeof CHECK_PROBLEMS)[number];

/**
 * The files of one past transfer compared with its hashes, now. Kept as long as the app runs, not written down.
 * - `queued`: another one is being checked first
 * - `failed`: the history could not be read to the end
 */
export interface HistoryCheck {
  readonly transferId: TransferId;
  readonly direction: Direction;
  readonly title: string;
  readonly itemCount: number;
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  /** Compared so far, whatever came of it. */
  readonly filesDone: number;
  /** Files that arrived and whose hash is known. */
  readonly filesTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly problems: Readonly<Record<CheckProblem, number>>;
}

/** A file that is not as it was received or sent. */
export interface HistoryProblem {
  /** As it stood here. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly problem: CheckProblem;
}
