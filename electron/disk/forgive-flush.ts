import { errnoOf } from '../../shared/errors/to-storage-error.ts';

/** What is said where there is no way to flush. None of these is ever said of bytes that were lost. */
const CANNOT_FLUSH = new Set(['ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'ENOSYS', 'ENOTTY', 'EPERM', 'EACCES']);

/**
 * To catch what a flush rejects with: some file systems, mostly of networks and phones, have no way to do it, and then
 * there is nothing more to be done.
 *
 * @throws `error` when it says that bytes may be lost
 */
export function forgiveFlush(error: unknown): void {
  if (!CANNOT_FLUSH.has(errnoOf(error) ?? '')) throw error;
}
