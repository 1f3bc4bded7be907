import type { CheckedBlock } from '../storage/part-blocks.ts';
import type { DiskFailure, Outcome } from './disk-failure.ts';
import type { FolderOrder, FolderRead, Looked, LookOrder } from './look-at.ts';
import type { PartToRead } from './read-parts.ts';
import type { FilesRead, FilesToRead } from './read-sources.ts';

/** A small file, whole, that is to stand in staging. */
export interface FileToStage {
  readonly index: number;
  /** In shared memory: not copied on its way, and not to be changed until the answer is there. */
  readonly bytes: Uint8Array;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  readonly mtimeMs: number;
}

export interface StageOrder {
  /** A path that leads into the staging directory until the answer is there. */
  readonly staging: string;
  readonly files: readonly FileToStage[];
  /** A stream of each file that says where it came from; null: this system knows none. */
  readonly mark: { readonly suffix: string; readonly text: string } | null;
}

export interface FileToName {
  readonly index: number;
  /** Path of its final name; valid until the answer is there. */
  readonly final: string;
}

export interface NameOrder {
  readonly staging: string;
  readonly files: readonly FileToName[];
}

/** Null: it worked. */
export type FileOutcome = DiskFailure | null;

/**
 * What a disk thread does, with calls that block it and nothing else. Everything crosses as plain data; no function
 * throws for what a system says.
 */
export interface DiskFunctions {
  /**
   * Writes small files into staging, each as a new file with its time, and makes their bytes safe against a power cut, all
   * with as few flushes as this system allows. Of a file that failed nothing is left.
   *
   * @returns by position in `files`; `WRONG_BYTES`: they have another hash
   */
  stage(order: StageOrder): Promise<readonly FileOutcome[]>;
  /** Gives staged files their final names as second names, never over anything. @returns by position in `files` */
  name(order: NameOrder): readonly FileOutcome[];
  /** Flushes staged files that others have written. @returns by position in `indexes` */
  flush(staging: string, indexes: readonly number[]): Promise<readonly FileOutcome[]>;
  /** Writes all of `chunks` at `position` of an open file. */
  write(fd: number, chunks: readonly Uint8Array[], position: number): Outcome<null>;
  /**
   * Adds bytes that lie at `position` of a file to its hash, which begins with the first call for `key`.
   *
   * @returns checksums of the blocks that end within them
   */
  addToDigest(key: string, sizeBytes: number, position: number, chunks: readonly Uint8Array[]): readonly CheckedBlock[];
  /** SHA-256 of all that was added, 64 hex digits. */
  takeDigest(key: string): string;
  dropDigest(key: string): void;
  /** Removes staging names. What cannot be removed is left to whoever sweeps staging. */
  unstage(staging: string, indexes: readonly number[]): void;
  /** Reads a folder, and looks at the first things in it as `lookAt` does. Fails for one that may not be entered. */
  readFolder(order: FolderOrder): Outcome<FolderRead>;
  /** Looks at things in a folder until it has taken long, at one at least. @returns of the first of `names` */
  lookAt(order: LookOrder): readonly Looked[];
  /** Reads and hashes small files whole, back to back, until one fails or it has taken long: at least one. */
  readFiles(order: FilesToRead): FilesRead;
  /** Reads and hashes the next part of a large file. @returns SHA-256 of the whole after the last part, else null */
  readPart(order: PartToRead): Outcome<string | null>;
  /** No other part of it is asked for. To be said also after the last one, and after a failure. */
  closeSource(id: number): void;
}
