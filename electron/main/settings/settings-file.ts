import { basename } from 'node:path';
import { toStorageError } from '../../../shared/errors/to-storage-error.ts';
import { keepAside, readJsonObject, writeJsonObject, type JsonObject } from '../json-file.ts';
import type { WriteLog } from '../log.ts';

/** Bytes. More than a thousand folders with the longest paths of Linux; a file that is larger is not ours. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;
/** Of the file's shape. A later one is kept as it is: what it knows better, it will find again. */
const VERSION = 1;

/** The settings as they are on the disk: what was chosen, and what later versions chose beside it. */
export interface SettingsFile {
  /** As it was at start; empty when there was none, or a broken one. */
  readonly content: JsonObject;
  /** Name that a broken file is kept under; null: there was none. */
  brokenName(): string | null;
  /** Resolves when the disk has it. @throws StorageError */
  write(content: JsonObject): Promise<void>;
}

/** Reads the file. One that cannot be read is kept aside; where even that does not work, it is not written over. */
export function openSettingsFile(file: string, log: WriteLog): SettingsFile {
  let brokenName: string | null = null;
  let isInTheWay = false;

  function read(): JsonObject {
    try {
      return readJsonObject(file, MAX_FILE_BYTES) ?? {};
    } catch (error) {
      warn(log, 'the settings cannot be read', error);
      brokenName = basename(file);
      isInTheWay = true;
      return {};
    }
  }

  function clearTheWay(): void {
    if (!isInTheWay) return;
    brokenName = keepAside(file, new Date());
    isInTheWay = false;
  }

  const content = read();
  try {
    clearTheWay();
  } catch (error) {
    warn(log, 'the broken settings cannot be kept aside', error);
  }
  return {
    content,
    brokenName: () => brokenName,
    async write(next) {
      try {
        clearTheWay();
      } catch (error) {
        throw toStorageError(error, 'keep the broken settings aside');
      }
      await writeJsonObject(file, { version: VERSION, ...next }, MAX_FILE_BYTES);
    },
  };
}

function warn(log: WriteLog, message: string, error: unknown): void {
  log('settings', { level: 'warn', message, stack: error instanceof Error ? (error.stack ?? '') : String(error) });
}
