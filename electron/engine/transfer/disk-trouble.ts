import { StorageError, toErrorInfo, type LanyardError } from '../../../shared/errors/lanyard-error.ts';
import { toStorageError } from '../../../shared/errors/to-storage-error.ts';
import type { InboxTransfer } from '../storage/inbox.ts';
import { readFreeBytes } from '../storage/volume.ts';

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

const DISK_TROUBLE = new Set([
  ...['STORAGE_FULL', 'STORAGE_DENIED', 'STORAGE_MISSING', 'STORAGE_NO_MORE_FILES'],
  ...['STORAGE_OWN_FULL', 'STORAGE_OWN_FAILED'],
]);

/**
 * True: the disk is the trouble, not the file that `error` was about. A bad spot costs the file that lies on it; on a dead
 * disk all others would only fail as well.
 */
export async function isDiskTrouble(error: unknown, inbox: Pick<InboxTransfer, 'tryDisk'>): Promise<boolean> {
  const { code } = toErrorInfo(error);
  return DISK_TROUBLE.has(code) || (code === 'STORAGE_FAILED' && !(await isAlive(inbox)));
}

const FOR_ALL = new Set([...DISK_TROUBLE].filter((code) => code !== 'STORAGE_DENIED'));

/** True: this one folder cannot be made, whatever its name has against it; others can. */
export async function isOneFolderTrouble(error: unknown, inbox: Pick<InboxTransfer, 'tryDisk'>): Promise<boolean> {
  const reason = toStorageError(error, 'make a folder');
  return reason instanceof StorageError && !FOR_ALL.has(reason.code) && (await isAlive(inbox));
}

function isAlive(inbox: Pick<InboxTransfer, 'tryDisk'>): Promise<boolean> {
  return inbox.tryDisk().then(
    () => true,
    // the connection has gone meanwhile: nobody knows, and the next one finds out
    (error: unknown) => toErrorInfo(error).code === 'TRANSFER_CANCELLED',
  );
}
