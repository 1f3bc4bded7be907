import type { ErrorInfo } from '../../shared/errors/error-info.ts';
import type { Result } from '../../shared/errors/result.ts';
import type { HistoryPage, HistoryQuery, Page, PageQuery } from '../../shared/ipc/contract.ts';
import type { HistoryCheck, HistoryFile, HistoryProblem, HistoryResult } from '../../shared/model/history.ts';
import type { PeerId, TransferId } from '../../shared/model/ids.ts';
import type { Direction, FileRow, Transfer, TransferReport } from '../../shared/model/transfer.ts';

export const HISTORY_FAILED: ErrorInfo = { code: 'HISTORY_FAILED', at: 'here' };

/** Where the things of a past transfer were on this computer. Absolute paths, checked again when they are read. */
export interface HistoryOrigin {
  readonly peerId: PeerId;
  readonly sourcePaths: readonly string[];
  readonly shownPath: string | null;
}

export type KnownPlaces = Omit<HistoryOrigin, 'peerId'>;

export interface OpenOptions {
  /** Absolute. Made when missing, mode 0600. */
  readonly file: string;
  /** As `HistoryStore.settle` takes it; null: not known yet. */
  readonly running: readonly TransferId[] | null;
}

/** What a receipt says beside the files. */
export interface ReceiptHead {
  readonly transferId: TransferId;
  readonly direction: Direction;
  readonly peerId: PeerId;
  readonly peerName: string;
  readonly title: string;
  readonly itemCount: number;
  readonly result: HistoryResult;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly filesFailed: number;
  readonly startedAtMs: number;
  readonly acceptedAtMs: number | null;
  readonly endedAtMs: number;
  /** Files that arrived and whose hash is known, and their bytes. */
  readonly hashedFiles: number;
  readonly hashedBytes: number;
  readonly report: TransferReport;
}

/** A file with its place in the list, which is what it can be asked for by. */
export interface ListedFile extends HistoryFile {
  readonly place: number;
}

/** The history as one thread keeps it. Each throws a LanyardError when the disk does not do it. */
export interface HistoryStore {
  /**
   * Says of all that an earlier run left without an end, except `running`, that it was interrupted. Those go on.
   * Returns how many were interrupted.
   */
  settle(running: readonly TransferId[]): number;
  /**
   * Enters a transfer that begins to move. One that is entered already, be it by an earlier run or as interrupted, is
   * brought up to date and loses its files. True: it was on show and is not any more.
   */
  begin(transfer: Transfer, places: KnownPlaces): boolean;
  /** Appends to the files of a transfer that was begun. */
  addFiles(transferId: TransferId, rows: readonly FileRow[]): void;
  /** Completes a transfer that was begun: from now on it is shown. */
  end(transfer: Transfer, places: KnownPlaces): void;
  /** Forgets a transfer that was begun and has not ended. */
  drop(transferId: TransferId): void;
  page(query: HistoryQuery): HistoryPage;
  files(query: PageQuery): Page<HistoryFile>;
  /** @throws TRANSFER_UNKNOWN */
  origin(transferId: TransferId): HistoryOrigin;
  /** @throws TRANSFER_UNKNOWN */
  receipt(transferId: TransferId): ReceiptHead;
  /** Up to `limit` files of the list from `place` on; none: there are no more. @throws TRANSFER_UNKNOWN */
  list(transferId: TransferId, place: number, limit: number): readonly ListedFile[];
  /** The files at these places, at most 1,000, in the order of the list. @throws TRANSFER_UNKNOWN */
  listed(transferId: TransferId, places: readonly number[]): readonly ListedFile[];
  /** The things at the top, in the order of the list. @throws TRANSFER_UNKNOWN */
  tops(transferId: TransferId): readonly string[];
  /** @throws TRANSFER_UNKNOWN */
  remove(transferId: TransferId): void;
  /** Removes all that has ended; nothing of it stays in the file. */
  clear(): void;
  /** Writes all to the file and lets it go. */
  close(): void;
}

type Answers<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Result<R>> : never;
};

/** What the thread does beside keeping the history; it answers other questions meanwhile. */
interface HistoryWork {
  /** Writes the receipt to `file`, an absolute path that the user chose; what stood there is replaced at the end. */
  saveReceipt(transferId: TransferId, file: string): Promise<Result<null>>;
  /** Begins, or begins anew, to compare the files on the disk with the hashes. HISTORY_MOVED: nobody knows where they are. */
  startCheck(transferId: TransferId): Promise<Result<null>>;
  /** Ends and forgets a check. */
  cancelCheck(transferId: TransferId): Promise<Result<null>>;
  /** What a check has found so far; nothing when there is none. */
  problems(query: PageQuery): Promise<Result<Page<HistoryProblem>>>;
}

/** Only the thread itself reads these. */
type Inner = 'list' | 'listed' | 'tops';

/** What the worker thread offers to its owner. */
export interface HistoryThread extends Answers<Omit<HistoryStore, Inner>>, HistoryWork {
  /** To be called first, and again when it failed: HISTORY_FAILED while the file cannot be opened at all. */
  open(options: OpenOptions): Promise<Result<null>>;
}

export interface HistoryLogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
  readonly stack?: string;
}

/** What the owner of the worker thread offers to it. */
export interface HistoryOwner {
  onLog(line: HistoryLogLine): void;
  /** All checks, whenever one of them changes; at most 5 calls a second. */
  onChecks(checks: readonly HistoryCheck[]): void;
}
