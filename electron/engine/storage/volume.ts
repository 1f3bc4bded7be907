import { randomUUID } from 'node:crypto';
import { link, lstat, open, statfs, unlink, type FileHandle } from 'node:fs/promises';
import { patiently } from '../../disk/patiently.ts';
import { forgiveFlush } from '../../disk/forgive-flush.ts';
import { StorageError, type LanyardError } from '../../../shared/errors/lanyard-error.ts';
import { errnoOf, toStorageError } from '../../../shared/errors/to-storage-error.ts';
import type { NameTraits } from './manifest-check.ts';
import { LEAST_NAME_BYTES, MAX_NAME_BYTES } from './name-length.ts';

/** What the volume of a directory can do. */
export interface VolumeTraits extends NameTraits {
  /**
   * It has links and tells how many a file has. FAT, exFAT and some network shares have none, and no lasting numbers for
   * their directories either.
   */
  readonly hasHardLinks: boolean;
  /** The largest file it takes; null: none that anybody sends is too large. */
  readonly maxFileBytes: number | null;
}

/** FAT's sizes have 32 bits. */
export const FAT_MAX_FILE_BYTES = 2 ** 32 - 1;

/** What Linux calls FAT12, FAT16 and FAT32 (`MSDOS_SUPER_MAGIC`); exFAT, which has no such limit, has another one. */
const FAT_TYPE = 0x4d44;

/** Prefix of the empty files that `probeVolume` makes and removes; the sweep of a killed run knows it. */
export const PROBE_PREFIX = 'probe-';

/** Bytes that this user may still write below `directory`; null when the system does not say. */
export async function readFreeBytes(directory: string): Promise<number | null> {
  // some network file systems do not answer; free space is advice, writing is the proof
  const stats = await statfs(directory).catch(() => null);
  return stats && stats.bavail * stats.bsize;
}

/** Bytes. A disk with less room than this is full, whatever else it lacks. */
const ROOM_BYTES = 1024 * 1024;
/** More than a look at a folder makes. */
const FEW_FILES = 16;

/** The same reason, or what is lacking instead of room: some disks are made for so many files and no more. */
async function withWhatLacks(reason: LanyardError, directory: string): Promise<LanyardError> {
  if (reason.code !== 'STORAGE_FULL') return reason;
  const stats = await statfs(directory).catch(() => null);
  // a disk without such a limit says that it has none of none; what we made and removed again is free by now
  const lacksFiles = stats !== null && stats.files > 0 && stats.ffree < FEW_FILES;
  if (!lacksFiles || stats.bavail * stats.bsize < ROOM_BYTES) return reason;
  return new StorageError('STORAGE_NO_MORE_FILES', reason.message, { cause: reason });
}

/** As `asStorage`, for what is done in `directory`; a full disk says what it lacks. */
export async function asOnDisk<T>(directory: string, doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw await withWhatLacks(toStorageError(error, doing), directory);
  }
}

/** False also when something stops us from seeing it: it is not known under this name. */
export async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}

/** Makes an empty file, asks `question` about it, removes it. */
async function withProbe<T>(path: string, question: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'wx', 0o600);
  try {
    return await question(file);
  } finally {
    // Windows removes no open file
    await file.close();
    await patiently(() => unlink(path));
  }
}

/** Written and flushed to see whether a disk still works. */
const TRIED_BYTES = 4096;

/**
 * Writes a little and flushes it: when a file has failed, this tells a bad spot from a disk that is dead.
 *
 * @param directory - a private directory on the volume in question
 * @throws what the system says
 */
export async function tryWriting(directory: string): Promise<void> {
  // several may be under way
  await withProbe(`${directory}/${PROBE_PREFIX}${randomUUID()}`, async (file) => {
    await file.writeFile(Buffer.alloc(TRIED_BYTES, 1));
    await file.sync().catch(forgiveFlush);
  });
}

/** FAT says so on Linux. Windows is asked for one byte more than FAT takes, which on all its disks changes only a size. */
async function findMaxFileBytes(directory: string, hasHardLinks: boolean): Promise<number | null> {
  if (process.platform === 'linux') {
    // as with free space: writing is the proof
    const stats = await statfs(directory).catch(() => null);
    return stats?.type === FAT_TYPE ? FAT_MAX_FILE_BYTES : null;
  }
  // what has hard links is never FAT; macOS might fill an exFAT file with zeros up to its new size
  if (hasHardLinks || process.platform !== 'win32') return null;
  const freeBytes = await readFreeBytes(directory);
  return withProbe(`${directory}/${PROBE_PREFIX}size`, (file) => tryMaxFileBytes(file, freeBytes));
}

/** The limit of FAT when the system refuses one byte more, for which Windows says that the disk is full; null: it does not. */
export async function tryMaxFileBytes(
  file: Pick<FileHandle, 'truncate'>,
  freeBytes: number | null,
): Promise<number | null> {
  try {
    await file.truncate(FAT_MAX_FILE_BYTES + 1);
    return null;
  } catch (error) {
    const errno = errnoOf(error);
    const hasRoom = freeBytes !== null && freeBytes > FAT_MAX_FILE_BYTES;
    return errno === 'EFBIG' || (errno === 'ENOSPC' && hasRoom) ? FAT_MAX_FILE_BYTES : null;
  }
}

/**
 * False where the system says that it cannot link, or where nobody could tell afterwards that it was done (shares that
 * make up the numbers of their files); a full disk is no answer.
 */
async function canLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
  } catch (error) {
    return !isLinkUnsupported(error);
  }
  const stats = await lstat(from, { bigint: true });
  const linked = await lstat(to, { bigint: true });
  await patiently(() => unlink(to));
  return stats.nlink === 2n && linked.ino === stats.ino;
}

/** Whether a failed `link` means that this volume has no hard links at all. */
export function isLinkUnsupported(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EISDIR', 'EINVAL'].includes(errnoOf(error) ?? '');
}

/** An NTFS, exFAT or FAT volume refuses `?` under Linux and macOS too. */
async function probeRules(base: string): Promise<NameTraits['rules']> {
  if (process.platform === 'win32') return 'windows';
  try {
    return await withProbe(`${base}a?b`, () => Promise.resolve('posix' as const));
  } catch {
    // refused for its name, as all other probes in this directory work
    return 'windows';
  }
}

async function probeNormalizing(base: string): Promise<boolean> {
  try {
    return await withProbe(`${base}\u00e9`, () => exists(`${base}e\u0301`));
  } catch {
    // FAT with names of one alphabet only: each file with another one fails for itself
    return false;
  }
}

/** Reasons that a file may have for not being made a moment after another one was, whatever its name. */
const NOT_ITS_NAME = new Set(['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'ENOMEM']);

/** Whether a file could not be made because of its name. Systems have many words for that, ENAMETOOLONG to EIO. */
export function isNameTrouble(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno !== undefined && !NOT_ITS_NAME.has(errno);
}

async function takesName(base: string, nameBytes: number): Promise<boolean> {
  try {
    return await withProbe(`${base}${'x'.repeat(nameBytes - PROBE_PREFIX.length)}`, () => Promise.resolve(true));
  } catch (error) {
    if (isNameTrouble(error)) return false;
    throw error;
  }
}

/** The longest name that `takes` says yes to, in bytes: no system tells it otherwise. At least `LEAST_NAME_BYTES`. */
export async function findMaxNameBytes(takes: (nameBytes: number) => Promise<boolean>): Promise<number> {
  if (await takes(MAX_NAME_BYTES)) return MAX_NAME_BYTES;
  let [good, bad] = [LEAST_NAME_BYTES, MAX_NAME_BYTES];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (await takes(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/**
 * Finds out by trying, with empty files that are gone afterwards.
 *
 * @param directory - a private, empty directory on the volume in question
 */
export async function probeVolume(directory: string): Promise<VolumeTraits> {
  const base = `${directory}/${PROBE_PREFIX}`;
  const first = await withProbe(`${base}A`, async () => ({
    isCaseInsensitive: await exists(`${base}a`),
    hasHardLinks: await canLink(`${base}A`, `${base}link`),
  }));
  const isNormalizing = await probeNormalizing(base);
  const maxFileBytes = await findMaxFileBytes(directory, first.hasHardLinks);
  const maxNameBytes = await findMaxNameBytes((nameBytes) => takesName(base, nameBytes));
  return { ...first, isNormalizing, rules: await probeRules(base), maxFileBytes, maxNameBytes };
}
