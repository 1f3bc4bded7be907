import { unlink } from 'node:fs/promises';
import { StorageError, TransferError } from '../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { CheckedBlock } from './block-checksums.ts';
import type { StandingFile } from './compare-standing.ts';
import { STAGING } from './directories.ts';
import { growTree, type DirectoryTree } from './directory-tree.ts';
import { FilePlaces } from './file-places.ts';
import type { SuffixMemory } from './free-name.ts';
import type { InboxTransfer, TransferParts } from './inbox-transfer.ts';
import { UNNOTED_BYTES, type ByteRange, type ReceiveNotes, type PlacedFile, type Resumption } from './receive-notes.ts';
import { mayBeLost } from './lost-directory.ts';
import { openStagedPart, type HeldPart, type OpenPart, type Part, type PartParts, type Placed } from './part.ts';
import { MAX_COMPARED } from './place-part.ts';
import { recoverParts } from './recover-parts.ts';
import { partName, removeStaging } from './staging.ts';
import { asStorage } from './storage-error.ts';
import { tryWriting } from './volume.ts';

class StagedTransfer implements InboxTransfer {
  readonly #placed = new Map<number, PlacedFile>();
  readonly #merges: boolean;
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
    const merges = parts.existing !== 'keep-both';
    this.#merges = merges;
    const mayAdopt = merges ? () => Promise.resolve('as-it-is' as const) : mayBeLost(resumption);
    const note: ReceiveNotes['noteDirectory'] = (index, record) => notes.noteDirectory(index, record);
    const suffixes: SuffixMemory = new Map();
    this.#tree = growTree({ directories, records, plan, suffixes, hasStableIds: hasHardLinks, mayAdopt, note });
    const maxCompared = merges ? MAX_COMPARED : resumption?.state.hasLostNotes === true ? 1 : 0;
    const shared = { rootDir, plan, directories, tree: this.#tree, suffixes, hasHardLinks, notes, maxCompared };
    const replaces = (index: number): boolean => merges && (parts.existing === 'replace') !== parts.isException(index);
    const replacing = resumption?.state.replacing ?? new Set();
    const isStopped = (): boolean => this.#isStopping;
    this.#places = new FilePlaces({ ...shared, replaces, trash: parts.trash, replacing, isStopped });
  }

  /** Takes up what an earlier run left. To be called first. */
  async recover({ state, isStopped }: Resumption): Promise<void> {
    const { entries, wanted, plan, directories, records, notes } = this.#parts;
    await this.#tree.readopt(state.directories);
    const found = await recoverParts({ entries, wanted, plan, directories, records, state, notes, isStopped });
    for (const [index, placed] of found.placed) {
      this.#places.save(index, placed.savedAs);
      this.#placed.set(index, placed);
    }
    this.#held = found.held;
  }

  get placed(): ReadonlyMap<number, PlacedFile> {
    return this.#placed;
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

  claim(index: number, file: StandingFile): Promise<boolean> {
    return this.#run('claim a file', async () => {
      this.#mustBeMissing(index);
      const placed = this.#merges ? await this.#places.claim(index, file) : null;
      if (placed !== null) this.#placed.set(index, placed);
      return placed !== null;
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

  #mustBeMissing(index: number): ManifestEntry {
    const entry = this.#mustBeWanted(index, 'file');
    if (!this.#opened.has(index) && this.#places.savedAs(index) === null) return entry;
    throw new StorageError('STORAGE_UNSAFE', 'entry is open or in place already', { context: { index } });
  }

  async #openPart(index: number): Promise<Part> {
    const { sizeBytes } = this.#mustBeMissing(index);
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
      await this.#letGo();
    }
  }

  async #abort(): Promise<void> {
    await this.#quiesce();
    await this.#tree.removeEmpty();
    await this.#leaveStaging();
    await this.#letGo();
  }

  async #suspend(): Promise<void> {
    await Promise.all(this.#underWay);
    await Promise.all(this.#openParts().map((part) => part.suspend()));
    await this.#places.flush();
    await this.#letGo();
  }

  async #letGo(): Promise<void> {
    this.#tree.release();
    this.#places.release();
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
  return new StagedTransfer(parts, null);
}

/** Goes on with what an earlier run left. When it rejects, everything is closed and still there. */
export async function recoverInboxTransfer(parts: TransferParts, resumption: Resumption): Promise<InboxTransfer> {
  const transfer = new StagedTransfer(parts, resumption);
  try {
    await transfer.recover(resumption);
    return transfer;
  } catch (error) {
    await transfer.suspend();
    throw error;
  }
}
