import { ROOT, type Directories } from './directories.ts';
import type { DirectoryTree } from './directory-tree.ts';
import type { SuffixMemory } from './free-name.ts';
import type { IntakeNotes, PlacedFile } from './intake-notes.ts';
import type { PathPlan } from './manifest-check.ts';
import { createOriginMark } from './origin-mark.ts';
import type { Arrival, PartParts, Placed } from './part.ts';
import { placeArrival, type Comparing, type Destined } from './place-arrival.ts';
import { choosePlacing, type Placing } from './place-file.ts';

export interface PlacesParts {
  readonly rootDir: string;
  readonly plan: PathPlan;
  readonly directories: Directories;
  readonly tree: DirectoryTree;
  readonly suffixes: SuffixMemory;
  readonly hasHardLinks: boolean;
  readonly notes: IntakeNotes;
  /** How many names that are taken are looked at for each file. */
  readonly maxCompared: number;
  readonly isStopped: () => boolean;
}

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
  /** All values of `#saved`. */
  readonly #taken = new Set<string>();
  /** In place, but only the staging file tells so. */
  readonly #unnoted = new Set<number>();

  constructor(parts: PlacesParts) {
    this.#parts = parts;
    this.#placing = choosePlacing(parts.hasHardLinks);
  }

  /** Relative to the inbox; null: not in place. */
  savedAs(index: number): string | null {
    return this.#saved.get(index) ?? null;
  }

  /** It is in place and could not be noted: its staging file has to stay, to tell a later run. */
  isUnnoted(index: number): boolean {
    return this.#unnoted.has(index);
  }

  /** Takes it for granted that the file stands there. */
  save(index: number, savedAs: string): void {
    this.#saved.set(index, savedAs);
    this.#taken.add(savedAs);
  }

  /** Places a file and notes it. Where there are links, its staging name is still there when this resolves. */
  async place(arrived: ArrivedFile): Promise<Placed> {
    const { index, arrival } = arrived;
    const folder = this.#parts.plan.parents[index] ?? ROOT;
    const folderPath = folder === ROOT ? '' : (await this.#parts.tree.ensure(folder)).relativePath;
    const destined = this.#destine(arrived, folder, folderPath);
    const { name, wasThere } = await placeArrival(destined, this.#withMark(arrived));
    const savedAs = `${folderPath}/${name}`.slice(1);
    await this.#note(index, { savedAs, sha256: arrival.sha256 });
    if (!wasThere) await this.#mark.afterPlacing(`${this.#parts.rootDir}/${savedAs}`);
    return { savedAs };
  }

  /** Resolves when the system knows of all files placed that they came from elsewhere. */
  flush(): Promise<void> {
    return this.#mark.flush();
  }

  #destine({ index, sizeBytes, atStaged }: ArrivedFile, folder: number, folderPath: string): Destined {
    const { plan, directories, notes, suffixes, maxCompared, isStopped } = this.#parts;
    const isOwn = (name: string): boolean => this.#taken.has(`${folderPath}/${name}`.slice(1));
    const comparing: Comparing = { isStopped, maxNames: maxCompared, isOwn };
    return {
      name: plan.names[index] ?? '',
      folder,
      memory: suffixes,
      sizeBytes,
      atFolder: (work) => directories.within(folder, work),
      atStaged,
      placing: this.#placing,
      compare: maxCompared > 0 ? comparing : null,
      notePlacing: (name, sha256) => notes.notePlacing(index, name, sha256),
    };
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
