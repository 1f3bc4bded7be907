import { constants, type BigIntStats } from 'node:fs';
import { access, lstat, readdir, rename, stat } from 'node:fs/promises';
import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import { errnoOf } from '../../../shared/errors/to-storage-error.ts';
import { isStagingName, newStagingName, type DirectoryRecord } from './directories.ts';
import { isSame, readDirectoryId, type FileId } from './file-id.ts';
import type { Resumption } from './receive-notes.ts';

/**
 * Directories that a transfer puts files into without having made them. Of this process: the transfer that made one
 * must not remove it as empty while another one is about to fill it.
 */
const holders = new Map<string, number>();
const leaving = new Set<string>();

function keyOf({ dev, ino }: FileId): string {
  return `${dev}:${ino ?? ''}`;
}

/** Keeps `identity` from being removed until it is released; false: it is being removed just now. */
function holdDirectory(identity: FileId): boolean {
  const key = keyOf(identity);
  if (leaving.has(key)) return false;
  holders.set(key, (holders.get(key) ?? 0) + 1);
  return true;
}

export function releaseDirectory(identity: FileId): void {
  const key = keyOf(identity);
  const count = (holders.get(key) ?? 0) - 1;
  if (count > 0) holders.set(key, count);
  else holders.delete(key);
}

/** Runs `remove` unless somebody holds the directory; nobody gets hold of it meanwhile. */
export async function removeUnlessHeld(identity: FileId, remove: () => Promise<void>): Promise<void> {
  const key = keyOf(identity);
  if (holders.has(key) || leaving.has(key)) return;
  leaving.add(key);
  try {
    await remove();
  } finally {
    leaving.delete(key);
  }
}

/**
 * Whether files of the directory `base` can be moved into the one at `path`: they come by link or rename, which no system
 * does from one mount to another, be it of the same disk. Tried with a name that nothing has: the system looks at the
 * mounts first.
 */
async function takesFilesOf(base: string, path: string, { dev }: FileId): Promise<boolean> {
  if (dev !== (await stat(base, { bigint: true })).dev) return false;
  const nothing = newStagingName();
  return rename(`${base}/${nothing}`, `${path}/${nothing}`).then(
    () => true,
    (error: unknown) => errnoOf(error) !== 'EXDEV',
  );
}

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
    if (identity === null || !(await takesFilesOf(base, path, identity))) return null;
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
  if (identity === null || !holdDirectory(identity)) return null;
  // it may have gone before it was held
  const actual = await readDirectoryId(`${base}/${name}`).catch(() => null);
  if (actual !== null && isSame(actual, identity)) return identity;
  releaseDirectory(identity);
  return null;
}

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
  return (await takesFilesOf(base, `${base}/${record.name}`, actual)) ? actual : null;
}

/** Null for what says that a directory is no more where it was. @throws every other error */
export function asGone(error: unknown): null {
  const isGone = error instanceof StorageError && error.code === 'STORAGE_UNSAFE';
  if (isGone || ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '')) return null;
  throw error;
}

/** Unix nanoseconds; null where the file system does not keep it. */
export function bornNsOf({ birthtimeNs }: BigIntStats): bigint | null {
  return birthtimeNs > 0n ? birthtimeNs : null;
}

/** Whether a directory that stands in the way is used, and whether it gets the sender's time as one that we made. */
export type Adoption = 'no' | 'as-it-is' | 'as-ours';

/**
 * Which directories that stand in the way a resumed transfer may take for its own: killed between making one and noting
 * it, a run leaves one that is younger than its staging directory, and empty. Where notes were lost, it may hold what was
 * placed in it.
 */
export function mayBeLost(resumption: Resumption | null): (path: string) => Promise<Adoption> {
  if (resumption === null) return () => Promise.resolve('no');
  const { state, bornNs } = resumption;
  return async (path) => {
    const stats = await lstat(path, { bigint: true });
    const bornHereNs = bornNsOf(stats);
    if (!stats.isDirectory() || bornNs === null || bornHereNs === null || bornHereNs < bornNs) return 'no';
    if ((await readdir(path)).length === 0) return 'as-ours';
    return state.hasLostNotes ? 'as-it-is' : 'no';
  };
}
