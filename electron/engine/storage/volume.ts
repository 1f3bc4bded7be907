import { link, lstat, open, statfs, unlink } from 'node:fs/promises';
import type { NameTraits } from './manifest-check.ts';
import { errnoOf } from './storage-error.ts';

/** What the volume of a directory can do. */
export interface VolumeTraits extends NameTraits {
  /**
   * It has links and tells how many a file has. FAT, exFAT and some network shares have none, and no lasting numbers for
   * their directories either.
   */
  readonly hasHardLinks: boolean;
}

/** Prefix of the empty files that `probeVolume` makes and removes; the sweep of a killed run knows it. */
export const PROBE_PREFIX = 'probe-';

/** Bytes that this user may still write below `directory`; null when the system does not say. */
export async function readFreeBytes(directory: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  } catch {
    // some network file systems do not answer; free space is advice, writing is the proof
    return null;
  }
}

async function makeEmpty(path: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  await file.close();
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    // whatever stops us from seeing it: it is not known under this name
    return false;
  }
}

/** Makes an empty file, asks `question` about it, removes it. */
async function withProbe<T>(path: string, question: () => Promise<T>): Promise<T> {
  await makeEmpty(path);
  try {
    return await question();
  } finally {
    await unlink(path);
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
  await unlink(to);
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
  const isNormalizing = await withProbe(`${base}\u00e9`, () => exists(`${base}e\u0301`));
  return { ...first, isNormalizing, rules: await probeRules(base) };
}
