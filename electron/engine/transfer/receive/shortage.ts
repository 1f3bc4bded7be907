import { StorageError, type LanyardError } from '../../../../shared/errors/lanyard-error.ts';
import { readFreeBytes } from '../../storage/volume.ts';

/** Less than this is never asked for: a disk gives room in blocks, and names need some too. */
const LEAST_SHORTAGE_BYTES = 4096;

/**
 * The same reason with how much lacks, where the disk of `directory` is full. Unchanged when something else is the
 * trouble: another disk, a quota, a disk that has room but for no more names.
 *
 * @param missingBytes - what is yet to be written there
 */
export async function withShortage(
  reason: LanyardError,
  directory: string,
  missingBytes: number,
): Promise<LanyardError> {
  if (reason.code !== 'STORAGE_FULL' || reason.shortBytes !== undefined) return reason;
  const freeBytes = await readFreeBytes(directory);
  if (freeBytes === null || freeBytes >= missingBytes + LEAST_SHORTAGE_BYTES) return reason;
  const shortBytes = Math.max(missingBytes - freeBytes, LEAST_SHORTAGE_BYTES);
  return new StorageError('STORAGE_FULL', reason.message, { cause: reason, shortBytes });
}
