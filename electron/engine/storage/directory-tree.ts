import { constants } from 'node:fs';
import { mkdir, open, rmdir, utimes } from 'node:fs/promises';
import { FOR_FULL_FOLDERS, patiently } from '../../disk/patiently.ts';
import { forgiveFlush } from '../../disk/forgive-flush.ts';
import type { LanyardError } from '../../../shared/errors/lanyard-error.ts';
import { errnoOf, toStorageError } from '../../../shared/errors/to-storage-error.ts';
import {
  adoptDirectory,
  asGone,
  findAgain,
  releaseDirectory,
  removeUnlessHeld,
  type Adoption,
} from './standing-directories.ts';
import {
  recordOf,
  ROOT,
  swapped,
  toRecord,
  type DirectoryRecord,
  type DirectoryRecords,
  type Place,
} from './directories.ts';
import { toFileTime } from './file-time.ts';
import { candidateNames, isOfSeries, type SuffixMemory } from './free-name.ts';
import { isSame, readDirectoryId, type FileId } from './file-id.ts';
import { inParallel } from './in-parallel.ts';
import { foldName } from './manifest-check.ts';
import type { TransferParts } from './transfer-parts.ts';

/** As with any program that makes folders: the umask, or the rules of the folder above, take their part. */
const DIRECTORY_MODE = 0o777;

/** Moved or deleted since it was filled: whoever did that has taken it over. Or too deep for anything to be put into it. */
const NOT_FILLED: ReadonlySet<string> = new Set(['STORAGE_UNSAFE', 'STORAGE_MISSING', 'STORAGE_NAME_TOO_LONG']);

/** As many as Node's thread pool does at once by default. */
const WIDTH = 4;

interface TreeParts extends Pick<TransferParts, 'plan' | 'directories' | 'records' | 'notes'> {
  readonly suffixes: SuffixMemory;
  readonly hasStableIds: boolean;
  /** Whether a directory that stands at `path` may be used, and how. */
  readonly mayAdopt: (path: string) => Promise<Adoption>;
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync().catch(forgiveFlush);
  } finally {
    await handle.close();
  }
}

/** Makes a new directory in one we hold, and remembers which one it is. */
export async function makeRecordedDirectory(base: string, place: Place, mode: number): Promise<DirectoryRecord> {
  const { parent, name } = place;
  await mkdir(`${base}/${name}`, { mode });
  const identity = await readDirectoryId(`${base}/${name}`);
  if (identity === null) throw swapped(parent);
  return toRecord(place, identity);
}

/**
 * The directories that one transfer fills. Each is made by itself and new, so that two transfers never mix; when it
 * merges, one of that name that stands there already is used as it is instead.
 */
export class DirectoryTree {
  readonly #parts: TreeParts;
  readonly #making = new Map<number, Promise<DirectoryRecord>>();
  /** Paths of this transfer's own, folded as the volume does: two of its folders never become one. */
  readonly #claimed = new Set<string>();
  readonly #held: FileId[] = [];

  constructor(parts: TreeParts) {
    this.#parts = parts;
  }

  /**
   * Takes up the directories of an earlier run that are still where they were. To be called first. Those that are gone,
   * or are other ones by now, count as not made.
   */
  async readopt(recorded: DirectoryRecords): Promise<void> {
    // a folder always has a smaller index than what is in it
    for (const [index, record] of [...recorded].sort(([a], [b]) => a - b)) {
      if (this.#isPlanned(index, record)) await this.#readoptOne(index, record);
    }
  }

  /** Makes or finds the directory and those above it, once; resolves when it is there, and noted. */
  ensure(index: number): Promise<DirectoryRecord> {
    const known = this.#making.get(index);
    if (known !== undefined) return known;
    const making = this.#make(index);
    this.#making.set(index, making);
    // a disk that was full may have room for the next file
    making.catch(() => this.#making.delete(index));
    return making;
  }

  /** Sets the times of all directories made. To be called when nothing more goes into them. */
  async setTimes(mtimeMsOf: (index: number) => number): Promise<void> {
    await inParallel(this.#made(), WIDTH, async (index) => {
      const { isAdopted, isLikelyOurs } = recordOf(this.#parts.records, index);
      if (isAdopted === true && isLikelyOurs !== true) return;
      const mtime = toFileTime(mtimeMsOf(index));
      // a disk that keeps no times still keeps files
      await this.#parts.directories.within(index, (base) => utimes(base, mtime, mtime)).catch(() => undefined);
    });
  }

  /** Makes all names in them, and in the inbox, safe against a power cut. */
  async sync(): Promise<void> {
    // Windows has no such call; NTFS journals names by itself
    if (process.platform === 'win32') return;
    let failure: LanyardError | undefined;
    // the first sync of most file systems writes them all; the rest find nothing to do
    await inParallel([ROOT, ...this.#made()], WIDTH, async (index) => {
      await this.#parts.directories.within(index, syncDirectory).catch((error: unknown) => {
        const failed = toStorageError(error, 'sync a directory');
        if (!NOT_FILLED.has(failed.code)) failure ??= failed;
      });
    });
    // one that could not be synced is no reason to leave out the others
    if (failure !== undefined) throw failure;
  }

  /** Removes those made that hold nothing. */
  async removeEmpty(): Promise<void> {
    // a folder always has a smaller index than what is in it
    for (const index of this.#made().sort((a, b) => b - a)) {
      await this.#removeIfEmpty(index).catch(() => undefined); // holds something, or is no longer ours
    }
  }

  /** Lets go of those that were not made here. To be called last. */
  release(): void {
    for (const identity of this.#held.splice(0)) releaseDirectory(identity);
  }

  /** Whether the notes name what this manifest makes, in a folder that is there; else they are not ours to follow. */
  #isPlanned(index: number, { parent, name }: DirectoryRecord): boolean {
    const { plan, records } = this.#parts;
    const planned = plan.names[index];
    return (
      planned !== undefined &&
      plan.parents[index] === parent &&
      (parent === ROOT || records.has(parent)) &&
      isOfSeries(name, planned, 'directory', plan.traits)
    );
  }

  async #readoptOne(index: number, record: DirectoryRecord): Promise<void> {
    const { directories, records } = this.#parts;
    const { parent, name, isAdopted } = record;
    const relativePath = `${parent === ROOT ? '' : recordOf(records, parent).relativePath}/${name}`;
    const folded = foldName(relativePath, this.#parts.plan.traits);
    if (this.#claimed.has(folded)) return;
    const identity = await directories.within(parent, (base) => findAgain(base, record)).catch(asGone);
    if (identity === null) return;
    if (isAdopted === true) this.#held.push(identity);
    this.#claimed.add(folded);
    const found = { ...record, relativePath, identity: { dev: identity.dev, ino: record.identity.ino } };
    records.set(index, found);
    this.#making.set(index, Promise.resolve(found));
  }

  async #make(index: number): Promise<DirectoryRecord> {
    const { records, notes } = this.#parts;
    // made before, when it could not be noted
    const record = records.get(index) ?? (await this.#makeFirst(index));
    await notes.noteDirectory(index, record);
    return record;
  }

  async #makeFirst(index: number): Promise<DirectoryRecord> {
    const { directories, records, plan, suffixes, hasStableIds } = this.#parts;
    const parent = plan.parents[index] ?? ROOT;
    const parentPath = parent === ROOT ? '' : (await this.ensure(parent)).relativePath;
    const name = plan.names[index] ?? '';
    const { maxNameBytes } = plan.traits;
    const names = candidateNames({ name, kind: 'directory', folder: parent, memory: suffixes, maxNameBytes });
    return directories.within(parent, async (base) => {
      for (;;) {
        const place = { parent, name: names.next().value, parentPath, hasStableIds };
        const record = await this.#claim(base, place);
        if (record === null) continue;
        records.set(index, record);
        return record;
      }
    });
  }

  /** Null: the name is not to be had. */
  async #claim(base: string, place: Place): Promise<DirectoryRecord | null> {
    const path = foldName(`${place.parentPath}/${place.name}`, this.#parts.plan.traits);
    if (this.#claimed.has(path)) return null;
    this.#claimed.add(path);
    let record: DirectoryRecord | null = null;
    try {
      record = await this.#makeOrAdopt(base, place);
      return record;
    } finally {
      if (record === null) this.#claimed.delete(path);
    }
  }

  async #makeOrAdopt(base: string, place: Place): Promise<DirectoryRecord | null> {
    try {
      return await makeRecordedDirectory(base, place, DIRECTORY_MODE);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    const adoption = await this.#parts.mayAdopt(`${base}/${place.name}`);
    const identity = adoption === 'no' ? null : await adoptDirectory(base, place.name);
    if (identity === null) return null;
    this.#held.push(identity);
    return { ...toRecord(place, identity), isAdopted: true, ...(adoption === 'as-ours' && { isLikelyOurs: true }) };
  }

  async #removeIfEmpty(index: number): Promise<void> {
    const { directories, records } = this.#parts;
    const { parent, name, identity, isAdopted } = recordOf(records, index);
    if (isAdopted === true) return;
    await directories.within(parent, async (base) => {
      const actual = await readDirectoryId(`${base}/${name}`);
      if (actual === null || !isSame(actual, identity)) return;
      await removeUnlessHeld(actual, () => patiently(() => rmdir(`${base}/${name}`), FOR_FULL_FOLDERS));
    });
    records.delete(index);
    this.#making.delete(index);
  }

  #made(): number[] {
    return [...this.#parts.records.keys()].filter((index) => index >= 0);
  }
}
