import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { TransferError } from '../../../shared/errors/lanyard-error.ts';

/** A link is refused, and what turns into a pipe in this moment does not keep us waiting; Windows has neither flag. */
export const OPEN_PLAIN = constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Bytes read at once: the thread hashes them in less than a millisecond and then looks after the network. */
export const READ_BYTES = 256 * 1024;

/** @throws TransferError TRANSFER_CANCELLED when `isStopped` */
export function mustGoOn(isStopped: () => boolean): void {
  if (isStopped()) throw new TransferError('TRANSFER_CANCELLED', 'the transfer has ended');
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
  const buffer = new Uint8Array(Math.min(READ_BYTES, sizeBytes));
  for (let offset = 0; offset < sizeBytes; ) {
    mustGoOn(isStopped);
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, sizeBytes - offset), offset);
    if (bytesRead === 0) return null;
    hash.update(buffer.subarray(0, bytesRead));
    offset += bytesRead;
    onRead?.(bytesRead);
  }
  return hash.digest('hex');
}
