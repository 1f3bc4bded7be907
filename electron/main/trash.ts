import { lstat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { fileMark } from '../disk/file-mark.ts';
import type { WriteLog } from './log.ts';

/**
 * Makes what moves one regular file, known by its `fileMark`, to the system's trash, wherever that is. It says false, and tells the log why, when
 * the file stays where it is: a disk without a trash, a desktop without one. Never rejects, never deletes.
 *
 * @param trashItem - Electron's `shell.trashItem`
 */
export function createTrash(
  trashItem: (path: string) => Promise<void>,
  log: WriteLog,
): (path: string, mark: string) => Promise<boolean> {
  return async (path, mark) => {
    try {
      // the engine asks for nothing else; a folder would take with it what is in it
      const stats = isAbsolute(path) ? await lstat(path, { bigint: true }) : null;
      if (stats?.isFile() !== true) throw new Error('not a regular file');
      // this thread may have been busy for long, and something else have taken the name
      if (fileMark(stats) !== mark) throw new Error('not the file that was meant');
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
