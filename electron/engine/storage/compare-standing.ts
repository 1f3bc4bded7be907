import { lstat, type FileHandle } from 'node:fs/promises';
import { TransferError } from '../../../shared/errors/lanyard-error.ts';
import { asStorage } from '../../../shared/errors/to-storage-error.ts';
import { findAdoptable } from './standing-directories.ts';
import { recordOf, ROOT, toRecord, type Directories, type DirectoryRecord } from './directories.ts';
import { isSameStamp, stampOf, type FileStamp } from './file-id.ts';
import { inParallel } from './in-parallel.ts';
import type { openDirectories } from './open-directories.ts';
import type { TransferParts } from './transfer-parts.ts';
import { hashOf, mustGoOn, withPlainFile } from './plain-file.ts';

/**
 * What has the name of an offered file, where something has: a regular file of its size, whose bytes may be the same, or
 * anything else.
 */
type FoundStanding = 'candidate' | 'different';

/** A file that stands there, as it was when it was read. */
export interface StandingFile {
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  readonly stamp: FileStamp;
}

interface LookParts extends Pick<TransferParts, 'rootDir' | 'entries' | 'plan'> {
  readonly openDirectories: typeof openDirectories;
  readonly hasStableIds: boolean;
}

/** As many as leave room for transfers in Node's four threads. */
const LOOKS_AT_ONCE = 2;

/**
 * Looks at what stands where the files of an offer would go if their folders are merged. Only below folders that really
 * are there, never through links; changes nothing, and opens nothing before it is asked.
 */
export class StandingLook {
  readonly #parts: LookParts;
  /** Folders of the offer that are there. */
  readonly #records = new Map<number, DirectoryRecord>();
  #opening: Promise<Directories> | null = null;

  constructor(parts: LookParts) {
    this.#parts = parts;
  }

  /**
   * Looks at the names of all files; to be called once, first. Those that are free, or lie in folders that are not there,
   * are not in the result and cost nothing or one look.
   *
   * @param isStopped - asked between looks
   * @throws TransferError TRANSFER_CANCELLED when `isStopped`
   * @throws StorageError when the inbox is gone
   */
  find(isStopped: () => boolean): Promise<ReadonlyMap<number, FoundStanding>> {
    return asStorage('look for files', async () => {
      const found = new Map<number, FoundStanding>();
      const insides = this.#groupByFolder();
      // a folder that is found is looked into in its turn
      const folders = [ROOT];
      for (const folder of folders) {
        const inside = insides.get(folder) ?? [];
        const deeper = await this.#lookInto(folder, inside, found, isStopped);
        for (const index of deeper) folders.push(index);
      }
      return found;
    });
  }

  /**
   * Reads a candidate to its end.
   *
   * @param onRead - told of every bunch of bytes that was read
   * @returns null when it cannot be read, is no longer of that size, or was changed meanwhile
   * @throws TransferError TRANSFER_CANCELLED when `isStopped`
   */
  async hash(
    index: number,
    isStopped: () => boolean,
    onRead?: (byteCount: number) => void,
  ): Promise<StandingFile | null> {
    const { plan, entries } = this.#parts;
    const folder = plan.parents[index] ?? ROOT;
    if (folder !== ROOT && !this.#records.has(folder)) return null;
    const sizeBytes = entries[index]?.sizeBytes ?? 0;
    try {
      const directories = await this.#open();
      const name = plan.names[index] ?? '';
      return await directories.within(folder, (base) =>
        withPlainFile(`${base}/${name}`, (file) => readStanding(file, sizeBytes, isStopped, onRead)),
      );
    } catch (error) {
      if (error instanceof TransferError) throw error;
      // gone, locked, unreadable, a link by now: it is compared when the offered one has arrived
      return null;
    }
  }

  /** Lets go of the folders; to be called when no call is under way and none will come. Safe to call twice. */
  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    const directories = await opening?.catch(() => null); // who asked for it has its error
    await directories?.close();
  }

  #open(): Promise<Directories> {
    this.#opening ??= this.#parts.openDirectories(this.#parts.rootDir, this.#records);
    return this.#opening;
  }

  #groupByFolder(): ReadonlyMap<number, number[]> {
    const insides = new Map<number, number[]>();
    for (const [index, parent] of this.#parts.plan.parents.entries()) {
      const inside = insides.get(parent);
      if (inside === undefined) insides.set(parent, [index]);
      else inside.push(index);
    }
    return insides;
  }

  /** @returns the folders in it that are there; one that is gone by now has none */
  async #lookInto(
    folder: number,
    inside: readonly number[],
    found: Map<number, FoundStanding>,
    isStopped: () => boolean,
  ): Promise<readonly number[]> {
    const deeper: number[] = [];
    const directories = await this.#open();
    const look = (base: string): Promise<void> =>
      inParallel(inside, LOOKS_AT_ONCE, async (index) => {
        mustGoOn(isStopped);
        const name = this.#parts.plan.names[index] ?? '';
        const entry = this.#parts.entries[index];
        if (entry?.kind === 'directory') {
          if (await this.#findFolder(base, index, name)) deeper.push(index);
          return;
        }
        const standing = await lookAt(`${base}/${name}`, entry?.sizeBytes ?? 0);
        if (standing !== null) found.set(index, standing);
      });
    try {
      await directories.within(folder, look);
    } catch (error) {
      if (folder === ROOT || error instanceof TransferError) throw error;
    }
    return deeper;
  }

  async #findFolder(base: string, index: number, name: string): Promise<boolean> {
    const identity = await findAdoptable(base, name);
    if (identity === null) return false;
    const { plan, hasStableIds } = this.#parts;
    const parent = plan.parents[index] ?? ROOT;
    const parentPath = parent === ROOT ? '' : recordOf(this.#records, parent).relativePath;
    this.#records.set(index, toRecord({ parent, name, parentPath, hasStableIds }, identity));
    return true;
  }
}

/** Null: the name is free, or cannot be looked at; whoever takes it is told why. */
async function lookAt(path: string, sizeBytes: number): Promise<FoundStanding | null> {
  const stats = await lstat(path).catch(() => null);
  if (stats === null) return null;
  return stats.isFile() && stats.size === sizeBytes ? 'candidate' : 'different';
}

/** Null when it is not a regular file of that size, or is written to meanwhile. */
async function readStanding(
  file: FileHandle,
  sizeBytes: number,
  isStopped: () => boolean,
  onRead?: (byteCount: number) => void,
): Promise<StandingFile | null> {
  const before = await file.stat({ bigint: true });
  if (!before.isFile() || before.size !== BigInt(sizeBytes)) return null;
  const sha256 = await hashOf(file, sizeBytes, isStopped, onRead);
  const stamp = stampOf(before);
  const isUntouched = isSameStamp(stamp, stampOf(await file.stat({ bigint: true })));
  return sha256 !== null && isUntouched ? { sha256, stamp } : null;
}
