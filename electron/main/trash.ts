import { lstat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { WriteLog } from './log.ts';

/**
 * Makes what moves one regular file to the system's trash, wherever that is. It says false, and tells the log why, when
 * the file stays where it is: a disk without a trash, a desktop without one. Never rejects, never deletes.
 *
 * @param trashItem - Electron's `shell.trashItem`
 */
export function createTrash(
  trashItem: (path: string) => Promise<void>,
  log: WriteLog,
): (path: string) => Promise<boolean> {
  return async (path) => {
    try {
      // the engine asks for nothing else; a folder would take with it what is in it
      if (!isAbsolute(path) || !(await lstat(path)).isFile()) throw new Error('not a regular file');
      await trashItem(path);
      return true;
    } catch (error) {
      log('main', {
        level: 'warn',
        message: 'a file could not be moved to the trash',
        facts: { reason: String(error) },
      });
      return false;
    }
  };
}
