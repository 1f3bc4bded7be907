import { open, type FileHandle } from 'node:fs/promises';
import { errnoOf } from '../../../shared/errors/to-storage-error.ts';
import { decodeLine, MAX_LINE_BYTES } from './journal-line.ts';
import { NoteWriter } from './note-writer.ts';

/** Only this user may read: names of files and peers are in it. */
const PRIVATE_FILE = 0o600;
const NEWLINE = 0x0a;

/** The last bytes of a file, at most a line. */
async function readEnd(handle: FileHandle, sizeBytes: number): Promise<Buffer> {
  const end = Buffer.alloc(Math.min(sizeBytes, MAX_LINE_BYTES));
  let filled = 0;
  while (filled < end.length) {
    const { bytesRead } = await handle.read(end, filled, end.length - filled, sizeBytes - end.length + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return end.subarray(0, filled);
}

/**
 * Makes the next note begin a line. A line that was torn when the process was killed goes, since nobody was told that
 * it was written; one that only lacks its end gets it; what is too long to be a line is left for the reader to report.
 * A file that needs none of this is not written to: its time says when the transfer last moved.
 */
async function repairEnd(file: string): Promise<void> {
  // not for appending: Windows does not let such a handle truncate
  const handle = await open(file, 'r+');
  try {
    const { size } = await handle.stat();
    const end = await readEnd(handle, size);
    const lineStart = end.lastIndexOf(NEWLINE) + 1;
    if (lineStart === end.length) return;
    const isTorn = decodeLine(end.subarray(lineStart)) === null;
    const showsWholeLine = lineStart > 0 || end.length === size;
    if (isTorn && showsWholeLine) await handle.truncate(size - (end.length - lineStart));
    else await handle.write('\n', size);
  } finally {
    await handle.close();
  }
}

/** Begins a new file of notes; fails when there is one. Mode 0600. */
export async function createNotes(file: string): Promise<NoteWriter> {
  return new NoteWriter(await open(file, 'ax', PRIVATE_FILE), 0);
}

/** Goes on with the notes of an earlier run; begins anew when the file is gone. */
export async function continueNotes(file: string): Promise<NoteWriter> {
  await repairEnd(file).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
  });
  const handle = await open(file, 'a', PRIVATE_FILE);
  try {
    return new NoteWriter(handle, (await handle.stat()).size);
  } catch (error) {
    await handle.close();
    throw error;
  }
}
