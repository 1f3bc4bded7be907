import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { isSame, readDirectoryId, type FileId } from './file-id.ts';
import { holdDirectory, releaseDirectory } from './held-directories.ts';
import { isStagingName } from './staging-name.ts';

/**
 * The real directory `name` in `base`, when files may be moved into it: no link, no mount of another volume, no staging
 * directory, writable.
 *
 * @returns null when it is not such a one. Never rejects.
 */
export async function findAdoptable(base: string, name: string): Promise<FileId | null> {
  if (isStagingName(name)) return null;
  const path = `${base}/${name}`;
  try {
    const identity = await readDirectoryId(path);
    // files come by link or rename, which no volume does for another one
    if (identity === null || identity.dev !== (await stat(base, { bigint: true })).dev) return null;
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return identity;
  } catch {
    // gone, or not for us
    return null;
  }
}

/**
 * As `findAdoptable`; what is found is held then, for the caller to release.
 *
 * @returns null also when it is just going away. Never rejects.
 */
export async function adoptDirectory(base: string, name: string): Promise<FileId | null> {
  const identity = await findAdoptable(base, name);
  return identity !== null && (await holdStanding(`${base}/${name}`, identity)) ? identity : null;
}

/** Holds it, and looks once more: it may have gone before it was held. */
async function holdStanding(path: string, identity: FileId): Promise<boolean> {
  if (!holdDirectory(identity)) return false;
  try {
    const actual = await readDirectoryId(path);
    if (actual !== null && isSame(actual, identity)) return true;
  } catch {
    // gone
  }
  releaseDirectory(identity);
  return false;
}
