import { StorageError, TransferError } from '../../../shared/errors/lanyard-error.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { ExistingChoice } from '../../../shared/model/settings.ts';
import { growTree, type DirectoryTree } from './directory-tree.ts';
import { ROOT, STAGING, type Directories, type DirectoryRecord } from './directories.ts';
import type { SuffixMemory } from './free-name.ts';
import type { PathPlan } from './manifest-check.ts';
import { createOriginMark } from './origin-mark.ts';
import { openStagedPart, type Arrival, type Part, type Placed, type Settled } from './part.ts';
import { placeArrival } from './place-arrival.ts';
import { choosePlacing, type Placing } from './place-file.ts';
import { partName, removeStaging } from './staging.ts';
import { asStorage } from './storage-error.ts';

/**
 * The only way from one accepted transfer to the disk. Everything is addressed by manifest index; no name of the
 * peer's reaches a system call before it was made safe. Calls for different entries may run in parallel.
 */
export interface InboxTransfer {
  /**
   * Opens the staging file of a wanted file. At most one open part per entry; after `discard` it may be opened again.
   *
   * @throws StorageError STORAGE_UNSAFE when the entry was not accepted, is no file, is open or in place already
   */
  openPart(index: number): Promise<Part>;
  /**
   * Makes a wanted directory, and those above it; all are new ones, made by this transfer, or, with `skip-identical`,
   * those of that name that stand there already. Safe to call twice.
   */
  makeDirectory(index: number): Promise<Placed>;
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
  readonly existing: ExistingChoice;
  /** Called when the staging directory is no more. */
  readonly forgetStaging: () => Promise<void>;
}

class ReceivingTransfer implements InboxTransfer {
  readonly #parts: TransferParts;
  readonly #suffixes: SuffixMemory = new Map();
  readonly #tree: DirectoryTree;
  readonly #placing: Placing;
  /** How a name that is taken is looked at; null: not at all. */
  readonly #compare: { readonly isStopped: () => boolean } | null;
  readonly #mark = createOriginMark();
  readonly #opened = new Map<number, Part | 'opening'>();
  readonly #placed = new Map<number, string>();
  readonly #underWay = new Set<Promise<unknown>>();
  #ending: Promise<void> | null = null;
  #isAborting = false;

  constructor(parts: TransferParts) {
    this.#parts = parts;
    const { directories, records, plan, hasHardLinks } = parts;
    const merges = parts.existing === 'skip-identical';
    this.#tree = growTree({ directories, records, plan, suffixes: this.#suffixes, hasStableIds: hasHardLinks, merges });
    this.#placing = choosePlacing(parts.hasHardLinks);
    this.#compare = merges ? { isStopped: () => this.#isAborting } : null;
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

  savedAs(index: number): string | null {
    return this.#placed.get(index) ?? this.#parts.records.get(index)?.relativePath.slice(1) ?? null;
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
    this.#isAborting = true;
    this.#ending ??= this.#abort();
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
    if (this.#opened.has(index) || this.#placed.has(index)) {
      throw new StorageError('STORAGE_UNSAFE', 'entry is open or in place already', { context: { index } });
    }
    this.#opened.set(index, 'opening');
    try {
      const part = await openStagedPart({
        sizeBytes,
        atStaged: (work) => this.#atStaged(index, work),
        place: (arrival) => this.#place(index, sizeBytes, arrival),
        onGone: () => this.#opened.delete(index),
      });
      this.#opened.set(index, part);
      return part;
    } catch (error) {
      this.#opened.delete(index);
      throw error;
    }
  }

  #atStaged<T>(index: number, work: (staged: string) => Promise<T>): Promise<T> {
    return this.#parts.directories.within(STAGING, (base) => work(`${base}/${partName(index)}`));
  }

  async #place(index: number, sizeBytes: number, arrival: Arrival): Promise<Settled> {
    const { plan, directories, rootDir } = this.#parts;
    const folder = plan.parents[index] ?? ROOT;
    const folderPath = folder === ROOT ? '' : (await this.#tree.ensure(folder)).relativePath;
    const destined = {
      name: plan.names[index] ?? '',
      folder,
      memory: this.#suffixes,
      sizeBytes,
      atFolder: <T>(work: (base: string) => Promise<T>) => directories.within(folder, work),
      atStaged: <T>(work: (staged: string) => Promise<T>) => this.#atStaged(index, work),
      placing: this.#placing,
      compare: this.#compare,
    };
    const { name, wasThere } = await placeArrival(destined, this.#withMark(index, arrival));
    const savedAs = `${folderPath}/${name}`.slice(1);
    this.#placed.set(index, savedAs);
    if (!wasThere) await this.#mark.afterPlacing(`${rootDir}/${savedAs}`);
    return { savedAs, wasThere };
  }

  #withMark(index: number, { sha256, seal }: Arrival): Arrival {
    return {
      sha256,
      seal: async () => {
        await seal();
        await this.#atStaged(index, (staged) => this.#mark.beforePlacing(staged));
      },
    };
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

  /** After this nothing of this transfer is open or under way. */
  async #quiesce(): Promise<void> {
    await Promise.all(this.#underWay);
    const left = [...this.#opened.values()].filter((part) => part !== 'opening');
    await Promise.all(left.map((part) => part.discard()));
    await this.#mark.flush();
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
  return new ReceivingTransfer(parts);
}
