import pLimit from 'p-limit';
import { StorageError, TransferError } from '../../../shared/errors/lanyard-error.ts';
import { asStorage } from '../../../shared/errors/to-storage-error.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { FileToStage } from '../disk-thread/disk-functions.ts';
import { claimFile, MAX_COMPARED, type Destination } from './commit-file.ts';
import type { StandingFile } from './compare-standing.ts';
import { STAGING } from './directories.ts';
import { DirectoryTree } from './directory-tree.ts';
import { GroupFlush } from './group-flush.ts';
import { FilePlaces } from './file-places.ts';
import type { SuffixMemory } from './free-name.ts';
import type { TransferParts } from './transfer-parts.ts';
import { mayBeLost } from './standing-directories.ts';
import { openStagedPart, type Part, type PartTable } from './part.ts';
import { placeBatch, type BatchResult } from './place-batch.ts';
import { choosePlacing } from './place-file.ts';
import type { ByteRange, Placed, PlacedFile, Resumption } from './receive-notes.ts';
import { recoverParts } from './recover-parts.ts';
import { removeStaging } from './staging.ts';
import { asOnDisk, tryWriting } from './volume.ts';

/** Of the four threads that this process has for files: an inbox that hangs leaves others their half. */
const OPENS_AT_ONCE = 2;

/**
 * The only way from one accepted transfer to the disk. Everything is addressed by manifest index; no name of the
 * peer's reaches a system call before it was made safe. Calls for different entries may run in parallel.
 */
export class InboxTransfer {
  readonly #placed = new Map<number, PlacedFile>();
  readonly #merges: boolean;
  readonly #parts: TransferParts;
  readonly #tree: DirectoryTree;
  readonly #places: FilePlaces;
  readonly #destination: Destination;
  readonly #table: PartTable = { held: new Map(), open: new Map() };
  readonly #opens = pLimit(OPENS_AT_ONCE);
  readonly #underWay = new Set<Promise<unknown>>();
  #ending: Promise<void> | null = null;
  #isStopping = false;

  constructor(parts: TransferParts, resumption: Resumption | null) {
    this.#parts = parts;
    const { rootDir, hasHardLinks, existing, isException, notes } = parts;
    const merges = existing !== 'keep-both';
    this.#merges = merges;
    const suffixes: SuffixMemory = new Map();
    const mayAdopt = merges ? () => Promise.resolve('as-it-is' as const) : mayBeLost(resumption);
    this.#tree = new DirectoryTree({ ...parts, suffixes, hasStableIds: hasHardLinks, mayAdopt });
    this.#places = new FilePlaces(rootDir, notes, parts.plan.traits);
    this.#destination = {
      ...parts,
      tree: this.#tree,
      suffixes,
      places: this.#places,
      placing: choosePlacing(hasHardLinks),
      flushes: flushesOf(parts),
      maxCompared: merges ? MAX_COMPARED : resumption?.state.hasLostNotes === true ? 1 : 0,
      replaces: (index) => merges && (existing === 'replace') !== isException(index),
      replacing: resumption?.state.replacing ?? new Set(),
      isStopped: () => this.#isStopping,
    };
  }

  /** Takes up what an earlier run left. To be called first. */
  async recover(resumption: Resumption): Promise<void> {
    await this.#tree.readopt(resumption.state.directories);
    const found = await recoverParts({ ...this.#parts, ...resumption });
    for (const [index, placed] of found.placed) {
      this.#places.save(index, placed.savedAs);
      this.#placed.set(index, placed);
    }
    for (const [index, held] of found.held) this.#table.held.set(index, held);
  }

  /** Files that were in place when it was resumed, and those that were claimed since, by index. */
  get placed(): ReadonlyMap<number, PlacedFile> {
    return this.#placed;
  }

  /** Bytes of a file that an earlier run brought and that were right when it was resumed. Ascending; none touch. */
  held(index: number): readonly ByteRange[] {
    return this.#table.held.get(index)?.ranges ?? [];
  }

  /** No file of its size fits on this kind of disk, however empty it is. */
  isTooLarge(index: number): boolean {
    const { entries, maxFileBytes } = this.#parts;
    return (entries[index]?.sizeBytes ?? 0) > (maxFileBytes ?? Infinity);
  }

  /**
   * Opens the staging file of a wanted file. At most one open part per entry; after `discard` it may be opened again, as
   * an empty one.
   *
   * @throws StorageError STORAGE_UNSAFE when the entry was not accepted, is no file, is open or in place already
   */
  openPart(index: number): Promise<Part> {
    return this.#run('open part', () => this.#openPart(index));
  }

  /** Whether small files are placed many at a time: only where a name can be given in one step that replaces nothing. */
  get takesBatches(): boolean {
    return this.#parts.hasHardLinks;
  }

  /**
   * Places wanted small files that are whole, each with its own outcome. As `openPart` with all that follows for each,
   * only with one flush for all.
   *
   * @throws StorageError when nothing could be done for any of them; STORAGE_UNSAFE as `openPart`
   */
  placeBatch(files: readonly FileToStage[]): Promise<BatchResult> {
    return this.#run('place files', async () => {
      for (const { index } of files) this.#mustBeMissing(index);
      const { open } = this.#table;
      for (const { index } of files) open.set(index, 'opening');
      try {
        return await placeBatch(files, this.#destination);
      } finally {
        for (const { index } of files) open.delete(index);
      }
    });
  }

  /** Resolves when a kill would not lose what was written so far of files whose bytes are noted. Never rejects. */
  noted(): Promise<void> {
    return this.#parts.notes.noted();
  }

  /**
   * Makes a wanted directory, and those above it; all are new ones, made by this transfer, or, unless it keeps both,
   * those of that name that stand there already. Safe to call twice.
   */
  makeDirectory(index: number): Promise<Placed> {
    return this.#run('make directory', async () => {
      this.#mustBeWanted(index, 'directory');
      return { savedAs: (await this.#tree.ensure(index)).relativePath.slice(1) };
    });
  }

  /**
   * Takes a file that stands under the planned name of a wanted one, and had its hash when `file` was read, for that one;
   * it is in place then, and noted. Only where folders are merged.
   *
   * @returns false when it is not that file any more, or was touched: then it is to be received like any other
   * @throws StorageError STORAGE_UNSAFE as `openPart`
   */
  claim(index: number, file: StandingFile): Promise<boolean> {
    return this.#run('claim a file', async () => {
      this.#mustBeMissing(index);
      const placed = this.#merges ? await claimFile(index, file, this.#destination) : null;
      if (placed !== null) this.#placed.set(index, placed);
      return placed !== null;
    });
  }

  /** Writes a little into staging and flushes it. @throws StorageError as the disk is now */
  tryDisk(): Promise<void> {
    return this.#run('try the disk', () => this.#parts.directories.within(STAGING, tryWriting));
  }

  /** Sets times of directories, makes all of it safe against a power cut, removes the staging directory. */
  finish(): Promise<void> {
    this.#ending ??= asStorage('finish', () => this.#finish());
    return this.#ending;
  }

  /**
   * Removes parts, the staging directory and those directories that this transfer made and that hold nothing. Committed files
   * stay. Waits for calls under way; later ones reject with TRANSFER_CANCELLED. Safe to call twice or after `finish`.
   * Never rejects: what can't be removed is left to the sweep.
   */
  abort(): Promise<void> {
    return this.#stop(() => this.#abort());
  }

  /**
   * Closes everything and leaves it as it is: parts, staging, directories and notes wait for `resumeTransfer`, or for the
   * sweep when nobody refers to them any more. Waits for calls under way, but not for long reads; later ones reject with
   * TRANSFER_CANCELLED. Safe to call twice or after `finish`. Never rejects.
   */
  suspend(): Promise<void> {
    return this.#stop(async () => {
      await this.#quiesce('suspend');
      await this.#letGo();
    });
  }

  async #stop(end: () => Promise<void>): Promise<void> {
    this.#isStopping = true;
    this.#ending ??= end();
    await this.#ending.catch(() => undefined); // whoever called `finish` has its error
  }

  async #run<T>(doing: string, work: () => Promise<T>): Promise<T> {
    if (this.#ending !== null) throw new TransferError('TRANSFER_CANCELLED', 'the transfer has ended');
    const result = asOnDisk(this.#parts.rootDir, doing, work);
    const settled = result.catch(() => undefined); // its caller has the error
    this.#underWay.add(settled);
    try {
      return await result;
    } finally {
      this.#underWay.delete(settled);
    }
  }

  #mustBeWanted(index: number, kind: ManifestEntry['kind']): ManifestEntry {
    const entry = this.#parts.entries[index];
    if (entry?.kind === kind && this.#parts.isWanted(index)) return entry;
    const context = { index, transferId: this.#parts.transferId };
    throw new StorageError('STORAGE_UNSAFE', `not an accepted ${kind}`, { context });
  }

  #mustBeMissing(index: number): ManifestEntry {
    const entry = this.#mustBeWanted(index, 'file');
    if (!this.#table.open.has(index) && !this.#places.isInPlace(index)) return entry;
    throw new StorageError('STORAGE_UNSAFE', 'entry is open or in place already', { context: { index } });
  }

  async #openPart(index: number): Promise<Part> {
    const { sizeBytes } = this.#mustBeMissing(index);
    const { open } = this.#table;
    open.set(index, 'opening');
    try {
      const parts = { index, sizeBytes, table: this.#table, destination: this.#destination };
      const part = await this.#opens(() => openStagedPart(parts));
      open.set(index, part);
      return part;
    } catch (error) {
      open.delete(index);
      throw error;
    }
  }

  async #finish(): Promise<void> {
    try {
      await this.#quiesce('discard');
      await this.#tree.setTimes((index) => this.#parts.entries[index]?.mtimeMs ?? 0);
      await this.#leaveStaging();
      await this.#tree.sync();
    } finally {
      await this.#letGo();
    }
  }

  async #abort(): Promise<void> {
    await this.#quiesce('discard');
    await this.#tree.removeEmpty();
    await this.#leaveStaging();
    await this.#letGo();
  }

  async #letGo(): Promise<void> {
    this.#tree.release();
    this.#places.release();
    await this.#parts.directories.close();
  }

  /** After this nothing of this transfer is open or under way. */
  async #quiesce(ending: 'discard' | 'suspend'): Promise<void> {
    await Promise.all(this.#underWay);
    const parts = [...this.#table.open.values()].filter((part) => part !== 'opening');
    await Promise.all(parts.map((part) => part[ending]()));
    await this.#destination.mark.flush();
  }

  async #leaveStaging(): Promise<void> {
    const { directories, records, forgetStaging } = this.#parts;
    // what can't be removed, or can't be crossed off the list, is for the sweep
    await removeStaging(directories, records)
      .then(forgetStaging)
      .catch(() => undefined);
  }
}

function flushesOf({ directories, disk }: TransferParts): GroupFlush {
  return new GroupFlush((indexes) =>
    directories.within(STAGING, (staging) => disk.run((calls) => calls.flush(staging, indexes))),
  );
}

/**
 * Begins with an empty staging directory, or goes on with what an earlier run left. When it rejects, everything is closed
 * and still there.
 */
export async function openInboxTransfer(parts: TransferParts, resumption: Resumption | null): Promise<InboxTransfer> {
  const transfer = new InboxTransfer(parts, resumption);
  try {
    if (resumption !== null) await transfer.recover(resumption);
    return transfer;
  } catch (error) {
    await transfer.suspend();
    throw error;
  }
}
