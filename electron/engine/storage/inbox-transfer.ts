import type { TransferId } from '../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { ExistingChoice } from '../../../shared/model/settings.ts';
import type { StandingFile } from './compare-standing.ts';
import type { Directories, DirectoryRecord } from './directories.ts';
import type { PathPlan } from './manifest-check.ts';
import type { OriginMark } from './origin-mark.ts';
import type { ByteRange, Placed, PlacedFile, ReceiveNotes } from './receive-notes.ts';
import type { Trash } from './replace-standing.ts';

/**
 * A staging file: bytes of one entry before they are known to be right. Calls run one after the other, in the order
 * they are made.
 */
export interface Part {
  /**
   * Appends the chunks in order, each where the next byte is missing. They must not change until this resolves; they are
   * not kept.
   *
   * @throws StorageError; STORAGE_FULL and others leave the part as it is, for `discard` or `suspend`
   * @throws TransferError TRANSFER_HASH_MISMATCH when more bytes come than the manifest says; none of them is written
   */
  write(chunks: readonly Uint8Array[]): Promise<void>;
  /**
   * Puts the file under its final name, or a free one beside it, once length and hash are right and its bytes are on
   * the disk; or drops it for the same file that stands there already, where the transfer wants that. When it rejects,
   * no final name exists, unless it was `notePlaced` that failed. A part that is wrong or could not be flushed is gone
   * then; every other one waits for `discard` or `suspend`.
   *
   * @param expectedSha256Hex - 64 lower-case hex digits
   * @throws TransferError TRANSFER_HASH_MISMATCH
   * @throws StorageError STORAGE_UNSAFE when a folder on the way is no longer the one we made
   */
  commit(expectedSha256Hex: string, mtimeMs: number): Promise<Placed>;
  /**
   * Removes the staging file and what was noted of it. Safe to call at any time, also twice, after `commit` or after the
   * transfer was suspended, when it stays. Never rejects.
   */
  discard(): Promise<void>;
}

/**
 * The only way from one accepted transfer to the disk. Everything is addressed by manifest index; no name of the
 * peer's reaches a system call before it was made safe. Calls for different entries may run in parallel.
 */
export interface InboxTransfer {
  /** Files that were in place when it was resumed, and those that were claimed since, by index. */
  readonly placed: ReadonlyMap<number, PlacedFile>;
  /** No file of its size fits on this kind of disk, however empty it is. */
  isTooLarge(index: number): boolean;
  /** Bytes of a file that an earlier run brought and that were right when it was resumed. Ascending; none touch. */
  held(index: number): readonly ByteRange[];
  /**
   * Opens the staging file of a wanted file. At most one open part per entry; after `discard` it may be opened again, as
   * an empty one.
   *
   * @throws StorageError STORAGE_UNSAFE when the entry was not accepted, is no file, is open or in place already
   */
  openPart(index: number): Promise<Part>;
  /**
   * Makes a wanted directory, and those above it; all are new ones, made by this transfer, or, unless it keeps both,
   * those of that name that stand there already. Safe to call twice.
   */
  makeDirectory(index: number): Promise<Placed>;
  /**
   * Takes a file that stands under the planned name of a wanted one, and had its hash when `file` was read, for that one;
   * it is in place then, and noted. Only where folders are merged.
   *
   * @returns false when it is not that file any more, or was touched: then it is to be received like any other
   * @throws StorageError STORAGE_UNSAFE as `openPart`
   */
  claim(index: number, file: StandingFile): Promise<boolean>;
  /** Writes a little into staging and flushes it. @throws StorageError as the disk is now */
  tryDisk(): Promise<void>;
  /** Sets times of directories, makes all of it safe against a power cut, removes the staging directory. */
  finish(): Promise<void>;
  /**
   * Removes parts, the staging directory and those directories that this transfer made and that hold nothing. Committed files
   * stay. Waits for calls under way; later ones reject with TRANSFER_CANCELLED. Safe to call twice or after `finish`.
   * Never rejects: what can't be removed is left to the sweep.
   */
  abort(): Promise<void>;
  /**
   * Closes everything and leaves it as it is: parts, staging, directories and notes wait for `resumeTransfer`, or for the
   * sweep when nobody refers to them any more. Waits for calls under way, but not for long reads; later ones reject with
   * TRANSFER_CANCELLED. Safe to call twice or after `finish`. Never rejects.
   */
  suspend(): Promise<void>;
}

/** What is to be received. */
export interface TransferOrder {
  readonly transferId: TransferId;
  readonly entries: readonly ManifestEntry[];
  /** Entries the user accepted; all others are refused by `openPart`. */
  readonly isWanted: (index: number) => boolean;
  /** What to do with names that stand there already. */
  readonly existing: ExistingChoice;
  /** Files for which `existing` is the other way round: replaced with `skip-identical`, kept with `replace`. */
  readonly isException: (index: number) => boolean;
  /** What a later run goes on from. */
  readonly notes: ReceiveNotes;
}

export interface TransferParts extends TransferOrder {
  readonly rootDir: string;
  readonly plan: PathPlan;
  readonly directories: Directories;
  /** With the staging directory in it. */
  readonly records: Map<number, DirectoryRecord>;
  readonly hasHardLinks: boolean;
  /** Null: no limit is known. */
  readonly maxFileBytes: number | null;
  readonly trash: Trash;
  readonly mark: OriginMark;
  /** Called when the staging directory is no more. */
  readonly forgetStaging: () => Promise<void>;
}
