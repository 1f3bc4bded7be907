import { randomBytes } from 'node:crypto';
import { open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { patiently } from '../disk/patiently.ts';
import { forgiveFlush } from '../disk/forgive-flush.ts';
import { asStorage, errnoOf } from '../../shared/errors/to-storage-error.ts';

/** For the log, which has no names of files. */
const DOING = 'write a file for the user';

/**
 * Writes `pieces` one after the other: `file` is there whole, flushed, or as it was before. What stands there is replaced.
 * @throws StorageError, or what `pieces` throw
 */
export async function writeWhole(file: string, pieces: Iterable<string>): Promise<void> {
  // beside it, for a rename never leaves its disk; short, for the name may be as long as a name can be
  const draft = join(dirname(file), `.lanyard-${randomBytes(6).toString('hex')}.tmp`);
  const handle = await asStorage(DOING, () => open(draft, 'wx'));
  try {
    await fill(handle, pieces);
    await asStorage(DOING, () => patiently(() => rename(draft, file)));
  } catch (error) {
    await removeDraft(draft);
    throw error;
  }
  await flushDirectory(dirname(file));
}

async function fill(handle: FileHandle, pieces: Iterable<string>): Promise<void> {
  try {
    for (const piece of pieces) await asStorage(DOING, () => handle.writeFile(piece));
    await asStorage(DOING, () => handle.sync().catch(forgiveFlush));
  } finally {
    await handle.close();
  }
}

async function removeDraft(draft: string): Promise<void> {
  try {
    await patiently(() => unlink(draft));
  } catch (error) {
    // the disk has gone with it; the first error says more
    if (errnoOf(error) === undefined) throw error;
  }
}

/** So that the name outlives a power cut. Not every system lets a folder be opened; the content is flushed anyway. */
async function flushDirectory(directory: string): Promise<void> {
  try {
    const handle = await open(directory);
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
}
