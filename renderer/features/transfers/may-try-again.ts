import type { ErrorCode } from '../../../shared/errors/codes.ts';
import { isEnded, type Transfer } from '../../../shared/model/transfer.ts';

/** The same things would fail in the same way, whatever the user does: what to do instead is in the words. */
const FOR_EVER: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PEER_IS_SELF',
  'TRANSFER_NOTHING_TO_SEND',
  'TRANSFER_TOO_MANY_FILES',
  'TRANSFER_SOURCE_IS_LINK',
  'TRANSFER_SOURCE_SPECIAL',
  'TRANSFER_NO_PATH',
  'TRANSFER_NAME_NOT_TEXT',
  'TRANSFER_PATH_TOO_LONG',
  'TRANSFER_FILE_TOO_LARGE',
  'TRANSFER_OWN_FILE',
]);

/** Whether sending the whole of it again may come to something. */
export function mayTryAgain({ state, direction, error }: Transfer): boolean {
  if (direction !== 'send' || !isEnded(state) || state === 'done') return false;
  return state !== 'failed' || error === null || !FOR_EVER.has(error.code);
}
