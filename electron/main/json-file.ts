import { lstatSync, readFileSync, renameSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { patientlySync } from '../disk/patiently.ts';
import { writeAtomically } from '../disk/write-atomically.ts';
import { StorageError } from '../../shared/errors/lanyard-error.ts';
import { asOwnStorage } from '../../shared/errors/to-storage-error.ts';

/** Only this user may read what this user chose. */
const PRIVATE_FILE = 0o600;
const PRIVATE_DIRECTORY = 0o700;
/** Files kept aside in one day; more would only tell the same story. */
const MAX_ASIDE = 100;

/** What a file of ours holds, unchecked but for being an object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a small file at start; null when there is none.
 * @throws Error of any kind when it is larger than `maxBytes`, cannot be read, or is no JSON object
 */
export function readJsonObject(file: string, maxBytes: number): JsonObject | null {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return null;
  if (!stats.isFile()) throw new TypeError('not a file');
  if (stats.size > maxBytes) throw new RangeError('too large');
  // editors of some systems put a byte order mark in front
  const value: unknown = JSON.parse(patientlySync(() => readFileSync(file, 'utf8')).replace(/^\uFEFF/, ''));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not an object');
  return { ...value };
}

/**
 * Writes `value`: after a power cut the file holds the old content or the new one. Mode 0600.
 * @throws StorageError, and the file is as it was
 */
export function writeJsonObject(file: string, value: JsonObject, maxBytes: number): Promise<void> {
  return asOwnStorage(`write ${basename(file)}`, async () => {
    const text = `${JSON.stringify(value, null, 2)}\n`;
    // what could not be read again is not written
    if (Buffer.byteLength(text) > maxBytes) throw new StorageError('STORAGE_FILE_TOO_LARGE', 'too much to keep');
    await mkdir(dirname(file), { recursive: true, mode: PRIVATE_DIRECTORY });
    await writeAtomically(file, text, { mode: PRIVATE_FILE, fsync: true });
  });
}

/**
 * Renames a file that cannot be read to `<name>.broken-<date>.json` (`-2` and so on, when there is one), and returns
 * that name.
 * @throws Error when the folder does not let us; the file is where it was then
 */
export function keepAside(file: string, now: Date): string {
  const stem = `${basename(file, extname(file))}.broken-${now.toISOString().slice(0, 10)}`;
  for (let n = 1; n <= MAX_ASIDE; n += 1) {
    const name = `${stem}${n === 1 ? '' : `-${n}`}${extname(file)}`;
    if (lstatSync(join(dirname(file), name), { throwIfNoEntry: false })) continue;
    patientlySync(() => renameSync(file, join(dirname(file), name)));
    return name;
  }
  throw new StorageError('STORAGE_FAILED', 'too many files kept aside');
}
