import { createHash } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { TransferError } from '../../../shared/errors/lanyard-error.ts';

/** What a complete file is known by. */
export interface FileContent {
  readonly sizeBytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/** What has a name: nothing that can be seen, a file with the very same bytes, or anything else. */
export type Standing = 'free' | 'same' | 'other';

/** Bytes read at once: the thread hashes them in less than a millisecond and then looks after the network. */
const CHUNK_BYTES = 256 * 1024;

// a link is refused, and what turns into a pipe in this moment does not keep us waiting; Windows has neither flag
const OPEN_PLAIN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * What tells that nobody put another file there or wrote to it. Not `dev`, which Windows spells in two ways, and not
 * `ctime`: the transfer that has just placed it still takes its staging name away.
 */
function isUnchanged(before: BigIntStats, after: BigIntStats): boolean {
  return (['ino', 'size', 'mtimeNs'] as const).every((key) => before[key] === after[key]);
}

async function hashOf(file: FileHandle, sizeBytes: number, isStopped: () => boolean): Promise<string | null> {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(Math.min(CHUNK_BYTES, sizeBytes));
  for (let offset = 0; offset < sizeBytes; ) {
    if (isStopped()) throw new TransferError('TRANSFER_CANCELLED', 'the transfer has ended');
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, sizeBytes - offset), offset);
    if (bytesRead === 0) return null;
    hash.update(buffer.subarray(0, bytesRead));
    offset += bytesRead;
  }
  return hash.digest('hex');
}

async function isSameContent(
  path: string,
  seen: BigIntStats,
  { sizeBytes, sha256 }: FileContent,
  isStopped: () => boolean,
): Promise<boolean> {
  const file = await open(path, OPEN_PLAIN);
  try {
    const before = await file.stat({ bigint: true });
    if (!before.isFile() || !isUnchanged(seen, before)) return false;
    if ((await hashOf(file, sizeBytes, isStopped)) !== sha256) return false;
    // it stands for what was received, so it has to be as safe; Windows flushes only what was opened for writing
    if (process.platform !== 'win32') await file.sync();
    return isUnchanged(before, await file.stat({ bigint: true }));
  } finally {
    await file.close();
  }
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
  let seen: BigIntStats;
  try {
    seen = await lstat(path, { bigint: true });
  } catch {
    // nothing, or nothing that can be seen: whoever takes the name is told what is wrong
    return 'free';
  }
  if (!seen.isFile() || seen.size !== BigInt(content.sizeBytes)) return 'other';
  try {
    return (await isSameContent(path, seen, content, isStopped)) ? 'same' : 'other';
  } catch (error) {
    if (error instanceof TransferError) throw error;
    // gone, locked, unreadable, a link by now
    return 'other';
  }
}
