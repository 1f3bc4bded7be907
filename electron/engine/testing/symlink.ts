import * as fs from 'node:fs/promises';
import { TestRunner } from 'vitest';
import { errnoOf } from '../../../shared/errors/to-storage-error.ts';

/**
 * Makes a symbolic link. Where this user or this system makes none (Windows asks for a right, Wine 8 pretends), the test
 * that runs is skipped: that is found by trying, and not by the name of the system.
 */
export async function symlink(target: string, path: string): Promise<void> {
  try {
    await fs.symlink(target, path);
    if ((await fs.lstat(path)).isSymbolicLink()) return;
  } catch (error) {
    if (process.platform !== 'win32' || !['EPERM', 'ENOENT'].includes(errnoOf(error) ?? '')) throw error;
  }
  TestRunner.getCurrentTest()?.context.skip('needs the right to make links');
}
