import { link, mkdir, readFile, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { patiently, type Patience } from '../../disk/patiently.ts';
import { writeAtomically } from '../../disk/write-atomically.ts';
import { asOwnStorage, asStorage, errnoOf } from '../../../shared/errors/to-storage-error.ts';

/** Only this user may read: keys and peers are in these files. */
const PRIVATE_FILE = 0o600;
const PRIVATE_DIRECTORY = 0o700;

/** Broken copies kept; more would only tell the same story. */
const MAX_BROKEN_COPIES = 20;

async function readIfThere(file: string, patience: Patience | undefined): Promise<string | undefined> {
  try {
    return await patiently(() => readFile(file, 'utf8'), patience);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseJson<T>(text: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    // not JSON: broken like any other content that the schema refuses
    return undefined;
  }
}

/** Gives a broken file another name, never that of a file that is there, so that its content can be looked at. */
async function setAside(file: string): Promise<void> {
  for (let n = 1; n <= MAX_BROKEN_COPIES; n += 1) {
    try {
      await link(file, `${file}.broken-${n}`);
      break;
    } catch (error) {
      // no links here: then it is only removed, as it can't be read anyway
      if (errnoOf(error) !== 'EEXIST') break;
    }
  }
  await patiently(() => unlink(file));
}

/**
 * Reads a JSON file of ours. A file that is not there gives undefined; so does one that is no JSON or that `schema`
 * refuses, which is set aside as `<name>.broken-<n>`.
 *
 * @param patience - with a program that has the file for itself; undefined: the usual
 * @throws StorageError when the file is there and cannot be read
 */
export function readJson<T>(file: string, schema: z.ZodType<T>, patience?: Patience): Promise<T | undefined> {
  return asStorage(`read ${path.basename(file)}`, async () => {
    const text = await readIfThere(file, patience);
    if (text === undefined) return undefined;
    const value = parseJson(text, schema);
    if (value === undefined) await setAside(file);
    return value;
  });
}

/**
 * Writes `value` as JSON: after a power cut the file holds the old content or the new one. Mode 0600; missing
 * directories are made with mode 0700.
 *
 * @param fsync - false: only a kill, no power cut, must find one of the two
 * @throws StorageError
 */
export function writeJson(file: string, value: unknown, { fsync = true } = {}): Promise<void> {
  return asOwnStorage(`write ${path.basename(file)}`, async () => {
    await mkdir(path.dirname(file), { recursive: true, mode: PRIVATE_DIRECTORY });
    await writeAtomically(file, `${JSON.stringify(value, null, 2)}\n`, { mode: PRIVATE_FILE, fsync });
  });
}
