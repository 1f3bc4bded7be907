import { LanyardError, StorageError } from './lanyard-error.ts';

type StorageCode = StorageError['code'] & `STORAGE_${string}`;

const CODES: ReadonlyMap<string, StorageCode> = new Map<string, StorageCode>([
  ['ENOSPC', 'STORAGE_FULL'],
  ['EDQUOT', 'STORAGE_FULL'],
  ['EACCES', 'STORAGE_DENIED'],
  ['EPERM', 'STORAGE_DENIED'],
  ['EROFS', 'STORAGE_DENIED'],
  ['ENOENT', 'STORAGE_MISSING'],
  ['ENOTDIR', 'STORAGE_MISSING'],
  // pulled out while it was in use; a share whose server is gone, as Linux, macOS and Windows say it
  ...[
    ...['ENODEV', 'ENXIO', 'ENOMEDIUM', 'ESTALE', 'ESHUTDOWN'],
    ...['ENOTCONN', 'ECONNRESET', 'ECONNABORTED'],
    ...['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH', 'ENETRESET', 'EPIPE'],
  ].map((errno) => [errno, 'STORAGE_MISSING'] as const),
  ['ENAMETOOLONG', 'STORAGE_NAME_TOO_LONG'],
  ['EFBIG', 'STORAGE_FILE_TOO_LARGE'],
  ['ELOOP', 'STORAGE_UNSAFE'],
]);

/** What of `CODES` the user can do something about only when it is known which disk is meant. */
const OWN_CODES: ReadonlyMap<string, StorageCode> = new Map([
  ['STORAGE_FULL', 'STORAGE_OWN_FULL'],
  ['STORAGE_DENIED', 'STORAGE_OWN_FAILED'],
  ['STORAGE_MISSING', 'STORAGE_OWN_FAILED'],
  ['STORAGE_FAILED', 'STORAGE_OWN_FAILED'],
]);

/** The system's name of a failed call (`ENOSPC`); undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * What leaves a module that works on the disk: a LanyardError as it is, everything else as a StorageError with its
 * cause.
 *
 * @param doing - what was tried, for the log: `open part`
 */
export function toStorageError(error: unknown, doing: string): LanyardError {
  if (error instanceof LanyardError) return error;
  const errno = errnoOf(error) ?? '';
  const code = CODES.get(errno) ?? 'STORAGE_FAILED';
  return new StorageError(code, `could not ${doing}`, { cause: error, context: { errno } });
}

/** Runs `work`; what it throws comes out as `toStorageError` says. */
export async function asStorage<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStorageError(error, doing);
  }
}

/**
 * As `asStorage`, for what the app writes for itself: its disk may be another one than that of the files, and what is told
 * says so.
 */
export async function asOwnStorage<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const failed = toStorageError(error, doing);
    const code = OWN_CODES.get(failed.code);
    throw code === undefined ? failed : new StorageError(code, failed.message, { cause: error });
  }
}
