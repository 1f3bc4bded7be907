import type { BigIntStats } from 'node:fs';
import { lstat, type FileHandle } from 'node:fs/promises';
import { forgiveFlush } from '../../disk/forgive-flush.ts';
import { TransferError } from '../../../shared/errors/lanyard-error.ts';
import { isSameStamp, stampOf, type FileStamp } from './file-id.ts';
import { hashOf, withPlainFile } from './plain-file.ts';

/** What a complete file is known by. */
export interface FileContent {
  readonly sizeBytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/** What has a name: nothing that can be seen, a file with the very same bytes, or anything else. */
export type Standing = 'free' | 'same' | 'other';

/**
 * What tells that nobody put another file there or wrote to it. Not `dev`, which Windows spells in two ways, and not
 * `ctime`: the transfer that has just placed it still takes its staging name away.
 */
function isUnchanged(before: BigIntStats, after: BigIntStats): boolean {
  return (['ino', 'size', 'mtimeNs'] as const).every((key) => before[key] === after[key]);
}

/** What stands for a received file has to be as safe as that. Windows flushes only what was opened for writing. */
async function flushStanding(file: FileHandle): Promise<void> {
  if (process.platform !== 'win32') await file.sync().catch(forgiveFlush);
}

async function isSameContent(
  file: FileHandle,
  seen: BigIntStats,
  { sizeBytes, sha256 }: FileContent,
  isStopped: () => boolean,
): Promise<boolean> {
  const before = await file.stat({ bigint: true });
  if (!before.isFile() || !isUnchanged(seen, before)) return false;
  if ((await hashOf(file, sizeBytes, isStopped)) !== sha256) return false;
  await flushStanding(file);
  return isUnchanged(before, await file.stat({ bigint: true }));
}

/**
 * Compares what stands at `path` with a complete file. Never follows a link, never waits for a pipe or a device, reads
 * only a regular file of the same size, changes nothing.
 *
 * @param isStopped - asked between reads
 * @returns `other` also for what cannot be read or changes meanwhile: then nobody knows
 * @throws TransferError TRANSFER_CANCELLED when `isStopped`
 */
export async function lookAtStanding(path: string, content: FileContent, isStopped: () => boolean): Promise<Standing> {
  const seen = await lstat(path, { bigint: true }).catch(() => null);
  // nothing, or nothing that can be seen: whoever takes the name is told what is wrong
  if (seen === null) return 'free';
  if (!seen.isFile() || seen.size !== BigInt(content.sizeBytes)) return 'other';
  try {
    const isSame = await withPlainFile(path, (file) => isSameContent(file, seen, content, isStopped));
    return isSame ? 'same' : 'other';
  } catch (error) {
    if (error instanceof TransferError) throw error;
    // gone, locked, unreadable, a link by now
    return 'other';
  }
}

/** Milliseconds. What nobody has touched for so long, the system has written to the disk by itself. */
const SETTLED_AFTER_MS = 10 * 60_000;

function isSettled({ ctimeMs, mtimeMs }: BigIntStats, nowMs: number): boolean {
  const touchedMs = Number(ctimeMs > mtimeMs ? ctimeMs : mtimeMs);
  return nowMs - touchedMs > SETTLED_AFTER_MS;
}

/**
 * Whether the very file of `stamp` still stands at `path` and nobody touched it. One that was written lately is flushed,
 * as it stands for what would be received.
 */
export async function isStillThere(path: string, stamp: FileStamp, nowMs = Date.now()): Promise<boolean> {
  try {
    const seen = await lstat(path, { bigint: true });
    if (!seen.isFile() || !isSameStamp(stamp, stampOf(seen))) return false;
    return isSettled(seen, nowMs) || (await withPlainFile(path, (file) => isFlushed(file, stamp)));
  } catch {
    // gone, locked, a link by now: then it is received like any other
    return false;
  }
}

async function isFlushed(file: FileHandle, stamp: FileStamp): Promise<boolean> {
  await flushStanding(file);
  return isSameStamp(stamp, stampOf(await file.stat({ bigint: true })));
}
