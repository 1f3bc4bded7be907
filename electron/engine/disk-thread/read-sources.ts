import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync, type BigIntStats } from 'node:fs';
import { toWireTime } from '../storage/file-time.ts';
import { DiskCallError, toDiskFailure, type DiskFailure } from './disk-failure.ts';
import { SIZE_UNKNOWN, SOURCE_CHANGED } from './source-faults.ts';

/** A file as it was offered. */
export interface FileToRead {
  /** Absolute, without links. */
  readonly path: string;
  /** Null: its disk makes these numbers up anew. */
  readonly ino: bigint | null;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

export interface FilesToRead {
  /** In shared memory, with room for all bytes of `files` and one more. Not to be looked at until the answer is there. */
  readonly target: Uint8Array;
  readonly files: readonly FileToRead[];
}

export interface FilesRead {
  /** 64 hex digits of each of the first files; their bytes are in `target`, back to back. */
  readonly sha256s: readonly string[];
  /** Of the file after those. Null: none failed; when files are left they are to be asked for again. */
  readonly failure: DiskFailure | null;
}

/** Milliseconds after which no other file is begun: what is there is sent, and others read from this disk, too. */
const LONG_MS = 250;

/**
 * Never through a link that replaced the file after the scan, never stuck on a pipe. Windows has neither flag.
 * The scan has resolved links that the user dropped, so every path ends in the file itself.
 */
const FLAGS: Partial<typeof constants> = constants;
const OPEN_FLAGS = constants.O_RDONLY | (FLAGS.O_NOFOLLOW ?? 0) | (FLAGS.O_NONBLOCK ?? 0);

const changed = (message: string): DiskCallError => new DiskCallError({ code: SOURCE_CHANGED, message });

/** A source, opened once: only bytes of the version that was offered leave it. */
export interface OpenSource {
  readonly fd: number;
  readonly opened: BigIntStats;
}

/** Opens `file`; the caller closes it. @throws DiskCallError SOURCE_CHANGED; what the system says */
export function openSource(file: FileToRead): OpenSource {
  const fd = openSync(file.path, OPEN_FLAGS);
  try {
    const opened = fstatSync(fd, { bigint: true });
    checkIsOffered(fd, opened, file);
    return { fd, opened };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function checkIsOffered(fd: number, stats: BigIntStats, { path, ino, sizeBytes, mtimeMs }: FileToRead): void {
  if (!stats.isFile()) throw changed('no longer a file');
  if (stats.size !== BigInt(sizeBytes) || toWireTime(stats.mtimeMs) !== mtimeMs)
    throw changed('changed since it was offered');
  const isSame = ino === null ? leadsTo(fd, path) : stats.ino === ino;
  if (!isSame) throw changed('another file stands there');
}

/** Whether the file is still where it was offered, no link on the way. Asks no disk; true where nobody can tell. */
function leadsTo(fd: number, path: string): boolean {
  try {
    return process.platform !== 'linux' || readlinkSync(`/proc/self/fd/${fd}`) === path;
  } catch {
    return true;
  }
}

/** @throws DiskCallError SOURCE_CHANGED unless size, time and inode are what they were at the opening */
function assertSame({ fd, opened }: OpenSource): void {
  const now = fstatSync(fd, { bigint: true });
  const isSame = now.size === opened.size && now.mtimeNs === opened.mtimeNs && now.ino === opened.ino;
  if (!isSame) throw changed('changed while being sent');
}

/** @throws always: it changed, or is one of those whose size says nothing */
function throwMismatch(source: OpenSource, message: string): never {
  assertSame(source);
  throw new DiskCallError({ code: SIZE_UNKNOWN, message });
}

/** @returns bytes read; fewer than asked for: the file ends there */
function fill(fd: number, target: Uint8Array, offset: number): number {
  let filled = 0;
  while (filled < target.length) {
    const bytesRead = readSync(fd, target, filled, target.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** Fills `target` with the bytes at `offset`. @throws DiskCallError when the file ends before that */
export function readFully(source: OpenSource, target: Uint8Array, offset: number): void {
  if (fill(source.fd, target, offset) < target.length) throwMismatch(source, 'ends before its size');
}

/** @throws DiskCallError when it is not what it was at the opening, or there is more than the size says */
export function assertUnchanged(source: OpenSource): void {
  // some file systems tell a size of 0, or an old one
  const beyond = readSync(source.fd, new Uint8Array(1), 0, 1, Number(source.opened.size));
  if (beyond > 0) throwMismatch(source, 'goes on after its size');
  assertSame(source);
}

/** All bytes of a file. @param target - has room for one more. @returns 64 hex digits */
function readWhole(file: FileToRead, target: Uint8Array): string {
  const source = openSource(file);
  try {
    // the one that must not be there is read with the others
    if (fill(source.fd, target, 0) !== file.sizeBytes) throwMismatch(source, 'does not fit its size');
    assertSame(source);
  } finally {
    closeSync(source.fd);
  }
  return hash('sha256', target.subarray(0, file.sizeBytes), 'hex');
}

/** Reads small files one behind the other, until one fails or it has taken long. At least one is read, or fails. */
export function readFiles({ target, files }: FilesToRead): FilesRead {
  const sha256s: string[] = [];
  const endMs = performance.now() + LONG_MS;
  let at = 0;
  for (const file of files) {
    if (sha256s.length > 0 && performance.now() > endMs) break;
    try {
      sha256s.push(readWhole(file, target.subarray(at, at + file.sizeBytes + 1)));
    } catch (error) {
      return { sha256s, failure: toDiskFailure(error) };
    }
    at += file.sizeBytes;
  }
  return { sha256s, failure: null };
}
