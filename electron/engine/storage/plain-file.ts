import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { TransferError } from '../../../shared/errors/lanyard-error.ts';
import type { ByteRange } from './receive-notes.ts';

/** A link is refused, and what turns into a pipe in this moment does not keep us waiting; Windows has neither flag. */
export const OPEN_PLAIN = constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Opens the file at `path` for reading, never through a link, for as long as `work` runs. */
export async function withPlainFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, constants.O_RDONLY | OPEN_PLAIN);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

/** Fills `buffer` from `position` on. @returns bytes read; fewer: the file ends there */
export async function fillFrom(file: FileHandle, buffer: Uint8Array, position: number): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** Bytes read at once: the thread hashes them in less than a millisecond and then looks after the network. */
const READ_BYTES = 256 * 1024;

/** @throws TransferError TRANSFER_CANCELLED when `isStopped` */
export function mustGoOn(isStopped: () => boolean): void {
  if (isStopped()) throw new TransferError('TRANSFER_CANCELLED', 'the transfer has ended');
}

/**
 * Adds the bytes of `range` to `hash`, in pieces.
 *
 * @param read - fills the start of a buffer from a position of the file, and says how far; 0: the file ends there
 * @param isStopped - asked between reads
 * @returns false when the file ends within the range
 * @throws TransferError TRANSFER_CANCELLED when `isStopped`; what `read` throws
 */
export async function hashRange(
  hash: Hash,
  { from, to }: ByteRange,
  read: (buffer: Uint8Array, position: number) => Promise<number>,
  isStopped: () => boolean,
): Promise<boolean> {
  const buffer = new Uint8Array(Math.min(READ_BYTES, to - from));
  for (let at = from; at < to; ) {
    mustGoOn(isStopped);
    const bytesRead = await read(buffer.subarray(0, to - at), at);
    if (bytesRead === 0) return false;
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  return true;
}

/**
 * SHA-256 of the first `sizeBytes` of a file; null when it is shorter.
 *
 * @param isStopped - asked between reads
 * @param onRead - told of the bytes of each read
 * @throws TransferError TRANSFER_CANCELLED when `isStopped`
 */
export async function hashOf(
  file: FileHandle,
  sizeBytes: number,
  isStopped: () => boolean,
  onRead?: (byteCount: number) => void,
): Promise<string | null> {
  const hash = createHash('sha256');
  const read = async (buffer: Uint8Array, position: number): Promise<number> => {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    onRead?.(bytesRead);
    return bytesRead;
  };
  return (await hashRange(hash, { from: 0, to: sizeBytes }, read, isStopped)) ? hash.digest('hex') : null;
}
