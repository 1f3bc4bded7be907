import { mkdir, open, rename, rm, rmdir, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { patiently } from '../../disk/patiently.ts';
import { forgiveFlush } from '../../disk/forgive-flush.ts';
import { errnoOf } from '../../../shared/errors/to-storage-error.ts';

const PRIVATE_DIRECTORY = 0o700;
const PRIVATE_FILE = 0o600;

export const NOTES_FILE = 'notes.jsonl';

/** Two copies in full: nothing can be gone on with when the list of entries has a hole. The first is read first. */
export const OFFER_FILES = ['offer.jsonl', 'offer-copy.jsonl'] as const;

const NEW_SUFFIX = '.new';

/** Everything that may be removed; the offer first, so that a kill in between leaves nothing that looks whole. */
const OUR_FILES = [...OFFER_FILES, ...OFFER_FILES.map((name) => name + NEW_SUFFIX), NOTES_FILE];

/** Lines written together: few calls, and the thread is free in between. */
const CHUNK_UNITS = 256 * 1024;

/** Makes the directory of one journal, mode 0700. Rejects with EEXIST when there is one. */
export async function makeJournalDirectory(directory: string): Promise<void> {
  await mkdir(path.dirname(directory), { recursive: true, mode: PRIVATE_DIRECTORY });
  await mkdir(directory, { mode: PRIVATE_DIRECTORY });
}

/** Removes the files that a journal makes, and the directory unless something else is in it. Safe to call twice. */
export async function removeJournalDirectory(directory: string): Promise<void> {
  for (const name of OUR_FILES) await patiently(() => rm(path.join(directory, name), { force: true }));
  try {
    await patiently(() => rmdir(directory));
  } catch (error) {
    // somebody put something there, which is not ours to remove
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errnoOf(error) ?? '')) throw error;
  }
}

function* joinLines(lines: Iterable<string>): Generator<string, void> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK_UNITS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

async function openBoth<T>(directory: string, work: (handles: readonly FileHandle[]) => Promise<T>): Promise<T> {
  const handles: FileHandle[] = [];
  try {
    for (const name of OFFER_FILES) {
      handles.push(await open(path.join(directory, name + NEW_SUFFIX), 'w', PRIVATE_FILE));
    }
    return await work(handles);
  } finally {
    await Promise.all(handles.map((handle) => handle.close()));
  }
}

/**
 * Writes the offer and its copy. After a kill or a power cut there is the old one or the new one.
 *
 * @param lines - with their newlines
 */
export async function replaceOffer(directory: string, lines: Iterable<string>): Promise<void> {
  await openBoth(directory, async (handles) => {
    for (const chunk of joinLines(lines)) {
      await Promise.all(handles.map((handle) => handle.appendFile(chunk)));
    }
    await handles[0]?.sync().catch(forgiveFlush); // the copy is for a disk that forgets, not for a power cut
  });
  for (const name of OFFER_FILES) {
    await patiently(() => rename(path.join(directory, name + NEW_SUFFIX), path.join(directory, name)));
  }
}

/** Unix time of the last note; null: there are none. */
export async function lastChangeMs(directory: string): Promise<number | null> {
  try {
    return Math.trunc((await stat(path.join(directory, NOTES_FILE))).mtimeMs);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}
