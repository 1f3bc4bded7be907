import { join, parse } from 'node:path';
import { app } from 'electron';
import { askSystem } from '../../system/ask-system.ts';

/**
 * The folder this process was started in. A folder that has been removed since has no name: what is given then is one
 * that is not there either, so that a relative path never means another file.
 */
export function currentDir(): string {
  return askSystem(() => process.cwd(), join(parse(process.execPath).root, `removed-${process.pid}`));
}

/** Goes to a folder that stays when the current one has been removed: without any no thread can be started. */
export function leaveRemovedFolder(): void {
  if (askSystem(() => process.cwd(), '') === '') process.chdir(parse(process.execPath).root);
}

/** A desktop may name none; then the one that most have. */
export function downloadsDir(homeDir: string): string {
  return askSystem(() => app.getPath('downloads'), join(homeDir, 'Downloads'));
}
