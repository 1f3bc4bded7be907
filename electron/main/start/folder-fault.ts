import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errnoOf } from '../../../shared/errors/to-storage-error.ts';

/** Why a folder is of no use. `noLinks`: files can be made there, but not the link that Chromium locks with. */
type FaultReason = 'denied' | 'full' | 'notFolder' | 'noLinks' | 'failed';

export interface FolderFault {
  readonly path: string;
  readonly why: FaultReason;
  /** For the terminal: the system's own name of it; empty when there is none. */
  readonly errno: string;
}

const REASONS: ReadonlyMap<string, FaultReason> = new Map([
  ['EACCES', 'denied'],
  ['EPERM', 'denied'],
  ['EROFS', 'denied'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['ENOTDIR', 'notFolder'],
  ['EEXIST', 'notFolder'],
  ['ENOENT', 'notFolder'],
  ['ELOOP', 'notFolder'],
]);

/**
 * Tries to make a file in `folder`, which is made first where `isMade`, and a link where the system has them. Takes both
 * away again. null: both work.
 */
export function findFolderFault(folder: string, { isMade }: { readonly isMade: boolean }): FolderFault | null {
  const trial = join(folder, `.start-${randomBytes(8).toString('hex')}`);
  try {
    if (isMade) mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!statSync(folder).isDirectory()) return { path: folder, why: 'notFolder', errno: 'ENOTDIR' };
    writeFileSync(trial, 'x', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    removeTrial(trial);
    return (isMade && errnoOf(error) === 'ENOENT' && findFaultAbove(folder)) || toFault(folder, error, 'failed');
  }
  removeTrial(trial);
  return process.platform === 'win32' ? null : findLinkFault(folder, trial);
}

/** Node says ENOENT of a folder that cannot be made, whatever forbids it: the one above knows why. */
function findFaultAbove(folder: string): FolderFault | null {
  const above = dirname(folder);
  if (above === folder) return null;
  const fault = findFolderFault(above, { isMade: false });
  if (fault?.errno === 'ENOENT') return findFaultAbove(above);
  return fault && { ...fault, path: folder };
}

function findLinkFault(folder: string, trial: string): FolderFault | null {
  try {
    symlinkSync('nowhere', trial);
    return null;
  } catch (error) {
    const isFull = errnoOf(error) === 'ENOSPC' || errnoOf(error) === 'EDQUOT';
    return isFull ? toFault(folder, error, 'full') : { path: folder, why: 'noLinks', errno: errnoOf(error) ?? '' };
  } finally {
    removeTrial(trial);
  }
}

function removeTrial(trial: string): void {
  try {
    rmSync(trial, { force: true });
  } catch {
    // a folder that lets us make a file, but not remove it: one empty file stays
  }
}

function toFault(path: string, error: unknown, otherwise: FaultReason): FolderFault {
  const errno = errnoOf(error) ?? '';
  return { path, why: REASONS.get(errno) ?? otherwise, errno };
}
