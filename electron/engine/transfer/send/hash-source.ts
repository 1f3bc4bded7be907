import { createHash } from 'node:crypto';
import { TransferError } from '../../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { ByteRange } from '../../storage/receive-notes.ts';
import { openSource, type SourceFile } from './source-file.ts';

type Hash = ReturnType<typeof createHash>;

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
