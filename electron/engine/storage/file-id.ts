import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';

/** Tells one directory from every other one, whatever its name is by now. Big, as Windows has 64-bit file ids. */
export interface FileId {
  readonly dev: bigint;
  /** null: FAT and its kin make these numbers up anew whenever they forget them (and know no links to fear). */
  readonly ino: bigint | null;
}

export function isSame(actual: FileId, recorded: FileId): boolean {
  return actual.dev === recorded.dev && (recorded.ino === null || actual.ino === recorded.ino);
}

/** FileId of the real directory at `path`; null for a link, a junction or a file. Rejects when nothing is there. */
export async function readDirectoryId(path: string): Promise<FileId | null> {
  return idOfDirectory(await lstat(path, { bigint: true }));
}

/** FileId of a directory from its stats; null when they are not those of a directory. */
export function idOfDirectory(stats: BigIntStats): FileId | null {
  return stats.isDirectory() ? { dev: stats.dev, ino: stats.ino } : null;
}

/**
 * What tells later that nobody wrote to a file nor put another one in its place. Not `dev`, which Windows spells in two
 * ways and Linux anew after a restart.
 */
export interface FileStamp {
  readonly ino: bigint;
  readonly sizeBytes: bigint;
  readonly mtimeNs: bigint;
  /** Also tells of writers that set the time back. */
  readonly ctimeNs: bigint;
}

export function stampOf({ ino, size, mtimeNs, ctimeNs }: BigIntStats): FileStamp {
  return { ino, sizeBytes: size, mtimeNs, ctimeNs };
}

export function isSameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.ino === b.ino && a.sizeBytes === b.sizeBytes && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
}
