import { toErrorInfo } from '../../../../shared/errors/lanyard-error.ts';
import type { InboxTransfer } from '../../storage/inbox.ts';

const DISK_TROUBLE = new Set(['STORAGE_FULL', 'STORAGE_DENIED', 'STORAGE_MISSING']);

/**
 * True: the disk is the trouble, not the file that `error` was about. A bad spot costs the file that lies on it; on a dead
 * disk all others would only fail as well.
 */
export async function isDiskTrouble(error: unknown, inbox: Pick<InboxTransfer, 'tryDisk'>): Promise<boolean> {
  const { code } = toErrorInfo(error);
  return DISK_TROUBLE.has(code) || (code === 'STORAGE_FAILED' && !(await isAlive(inbox)));
}

function isAlive(inbox: Pick<InboxTransfer, 'tryDisk'>): Promise<boolean> {
  return inbox.tryDisk().then(
    () => true,
    // the connection has gone meanwhile: nobody knows, and the next one finds out
    (error: unknown) => toErrorInfo(error).code === 'TRANSFER_CANCELLED',
  );
}
