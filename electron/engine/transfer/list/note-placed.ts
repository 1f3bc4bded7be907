import { join } from 'node:path';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { FileRemark } from '../../../../shared/model/transfer.ts';
import type { PlacedFile } from '../../storage/receive-notes.ts';
import type { TransferRecord } from './transfer-record.ts';

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * By its own name: what is in a renamed folder has that to thank the folder for. The same letters in another Unicode form
 * are the same name.
 */
function isRenamed(entry: ManifestEntry | undefined, savedAs: string): boolean {
  if (entry === undefined) return false;
  const [saved, offered] = [lastName(savedAs), lastName(entry.path)];
  return saved !== offered && saved.normalize() !== offered.normalize();
}

function toRemarks(
  entry: ManifestEntry | undefined,
  { savedAs, how }: PlacedFile,
  platform: NodeJS.Platform,
): readonly FileRemark[] {
  const remarks: FileRemark[] = [];
  if (how !== undefined) remarks.push(how);
  // beside another file it has another name
  if (how !== 'not-replaced' && isRenamed(entry, savedAs)) remarks.push('renamed');
  // nothing that came from elsewhere is made executable; Windows has no such mark that could be missed
  if (how !== 'was-there' && entry?.isExecutable === true && platform !== 'win32') remarks.push('not-executable');
  return remarks;
}

function noteSaved(record: TransferRecord, directory: string, index: number, savedAs: string): void {
  record.files.set(index, 'done');
  record.files.setSavedAs(index, savedAs);
  // the first thing at the top is what "Show in folder" shows
  record.shownPath ??= join(directory, savedAs.split('/')[0] ?? '');
}

/** Shows that a file is in place, below `directory`. */
export function notePlaced(
  record: TransferRecord,
  directory: string,
  index: number,
  placed: PlacedFile,
  platform = process.platform,
): void {
  noteSaved(record, directory, index, placed.savedAs);
  record.files.setSha256(index, placed.sha256);
  record.files.setRemarks(index, toRemarks(record.files.entries[index], placed, platform));
}

/** Shows that a folder is there. @param savedAs - relative to `directory` */
export function noteFolder(record: TransferRecord, directory: string, index: number, savedAs: string): void {
  noteSaved(record, directory, index, savedAs);
  record.files.setRemarks(index, isRenamed(record.files.entries[index], savedAs) ? ['renamed'] : []);
}

/** Shows what was not wanted as skipped. */
export function noteSkipped(record: TransferRecord, isWanted: (index: number) => boolean): void {
  for (const index of record.files.entries.keys()) if (!isWanted(index)) record.files.set(index, 'skipped');
}
