import { stat } from 'node:fs/promises';
import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import { errnoOf } from '../../../shared/errors/to-storage-error.ts';
import { adoptDirectory } from './adopt-directory.ts';
import type { DirectoryRecord } from './directories.ts';
import { readDirectoryId, type FileId } from './file-id.ts';
import { releaseDirectory } from './held-directories.ts';

/**
 * Whether it is what was recorded. Not by the number of the device: after a restart of the computer the same disk often
 * has another.
 */
function isSameInode(actual: FileId, { identity }: DirectoryRecord): boolean {
  return identity.ino === null || actual.ino === identity.ino;
}

/**
 * The directory that an earlier run recorded, if it still stands in `base`. One that was adopted is held again, for the
 * caller to release.
 *
 * @returns null when something else has its name; rejects when nothing has
 */
export async function findAgain(base: string, record: DirectoryRecord): Promise<FileId | null> {
  if (record.isAdopted === true) {
    const adopted = await adoptDirectory(base, record.name);
    if (adopted === null || isSameInode(adopted, record)) return adopted;
    releaseDirectory(adopted);
    return null;
  }
  const actual = await readDirectoryId(`${base}/${record.name}`);
  if (actual === null || !isSameInode(actual, record)) return null;
  // files come by link or rename, which no volume does for another one
  return actual.dev === (await stat(base, { bigint: true })).dev ? actual : null;
}

/** Null for what says that a directory is no more where it was. @throws every other error */
export function asGone(error: unknown): null {
  const isGone = error instanceof StorageError && error.code === 'STORAGE_UNSAFE';
  if (isGone || ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '')) return null;
  throw error;
}
