import path from 'node:path';
import type { StandingFile } from './compare-standing.ts';
import { ROOT, type Directories } from './directories.ts';
import type { DirectoryTree } from './directory-tree.ts';
import type { SuffixMemory } from './free-name.ts';
import type { ReceiveNotes, PlacedFile } from './receive-notes.ts';
import type { PathPlan } from './manifest-check.ts';
import { createOriginMark } from './origin-mark.ts';
import type { Arrival, PartParts, Placed } from './part.ts';
import { placeArrival, type Comparing, type Destined } from './place-part.ts';
import { choosePlacing, type Placing } from './place-file.ts';
import { replaceStanding, type Replacement, type Trash } from './replace-standing.ts';
import { isStillThere } from './standing-file.ts';

export interface PlacesParts {
  readonly rootDir: string;
  readonly plan: PathPlan;
  readonly directories: Directories;
  readonly tree: DirectoryTree;
  readonly suffixes: SuffixMemory;
  readonly hasHardLinks: boolean;
  readonly notes: ReceiveNotes;
  /** How many names that are taken are looked at for each file. */
  readonly maxCompared: number;
  /** Whether a file with another content, under the planned name, makes room for this one. */
  readonly replaces: (index: number) => boolean;
  readonly trash: Trash;
  /** Files that an earlier run meant to make room for. */
  readonly replacing: ReadonlySet<number>;
  readonly isStopped: () => boolean;
}

/** Of all transfers under way in this process: what one of them has just placed is not replaced by another one. */
const underWay = new Set<FilePlaces>();

/** A complete staging file of an entry. */
export interface ArrivedFile extends Pick<PartParts, 'sizeBytes' | 'atStaged'> {
  readonly index: number;
  readonly arrival: Arrival;
}

/** Gives the files of one transfer their final names and knows them. */
export class FilePlaces {
  readonly #parts: PlacesParts;
  readonly #placing: Placing;
  readonly #mark = createOriginMark();
  /** Where files stand, by index. */
  readonly #saved = new Map<number, string>();
  /** All values of `#saved`, and names that are just being taken. */
  readonly #taken = new Set<string>();
  /** In place, but only the staging file tells so. */
  readonly #unnoted = new Set<number>();

  constructor(parts: PlacesParts) {
    this.#parts = parts;
    this.#placing = choosePlacing(parts.hasHardLinks);
    underWay.add(this);
  }

  /** Relative to the inbox; null: not in place. */
  savedAs(index: number): string | null {
    return this.#saved.get(index) ?? null;
  }

  /** It is in place and could not be noted: its staging file has to stay, to tell a later run. */
  isUnnoted(index: number): boolean {
    return this.#unnoted.has(index);
  }

  /** Nothing more is placed. Safe to call twice. */
  release(): void {
    underWay.delete(this);
  }

  /**
   * Takes what stands under the planned name for the file itself, and notes it, when it is the one of `file`; null: it is
   * not, or not any more.
   */
  async claim(index: number, { stamp, sha256 }: StandingFile): Promise<PlacedFile | null> {
    const { plan, directories } = this.#parts;
    const { folder, folderPath } = await this.#ensureFolder(index);
    const name = plan.names[index] ?? '';
    const savedAs = `${folderPath}/${name}`.slice(1);
    if (this.#taken.has(savedAs)) return null;
    if (!(await directories.within(folder, (base) => isStillThere(`${base}/${name}`, stamp)))) return null;
    const placed: PlacedFile = { savedAs, sha256, how: 'was-there' };
    await this.#note(index, placed);
    return placed;
  }

  /** Takes it for granted that the file stands there. */
  save(index: number, savedAs: string): void {
    this.#saved.set(index, savedAs);
    this.#taken.add(savedAs);
  }

  /** Places a file and notes it. Where there are links, its staging name is still there when this resolves. */
  async place(arrived: ArrivedFile): Promise<Placed> {
    const { index, arrival } = arrived;
    const { folder, folderPath } = await this.#ensureFolder(index);
    const destined = this.#destine(arrived, folder, folderPath);
    const { name, wasThere, how } = await placeArrival(destined, this.#withMark(arrived));
    const savedAs = `${folderPath}/${name}`.slice(1);
    await this.#note(index, { savedAs, sha256: arrival.sha256, ...(how && { how }) });
    if (!wasThere) await this.#mark.afterPlacing(`${this.#parts.rootDir}/${savedAs}`);
    return { savedAs, how };
  }

  /** Resolves when the system knows of all files placed that they came from elsewhere. */
  flush(): Promise<void> {
    return this.#mark.flush();
  }

  #destine({ index, sizeBytes, atStaged }: ArrivedFile, folder: number, folderPath: string): Destined {
    const { plan, directories, notes, suffixes, maxCompared, isStopped, replaces, replacing } = this.#parts;
    const toSavedAs = (name: string): string => `${folderPath}/${name}`.slice(1);
    const isOwn = (name: string): boolean => this.#taken.has(toSavedAs(name));
    const name = plan.names[index] ?? '';
    const comparing: Comparing = { isStopped, maxNames: maxCompared, isOwn };
    return {
      name,
      folder,
      memory: suffixes,
      sizeBytes,
      atFolder: (work) => directories.within(folder, work),
      atStaged,
      placing: this.#placing,
      announce: (taken) => this.#announce(toSavedAs(taken)),
      compare: maxCompared > 0 ? comparing : null,
      replace: replaces(index) ? () => this.#replace(index, folder, toSavedAs(name)) : null,
      wasReplacing: replacing.has(index),
      notePlacing: (name, sha256) => notes.notePlacing(index, name, sha256),
    };
  }

  #replace(index: number, folder: number, savedAs: string): Promise<Replacement> {
    const { rootDir, directories, trash, notes } = this.#parts;
    const absolute = path.join(rootDir, savedAs);
    return replaceStanding({
      atFolder: (work) => this.#placing.undisturbed(() => directories.within(folder, work)),
      name: path.posix.basename(savedAs),
      path: absolute,
      isFresh: () => [...underWay].some((places) => places.#hasTaken(absolute)),
      trash,
      note: () => notes.noteReplacing(index),
    });
  }

  #hasTaken(absolute: string): boolean {
    const { rootDir } = this.#parts;
    const relative = path.relative(rootDir, absolute);
    return this.#taken.has(path.sep === '/' ? relative : relative.replaceAll(path.sep, '/'));
  }

  /** A name is about to be taken: others see that before they see the file. @returns takes it back */
  #announce(savedAs: string): () => void {
    if (this.#taken.has(savedAs)) return () => undefined;
    this.#taken.add(savedAs);
    return () => void this.#taken.delete(savedAs);
  }

  async #ensureFolder(index: number): Promise<{ readonly folder: number; readonly folderPath: string }> {
    const { plan, tree } = this.#parts;
    const folder = plan.parents[index] ?? ROOT;
    return { folder, folderPath: folder === ROOT ? '' : (await tree.ensure(folder)).relativePath };
  }

  #withMark({ arrival: { sha256, seal }, atStaged }: ArrivedFile): Arrival {
    return {
      sha256,
      seal: async () => {
        await seal();
        await atStaged((staged) => this.#mark.beforePlacing(staged));
      },
    };
  }

  async #note(index: number, placed: PlacedFile): Promise<void> {
    this.save(index, placed.savedAs);
    this.#unnoted.add(index);
    await this.#parts.notes.notePlaced(index, placed);
    this.#unnoted.delete(index);
  }
}
