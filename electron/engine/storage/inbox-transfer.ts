import { unlink } from 'node:fs/promises';
import { StorageError, TransferError } from '../../../shared/errors/lanyard-error.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { ExistingChoice } from '../../../shared/model/settings.ts';
import type { CheckedBlock } from './block-checksums.ts';
import { growTree, type DirectoryTree } from './directory-tree.ts';
import { STAGING, type Directories, type DirectoryRecord } from './directories.ts';
import { FilePlaces } from './file-places.ts';
import type { SuffixMemory } from './free-name.ts';
import { UNNOTED_BYTES, type ByteRange, type IntakeNotes, type PlacedFile, type Resumption } from './intake-notes.ts';
import { mayBeLost } from './lost-directory.ts';
import type { PathPlan } from './manifest-check.ts';
import { openStagedPart, type HeldPart, type OpenPart, type Part, type PartParts, type Placed } from './part.ts';
import { MAX_COMPARED } from './place-arrival.ts';
import { recoverParts } from './recover-parts.ts';
import { partName, removeStaging } from './staging.ts';
import { asStorage } from './storage-error.ts';
import { tryWriting } from './volume.ts';

/**
 * The only way from one accepted transfer to the disk. Everything is addressed by manifest index; no name of the
 * peer's reaches a system call before it was made safe. Calls for different entries may run in parallel.
 */
export interface InboxTransfer {
  /** Files that were in place when it was resumed, by index. Empty for one that has just begun. */
  readonly placed: ReadonlyMap<number, PlacedFile>;
  /** No file of its size fits on this kind of disk, however empty it is. */
  isTooLarge(index: number): boolean;
  /** Bytes of a file that an earlier run brought and that were right when it was resumed. Ascending; none touch. */
  held(index: number): readonly ByteRange[];
  /**
   * Opens the staging file of a wanted file. At most one open part per entry; after `discard` it may be opened again, as
   * an empty one.
   *
   * @throws StorageError STORAGE_UNSAFE when the entry was not accepted, is no file, is open or in place already
   */
  openPart(index: number): Promise<Part>;
  /**
   * Makes a wanted directory, and those above it; all are new ones, made by this transfer, or, with `skip-identical`,
   * those of that name that stand there already. Safe to call twice.
   */
  makeDirectory(index: number): Promise<Placed>;
  /** Writes a little into staging and flushes it. @throws StorageError as the disk is now */
  tryDisk(): Promise<void>;
  /** Where an entry stands now, relative to the inbox, `/` between components; null: not in place. */
  savedAs(index: number): string | null;
  /** Whether the final path differs from the one the manifest gives. False while not in place. */
  isRenamed(index: number): boolean;
  /** Sets times of directories, makes all of it safe against a power cut, removes the staging directory. */
  finish(): Promise<void>;
  /**
   * Removes parts, the staging directory and those directories that this transfer made and that hold nothing. Committed files
   * stay. Waits for calls under way; later ones reject with TRANSFER_CANCELLED. Safe to call twice or after `finish`.
   * Never rejects: what can't be removed is left to the sweep.
   */
  abort(): Promise<void>;
  /**
   * Closes everything and leaves it as it is: parts, staging, directories and notes wait for `resumeTransfer`, or for the
   * sweep when nobody refers to them any more. Waits for calls under way, but not for long reads; later ones reject with
   * TRANSFER_CANCELLED. Safe to call twice or after `finish`. Never rejects.
   */
  suspend(): Promise<void>;
}

export interface TransferParts {
  readonly transferId: TransferId;
  readonly rootDir: string;
  readonly entries: readonly ManifestEntry[];
  readonly wanted: (index: number) => boolean;
  readonly plan: PathPlan;
  readonly directories: Directories;
  /** With the staging directory in it. */
  readonly records: Map<number, DirectoryRecord>;
  readonly hasHardLinks: boolean;
  /** Null: no limit is known. */
  readonly maxFileBytes: number | null;
  readonly existing: ExistingChoice;
  /** Called when the staging directory is no more. */
  readonly forgetStaging: () => Promise<void>;
  readonly notes: IntakeNotes;
}

class ReceivingTransfer implements InboxTransfer {
  placed: ReadonlyMap<number, PlacedFile> = new Map();
  readonly #parts: TransferParts;
  readonly #tree: DirectoryTree;
  readonly #places: FilePlaces;
  #held: ReadonlyMap<number, HeldPart> = new Map();
  readonly #opened = new Map<number, OpenPart | 'opening'>();
  readonly #dropped = new Set<number>();
  readonly #underWay = new Set<Promise<unknown>>();
  #ending: Promise<void> | null = null;
  #isStopping = false;

  constructor(parts: TransferParts, resumption: Resumption | null) {
    this.#parts = parts;
    const { directories, records, plan, rootDir, hasHardLinks, notes } = parts;
    const merges = parts.existing === 'skip-identical';
    const mayAdopt = merges ? () => Promise.resolve('as-it-is' as const) : mayBeLost(resumption);
    const note: IntakeNotes['noteDirectory'] = (index, record) => notes.noteDirectory(index, record);
    const suffixes: SuffixMemory = new Map();
    this.#tree = growTree({ directories, records, plan, suffixes, hasStableIds: hasHardLinks, mayAdopt, note });
    const maxCompared = merges ? MAX_COMPARED : resumption?.state.hasLostNotes === true ? 1 : 0;
    const shared = { rootDir, plan, directories, tree: this.#tree, suffixes, hasHardLinks, notes, maxCompared };
    this.#places = new FilePlaces({ ...shared, isStopped: () => this.#isStopping });
  }

  /** Takes up what an earlier run left. To be called first. */
  async recover({ state, isStopped }: Resumption): Promise<void> {
    const { entries, wanted, plan, directories, records, notes } = this.#parts;
    await this.#tree.readopt(state.directories);
    const found = await recoverParts({ entries, wanted, plan, directories, records, state, notes, isStopped });
    for (const [index, { savedAs }] of found.placed) this.#places.save(index, savedAs);
    this.placed = found.placed;
    this.#held = found.held;
  }

  held(index: number): readonly ByteRange[] {
    return this.#heldPart(index)?.ranges ?? [];
  }

  isTooLarge(index: number): boolean {
    const { entries, maxFileBytes } = this.#parts;
    return (entries[index]?.sizeBytes ?? 0) > (maxFileBytes ?? Infinity);
  }

  openPart(index: number): Promise<Part> {
    return this.#run('open part', () => this.#openPart(index));
  }

  makeDirectory(index: number): Promise<Placed> {
    return this.#run('make directory', async () => {
      this.#mustBeWanted(index, 'directory');
      return { savedAs: (await this.#tree.ensure(index)).relativePath.slice(1) };
    });
  }

  tryDisk(): Promise<void> {
    return this.#run('try the disk', () => this.#parts.directories.within(STAGING, tryWriting));
  }

  savedAs(index: number): string | null {
    return this.#places.savedAs(index) ?? this.#parts.records.get(index)?.relativePath.slice(1) ?? null;
  }

  isRenamed(index: number): boolean {
    const actual = this.savedAs(index);
    return actual !== null && actual !== this.#parts.entries[index]?.path;
  }

  finish(): Promise<void> {
    this.#ending ??= asStorage('finish', () => this.#finish());
    return this.#ending;
  }

  async abort(): Promise<void> {
    this.#isStopping = true;
    this.#ending ??= this.#abort();
    await this.#ending.catch(() => undefined); // whoever called `finish` has its error
  }

  async suspend(): Promise<void> {
    this.#isStopping = true;
    this.#ending ??= this.#suspend();
    await this.#ending.catch(() => undefined); // whoever called `finish` has its error
  }

  async #run<T>(doing: string, work: () => Promise<T>): Promise<T> {
    if (this.#ending !== null) throw new TransferError('TRANSFER_CANCELLED', 'the transfer has ended');
    const result = asStorage(doing, work);
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
    if (entry?.kind === kind && this.#parts.wanted(index)) return entry;
    const context = { index, transferId: this.#parts.transferId };
    throw new StorageError('STORAGE_UNSAFE', `not an accepted ${kind}`, { context });
  }

  async #openPart(index: number): Promise<Part> {
    const { sizeBytes } = this.#mustBeWanted(index, 'file');
    if (this.#opened.has(index) || this.#places.savedAs(index) !== null) {
      throw new StorageError('STORAGE_UNSAFE', 'entry is open or in place already', { context: { index } });
    }
    this.#opened.set(index, 'opening');
    try {
      const part = await openStagedPart(this.#partOf(index, sizeBytes));
      this.#opened.set(index, part);
      return part;
    } catch (error) {
      this.#opened.delete(index);
      throw error;
    }
  }

  #partOf(index: number, sizeBytes: number): PartParts {
    const { notes } = this.#parts;
    const atStaged: PartParts['atStaged'] = (work) => this.#atStaged(index, work);
    const noteBlock = ({ block, crc32 }: CheckedBlock): void => notes.noteBlock(index, block, crc32);
    return {
      sizeBytes,
      held: this.#heldPart(index),
      noteBlock: sizeBytes > UNNOTED_BYTES ? noteBlock : null,
      isStopped: () => this.#isStopping,
      atStaged,
      place: (arrival) => this.#places.place({ index, sizeBytes, arrival, atStaged }),
      remove: (isDropped) => this.#removePart(index, isDropped),
    };
  }

  #heldPart(index: number): HeldPart | null {
    return this.#dropped.has(index) ? null : (this.#held.get(index) ?? null);
  }

  #atStaged<T>(index: number, work: (staged: string) => Promise<T>): Promise<T> {
    return this.#parts.directories.within(STAGING, (base) => work(`${base}/${partName(index)}`));
  }

  async #removePart(index: number, isDropped: boolean): Promise<void> {
    // what can't be removed now is left to the sweep of the staging directory
    if (!this.#places.isUnnoted(index)) await this.#atStaged(index, unlink).catch(() => undefined);
    this.#opened.delete(index);
    if (!isDropped || this.#places.savedAs(index) !== null) return;
    this.#dropped.add(index);
    this.#parts.notes.noteDropped(index);
  }

  async #finish(): Promise<void> {
    try {
      await this.#quiesce();
      await this.#tree.setTimes((index) => this.#parts.entries[index]?.mtimeMs ?? 0);
      await this.#leaveStaging();
      await this.#tree.sync();
    } finally {
      this.#tree.release();
      await this.#parts.directories.close();
    }
  }

  async #abort(): Promise<void> {
    await this.#quiesce();
    await this.#tree.removeEmpty();
    await this.#leaveStaging();
    this.#tree.release();
    await this.#parts.directories.close();
  }

  async #suspend(): Promise<void> {
    await Promise.all(this.#underWay);
    await Promise.all(this.#openParts().map((part) => part.suspend()));
    await this.#places.flush();
    this.#tree.release();
    await this.#parts.directories.close();
  }

  /** After this nothing of this transfer is open or under way. */
  async #quiesce(): Promise<void> {
    await Promise.all(this.#underWay);
    await Promise.all(this.#openParts().map((part) => part.discard()));
    await this.#places.flush();
  }

  #openParts(): readonly OpenPart[] {
    return [...this.#opened.values()].filter((part) => part !== 'opening');
  }

  async #leaveStaging(): Promise<void> {
    const { directories, records, forgetStaging } = this.#parts;
    // what can't be removed, or can't be crossed off the list, is for the sweep
    await removeStaging(directories, records)
      .then(forgetStaging)
      .catch(() => undefined);
  }
}

/** Begins with an empty staging directory; nothing of it is in the inbox yet. */
export function createInboxTransfer(parts: TransferParts): InboxTransfer {
  return new ReceivingTransfer(parts, null);
}

/** Goes on with what an earlier run left. When it rejects, everything is closed and still there. */
export async function recoverInboxTransfer(parts: TransferParts, resumption: Resumption): Promise<InboxTransfer> {
  const transfer = new ReceivingTransfer(parts, resumption);
  try {
    await transfer.recover(resumption);
    return transfer;
  } catch (error) {
    await transfer.suspend();
    throw error;
  }
}
