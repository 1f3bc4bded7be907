import type { ErrorInfo } from '../../shared/errors/error-info.ts';
import type { Result } from '../../shared/errors/result.ts';
import type { HistoryPage, HistoryQuery, Page, PageQuery } from '../../shared/ipc/contract.ts';
import type { HistoryFile } from '../../shared/model/history.ts';
import type { PeerId, TransferId } from '../../shared/model/ids.ts';
import type { FileRow, Transfer } from '../../shared/model/transfer.ts';

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
  /** Those that an earlier thread of this run began and that still go on; all others without an end were interrupted. */
  readonly running: readonly TransferId[];
}

/** The history as one thread keeps it. Each throws a LanyardError when the disk does not do it. */
export interface HistoryStore {
  /** Enters a transfer that begins to move. One that is entered already is brought up to date and loses its files. */
  begin(transfer: Transfer, places: KnownPlaces): void;
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
  remove(transferId: TransferId): void;
  /** Removes all that has ended; nothing of it stays in the file. */
  clear(): void;
  /** Writes all to the file and lets it go. */
  close(): void;
}

type Answers<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Result<R>> : never;
};

/** What the worker thread offers to its owner. */
export interface HistoryThread extends Answers<HistoryStore> {
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
}
