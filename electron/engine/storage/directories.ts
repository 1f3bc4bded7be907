import { randomBytes } from 'node:crypto';
import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import type { FileId } from './file-id.ts';

/** Stands for the inbox itself where a directory's manifest index is asked for. */
export const ROOT = -1;

/** Stands for the staging directory. */
export const STAGING = -2;

// of any case: some volumes do not tell
const STAGING_NAME = /^\.lanyard-[0-9a-f]{32}$/i;

export function newStagingName(): string {
  return `.lanyard-${randomBytes(16).toString('hex')}`;
}

export function isStagingName(name: string): boolean {
  return STAGING_NAME.test(name);
}

/** A directory that this transfer uses, so that it can tell it from one that somebody put in its place. */
export interface DirectoryRecord {
  readonly parent: number;
  readonly name: string;
  /** From the inbox, with a `/` before each component. */
  readonly relativePath: string;
  readonly identity: FileId;
  /** It stood there before, and is not ours to remove or to give a time. Absent: this transfer made it. */
  readonly isAdopted?: boolean;
  /** It was empty and younger than our staging: killed before it noted it, an earlier run most likely made it. */
  readonly isLikelyOurs?: boolean;
}

/** Directories made or adopted so far, by manifest index. */
export type DirectoryRecords = ReadonlyMap<number, DirectoryRecord>;

/** The only way to a path of this transfer's directories. */
export interface Directories {
  /**
   * Runs `work` with a path that leads into that very directory as long as `work` runs.
   *
   * @throws StorageError STORAGE_UNSAFE when it is no longer the one we recorded, or no longer where it was
   */
  within<T>(index: number, work: (base: string) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function recordOf(records: DirectoryRecords, index: number): DirectoryRecord {
  const record = records.get(index);
  if (record === undefined) throw new Error(`bug: directory ${index} was not made`);
  return record;
}

/** Where a directory stands, and whether its volume keeps the numbers of its directories. */
export interface Place {
  readonly parent: number;
  readonly name: string;
  readonly parentPath: string;
  readonly hasStableIds: boolean;
}

export function toRecord({ parent, name, parentPath, hasStableIds }: Place, { dev, ino }: FileId): DirectoryRecord {
  return { parent, name, relativePath: `${parentPath}/${name}`, identity: { dev, ino: hasStableIds ? ino : null } };
}

export function swapped(index: number): StorageError {
  return new StorageError('STORAGE_UNSAFE', 'a folder on the way was replaced', { context: { index } });
}
