import { isStagingName } from './directories.ts';

/** What is written beside a receipt or list until it is whole. */
const DRAFT = /^\.lanyard-[0-9a-f]{12}\.tmp$/i;

/** Whether a file or folder of this name is Lanyard's own and only for a while: half of what somebody sends, say. */
export function isOwnTemporary(name: string): boolean {
  return isStagingName(name) || DRAFT.test(name);
}
