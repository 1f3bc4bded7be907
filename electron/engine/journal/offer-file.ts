import path from 'node:path';
import { z } from 'zod';
import { LanyardError, StorageError } from '../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { ManifestReader } from '../../../shared/protocol/manifest-reader.ts';
import { errnoOf } from '../../../shared/errors/to-storage-error.ts';
import { OFFER_FILES } from './journal-directory.ts';
import { decodeLine, encodeLine, type JournalRecord } from './journal-line.ts';
import { FIELD } from './note-rules.ts';
import { readLines } from './read-lines.ts';

/**
 * Reads lines of an offer in their order: gets one at each `yield` and returns what they say. Throws a ZodError or a
 * LanyardError on a line that is not as it was written, or not at its place; this copy is then of no use.
 */
export type Lines<Said> = Generator<undefined, Said, JournalRecord>;

/** What so many lines of this kind say. */
export function* manyLines<Fields, Said>(
  count: number,
  schema: z.ZodType<Fields>,
  pick: (fields: Fields) => Said,
): Lines<readonly Said[]> {
  const all: Said[] = [];
  while (all.length < count) all.push(pick(schema.parse(yield)));
  return all;
}

/** @throws what the system says; what `Lines` throw when a line is not as it was written */
async function readCopy<Said>(file: string, read: () => Lines<Said>): Promise<Said | 'damaged'> {
  const lines = read();
  let step = lines.next();
  await readLines(file, (line) => {
    const record = decodeLine(line);
    if (record === null) throw new StorageError('STORAGE_FAILED', 'a line is not as it was written');
    step = lines.next(record);
    return step.done === true ? 'stop' : 'used';
  });
  return step.done === true ? step.value : 'damaged';
}

/**
 * Reads the first copy of an offer that is as it was written, as far as `read` wants to.
 *
 * @returns `absent` when there is no copy, `damaged` when there is none to be used
 * @throws what the system says when a file cannot be read
 */
export async function readOffer<Said>(
  directory: string,
  read: () => Lines<Said>,
): Promise<Said | 'absent' | 'damaged'> {
  let outcome: 'absent' | 'damaged' = 'absent';
  for (const name of OFFER_FILES) {
    try {
      const said = await readCopy(path.join(directory, name), read);
      if (said !== 'damaged') return said;
      outcome = 'damaged';
    } catch (error) {
      if (error instanceof z.ZodError || error instanceof LanyardError) outcome = 'damaged';
      else if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }
  return outcome;
}

const ENTRY = z.tuple([
  z.literal('entry'),
  FIELD.index,
  z.string(),
  z.enum(['file', 'directory']),
  FIELD.count,
  FIELD.timeMs,
  z.boolean(),
]);

export function entryLine(index: number, entry: ManifestEntry): string {
  return encodeLine(['entry', index, entry.path, entry.kind, entry.sizeBytes, entry.mtimeMs, entry.isExecutable]);
}

/** Adds what one line says to `reader`, which checks it like an entry that comes over the wire. */
export function addEntry(reader: ManifestReader, record: JournalRecord): ManifestEntry {
  const [, index, entryPath, kind, sizeBytes, mtimeMs, isExecutable] = ENTRY.parse(record);
  if (index !== reader.entries.length) throw new StorageError('STORAGE_FAILED', 'an entry is not at its place');
  const entry = { path: entryPath, kind, sizeBytes, mtimeMs, isExecutable };
  reader.add([entry]);
  return entry;
}

export function* readEntries(count: number): Lines<readonly ManifestEntry[]> {
  const reader = new ManifestReader();
  while (reader.entries.length < count) addEntry(reader, yield);
  return reader.entries;
}
