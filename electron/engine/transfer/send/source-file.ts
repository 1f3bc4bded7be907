import { createHash, type Hash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { TransferError } from '../../../../shared/errors/lanyard-error.ts';
import { errnoOf } from '../../../../shared/errors/to-storage-error.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { ByteRange } from '../../storage/receive-notes.ts';
import { toWireTime } from './scan.ts';

/**
 * Never through a link that replaced the file after the scan, never stuck on a pipe. Windows has neither flag.
 * The scan has resolved links that the user dropped, so every path ends in the file itself.
 */
const FLAGS: Partial<typeof constants> = constants;
const OPEN_FLAGS = constants.O_RDONLY | (FLAGS.O_NOFOLLOW ?? 0) | (FLAGS.O_NONBLOCK ?? 0);

/** A file being sent: opened once, and only bytes of the version that was offered leave it. */
export interface SourceFile {
  /**
   * Fills `target` with the bytes at `offset`.
   * @throws {@link TransferError} TRANSFER_SOURCE_CHANGED when the file ends before that
   */
  readFully(target: Uint8Array, offset: number): Promise<void>;
  /** Throws TRANSFER_SOURCE_CHANGED unless size, times and inode are still what they were at the opening. */
  assertUnchanged(): Promise<void>;
  close(): Promise<void>;
}

function throwSourceError(cause: unknown): never {
  if (cause instanceof TransferError) throw cause;
  const code = errnoOf(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR') throw new TransferError('TRANSFER_SOURCE_MISSING', 'gone', { cause });
  if (code === 'ELOOP') throw new TransferError('TRANSFER_SOURCE_CHANGED', 'became a link', { cause });
  throw new TransferError('TRANSFER_SOURCE_UNREADABLE', 'cannot be read', { cause });
}

const changed = (what: string): TransferError => new TransferError('TRANSFER_SOURCE_CHANGED', what);

function checkIsOffered(stats: Stats, entry: ManifestEntry): void {
  if (!stats.isFile()) throw changed('no longer a file');
  if (stats.size !== entry.sizeBytes || toWireTime(stats.mtimeMs) !== entry.mtimeMs)
    throw changed('changed since it was offered');
}

/**
 * Opens the file behind `entry`.
 * @throws {@link TransferError} TRANSFER_SOURCE_MISSING, TRANSFER_SOURCE_UNREADABLE, TRANSFER_SOURCE_CHANGED
 */
export async function openSource(sourcePath: string, entry: ManifestEntry): Promise<SourceFile> {
  const handle = await open(sourcePath, OPEN_FLAGS).catch(throwSourceError);
  try {
    const opened = await handle.stat();
    checkIsOffered(opened, entry);
    return toSourceFile(handle, opened);
  } catch (error) {
    await handle.close();
    return throwSourceError(error);
  }
}

function toSourceFile(handle: FileHandle, opened: Stats): SourceFile {
  return {
    async readFully(target, offset) {
      for (let filled = 0; filled < target.length; ) {
        const left = target.length - filled;
        const { bytesRead } = await handle.read(target, filled, left, offset + filled).catch(throwSourceError);
        if (bytesRead === 0) throw changed('shorter than it was');
        filled += bytesRead;
      }
    },
    async assertUnchanged() {
      const now = await handle.stat().catch(throwSourceError);
      const isSame = now.size === opened.size && now.mtimeMs === opened.mtimeMs && now.ino === opened.ino;
      if (!isSame) throw changed('changed while being sent');
    },
    close: () => handle.close(),
  };
}

/** Read at once of what is only hashed: about a millisecond of the engine's thread. */
const CHUNK_BYTES = 1024 * 1024;

/** Adds the bytes of `range` to `hash`. @throws TransferError when they cannot be read; the signal's reason */
export async function hashRange(hash: Hash, source: SourceFile, range: ByteRange, signal: AbortSignal): Promise<void> {
  const { from, to } = range;
  const buffer = new Uint8Array(Math.min(to - from, CHUNK_BYTES));
  for (let offset = from; offset < to; ) {
    signal.throwIfAborted();
    const part = buffer.subarray(0, Math.min(buffer.length, to - offset));
    await source.readFully(part, offset);
    hash.update(part);
    offset += part.length;
  }
}

/**
 * SHA-256 of a file that was offered, 64 hex digits; null: it is not there as it was offered, or cannot be read.
 *
 * @throws the signal's reason when aborted
 */
export async function hashSource(path: string, entry: ManifestEntry, signal: AbortSignal): Promise<string | null> {
  try {
    const source = await openSource(path, entry);
    try {
      const hash = createHash('sha256');
      await hashRange(hash, source, { from: 0, to: entry.sizeBytes }, signal);
      await source.assertUnchanged();
      return hash.digest('hex');
    } finally {
      await source.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TransferError) return null;
    throw error;
  }
}
