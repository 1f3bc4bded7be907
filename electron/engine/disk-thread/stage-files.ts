import { hash } from 'node:crypto';
import { closeSync, futimesSync, linkSync, openSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import { patientlySync } from '../../disk/patiently.ts';
import { toFileTime } from '../storage/file-time.ts';
import { FILE_MODE, partName } from '../storage/staging-names.ts';
import { DiskCallError, outcomeOf, WRONG_BYTES } from './disk-failure.ts';
import type { FileOutcome, FileToStage, NameOrder, StageOrder } from './disk-functions.ts';

/** Path of a staging file. @param staging - leads into the staging directory */
export function stagedPath(staging: string, index: number): string {
  return `${staging}/${partName(index)}`;
}

/** Writes all of it: one call may take less than it was given (a signal, an almost full disk). */
function writeAll(fd: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length; ) {
    offset += writeSync(fd, bytes, offset, bytes.length - offset, offset);
  }
}

/** Times are worth keeping, but no file is worth losing for them: phones and some file systems can't set them. */
function setTime(fd: number, mtimeMs: number): void {
  const time = toFileTime(mtimeMs);
  outcomeOf(() => futimesSync(fd, time, time));
}

function writeStaged(path: string, { bytes, mtimeMs }: FileToStage, mark: StageOrder['mark']): void {
  const fd = openSync(path, 'wx', FILE_MODE);
  try {
    writeAll(fd, bytes);
    // before the time, as NTFS takes a mark for a change of the file; a volume may have no place for it
    if (mark !== null) outcomeOf(() => writeFileSync(path + mark.suffix, mark.text));
    setTime(fd, mtimeMs);
  } finally {
    closeSync(fd);
  }
}

function stageFile(order: StageOrder, file: FileToStage): void {
  const path = stagedPath(order.staging, file.index);
  if (hash('sha256', file.bytes, 'hex') !== file.sha256) {
    throw new DiskCallError({ code: WRONG_BYTES, message: 'other bytes than announced' });
  }
  try {
    writeStaged(path, file, order.mark);
  } catch (error) {
    // the first error tells more
    outcomeOf(() => patientlySync(() => unlinkSync(path)));
    throw error;
  }
}

/** Writes each file of `order`; a power cut may still take their bytes. @returns by position */
export function stageFiles(order: StageOrder): FileOutcome[] {
  return order.files.map((file) => outcomeOf(() => stageFile(order, file)).failure ?? null);
}

/** Links each staged file of `order` to its final name. @returns by position */
export function nameFiles({ staging, files }: NameOrder): FileOutcome[] {
  return files.map(({ index, final }) => {
    return outcomeOf(() => linkSync(stagedPath(staging, index), final)).failure ?? null;
  });
}

/** Removes staging names; what cannot be removed stays. */
export function unstageFiles(staging: string, indexes: readonly number[]): void {
  for (const index of indexes) outcomeOf(() => patientlySync(() => unlinkSync(stagedPath(staging, index))));
}
