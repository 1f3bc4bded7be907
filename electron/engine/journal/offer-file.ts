import path from 'node:path';
import { z } from 'zod';
import { LanyardError } from '../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { ManifestReader } from '../../../shared/protocol/manifest-reader.ts';
import { errnoOf } from '../storage/storage-error.ts';
import { OFFER_FILES } from './journal-directory.ts';
import { decodeLine, type JournalRecord } from './journal-line.ts';
import { FIELD } from './note-rules.ts';
import { readLines } from './read-lines.ts';

/** Takes the lines of one copy of an offer in their order: first the head, then what there can be very much of. */
export interface OfferReader {
  /** False: this line is not as it was written, or not at its place; this copy is of no use. */
  add(record: JournalRecord): boolean;
  /** All that comes before the entries is there. */
  hasHead(): boolean;
  /** All is there. */
  isWhole(): boolean;
}

async function readCopy(file: string, reader: OfferReader, isEnough: () => boolean): Promise<boolean> {
  const copy = { isDamaged: false };
  await readLines(file, (line) => {
    const record = decodeLine(line);
    if (record === null || !reader.add(record)) copy.isDamaged = true;
    return copy.isDamaged || isEnough() ? 'stop' : 'used';
  });
  return !copy.isDamaged && isEnough();
}

/**
 * Reads the first copy of an offer that is as it was written, up to the end of its head or whole.
 *
 * @returns `absent` when there is no copy, `damaged` when there is none to be used
 * @throws what the system says when a file cannot be read
 */
export async function readOffer<Reader extends OfferReader>(
  directory: string,
  createReader: () => Reader,
  isEnough: (reader: Reader) => boolean,
): Promise<Reader | 'absent' | 'damaged'> {
  let outcome: 'absent' | 'damaged' = 'absent';
  for (const name of OFFER_FILES) {
    const reader = createReader();
    try {
      if (await readCopy(path.join(directory, name), reader, () => isEnough(reader))) return reader;
      outcome = 'damaged';
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
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

export function entryRecord(index: number, entry: ManifestEntry): JournalRecord {
  return ['entry', index, entry.path, entry.kind, entry.sizeBytes, entry.mtimeMs, entry.isExecutable];
}

/** Collects entries under the same rules as a manifest that comes over the wire. */
export class EntryReader {
  readonly #reader = new ManifestReader();

  get entries(): readonly ManifestEntry[] {
    return this.#reader.entries;
  }

  add(record: JournalRecord): boolean {
    const checked = ENTRY.safeParse(record);
    if (!checked.success || checked.data[1] !== this.entries.length) return false;
    const [, , entryPath, kind, sizeBytes, mtimeMs, isExecutable] = checked.data;
    try {
      this.#reader.add([{ path: entryPath, kind, sizeBytes, mtimeMs, isExecutable }]);
      return true;
    } catch (error) {
      if (error instanceof LanyardError) return false; // against the rules of a manifest: not what we wrote
      throw error;
    }
  }
}
