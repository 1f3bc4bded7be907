import type { ErrorCode } from '../errors/codes.ts';
import type { PeerId, TransferId } from './ids.ts';
import type { Direction, EntryKind, FileStatus, TransferState } from './transfer.ts';

/** How a transfer ended. `interrupted`: Lanyard was killed, or the computer went down, before it did. */
export type HistoryResult =
  | Extract<TransferState, 'done' | 'partial' | 'failed' | 'cancelled' | 'declined'>
  | 'interrupted';

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
  readonly errorCode: ErrorCode | null;
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
  readonly errorCode: ErrorCode | null;
}

export const HISTORY_FILTERS = ['all', 'sent', 'received', 'problems'] as const;
export type HistoryFilter = (typeof HISTORY_FILTERS)[number];
