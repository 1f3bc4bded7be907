import path from 'node:path';
import type { StandingFile } from './compare-standing.ts';
import { ROOT } from './directories.ts';
import type { DirectoryTree } from './directory-tree.ts';
import type { FilePlaces } from './file-places.ts';
import type { GroupFlush } from './group-flush.ts';
import { candidateNames, type SuffixMemory } from './free-name.ts';
import type { TransferParts } from './transfer-parts.ts';
import type { Placing } from './place-file.ts';
import type { Placed, PlacedFile, PlacedHow } from './receive-notes.ts';
import { replaceStanding, type Replacement } from './replace-standing.ts';
import type { StagedFile } from './staged-file.ts';
import { atPart } from './staging.ts';
import { isStillThere, lookAtStanding, type Standing } from './standing-file.ts';

/** Files read for one that is complete: somebody with more copies of one name and size waits no longer for the next one. */
export const MAX_COMPARED = 32;

/** Where the files of one transfer go. */
export interface Destination
  extends Pick<TransferParts, 'rootDir' | 'entries' | 'plan' | 'directories' | 'disk' | 'mark' | 'notes' | 'trash'> {
  readonly tree: DirectoryTree;
  readonly suffixes: SuffixMemory;
  readonly places: FilePlaces;
  readonly placing: Placing;
  /** Of parts that were written. */
  readonly flushes: GroupFlush;
  /** How many names that are taken are looked at for each file. 1: only the planned one. 0: each gets a name of its own. */
  readonly maxCompared: number;
  /** Whether a file with another content, under the planned name, makes room for this one. */
  readonly replaces: (index: number) => boolean;
  /** Files that an earlier run meant to make room for. */
  readonly replacing: ReadonlySet<number>;
  readonly isStopped: () => boolean;
}

/** A staging file whose bytes are known to be right; a power cut may still take them. */
export interface CompleteFile {
  readonly index: number;
  readonly sizeBytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  readonly mtimeMs: number;
  readonly file: Pick<StagedFile, 'setTime' | 'sync' | 'close'>;
}

class Commit {
  readonly #complete: CompleteFile;
  readonly #destination: Destination;
  readonly #folder: number;
  readonly #planned: string;
  #folderPath = '';
  #isSealed = false;
  #comparedCount = 0;
  #replacement: Replacement | null = null;
  /** The same file stood there, and ours is not needed. */
  #wasThere = false;

  constructor(complete: CompleteFile, destination: Destination) {
    this.#complete = complete;
    this.#destination = destination;
    this.#folder = destination.plan.parents[complete.index] ?? ROOT;
    this.#planned = destination.plan.names[complete.index] ?? '';
  }

  async run(): Promise<Placed> {
    const { rootDir, places, mark } = this.#destination;
    const { index, sha256 } = this.#complete;
    this.#folderPath = await ensureFolder(this.#folder, this.#destination);
    const name = await this.#findName();
    const savedAs = this.#toSavedAs(name);
    const how = this.#how(name);
    await places.note(index, { savedAs, sha256, ...(how && { how }) });
    if (!this.#wasThere) await mark.afterPlacing(`${rootDir}/${savedAs}`);
    return { savedAs, how };
  }

  /** The first name that can be had, or has the same file already. */
  async #findName(): Promise<string> {
    const { suffixes: memory, replaces, plan } = this.#destination;
    const { maxNameBytes } = plan.traits;
    const names = candidateNames({ name: this.#planned, kind: 'file', folder: this.#folder, memory, maxNameBytes });
    const mayReplace = replaces(this.#complete.index);
    for (;;) {
      const name = names.next().value;
      // first, for a file that is not needed need not be made safe: that is most of the work with small ones
      let standing = await this.#look(name);
      if (standing === 'other' && mayReplace && name === this.#planned) {
        // the old file is touched when nothing can happen to the new one any more
        await this.#seal();
        standing = await this.#replace(name);
      }
      if (standing === 'free') {
        await this.#seal();
        if (await this.#place(name)) return name;
        // another transfer may have brought the same file in this moment
        standing = await this.#look(name);
      }
      this.#wasThere = standing === 'same';
      if (this.#wasThere) return name;
    }
  }

  /** `free` also for what is not to be compared: whoever takes the name finds out. */
  async #look(name: string): Promise<Standing> {
    const { directories, maxCompared, places, placing, isStopped } = this.#destination;
    if (this.#comparedCount >= maxCompared) return 'free';
    // two files of one transfer never become one
    if (places.isTaken(this.#toSavedAs(name))) return 'free';
    this.#comparedCount += 1;
    const look = (): Promise<Standing> =>
      directories.within(this.#folder, (base) => lookAtStanding(`${base}/${name}`, this.#complete, isStopped));
    // a name that a transfer reserves just now looks like an empty file
    return this.#complete.sizeBytes === 0 ? placing.undisturbed(look) : look();
  }

  /** Makes the bytes safe against a power cut, before they get a name. */
  async #seal(): Promise<void> {
    if (this.#isSealed) return;
    const { directories, mark } = this.#destination;
    const { index, mtimeMs, file } = this.#complete;
    // first, as NTFS takes a mark for a change of the file and sets its time
    await atPart(directories, index, (staged) => mark.beforePlacing(staged));
    await file.setTime(mtimeMs);
    await file.sync();
    // Windows renames no open file
    await file.close();
    this.#isSealed = true;
  }

  async #replace(name: string): Promise<Standing> {
    const { rootDir, directories, placing, notes, trash } = this.#destination;
    const absolute = path.join(rootDir, this.#toSavedAs(name));
    const where = { index: this.#complete.index, folder: this.#folder, name, path: absolute };
    this.#replacement = await replaceStanding({ ...where, directories, placing, notes, trash });
    if (this.#replacement === 'fresh') return this.#look(name);
    return this.#replacement === 'kept' ? 'other' : 'free';
  }

  /** False: something has the name. */
  async #place(name: string): Promise<boolean> {
    const { directories, places, placing, notes } = this.#destination;
    const { index, sha256 } = this.#complete;
    const renaming = { sha256, note: () => notes.notePlacing(index, name, sha256) };
    const takeBack = places.announce(this.#toSavedAs(name));
    let isPlaced = false;
    try {
      isPlaced = await atPart(directories, index, (staged) =>
        directories.within(this.#folder, (base) => placing.place(staged, `${base}/${name}`, renaming)),
      );
      return isPlaced;
    } finally {
      if (!isPlaced) takeBack();
    }
  }

  #how(name: string): PlacedHow | undefined {
    const hasPlanned = name === this.#planned;
    if (this.#replacement !== null && !hasPlanned) return 'not-replaced';
    // an earlier run made the name free, and was killed before it took it
    const wasReplacing = this.#destination.replacing.has(this.#complete.index) && !this.#wasThere;
    const hasReplaced = this.#replacement === null ? wasReplacing : this.#replacement === 'replaced';
    return hasPlanned && hasReplaced ? 'replaced' : undefined;
  }

  #toSavedAs(name: string): string {
    return `${this.#folderPath}/${name}`.slice(1);
  }
}

/** @returns its path from the inbox, with a `/` before each component */
export async function ensureFolder(folder: number, { tree }: Destination): Promise<string> {
  return folder === ROOT ? '' : (await tree.ensure(folder)).relativePath;
}

/**
 * Gives a complete staging file its name, or the first free one of `name (1)`, `name (2)` …, and notes it. What is there
 * is never touched, unless the transfer replaces what has the planned name. Where the transfer compares, the first of
 * these names that has the same file already is the place, and the staging file is not needed. Where there are links,
 * the staging name is still there when this resolves, for the caller to remove.
 */
export function commitFile(complete: CompleteFile, destination: Destination): Promise<Placed> {
  return new Commit(complete, destination).run();
}

/**
 * Takes what stands under the planned name for the file itself, and notes it, when it is the one of `standing`; null: it
 * is not, or not any more.
 */
export async function claimFile(
  index: number,
  { stamp, sha256 }: StandingFile,
  destination: Destination,
): Promise<PlacedFile | null> {
  const { plan, directories, places } = destination;
  const folder = plan.parents[index] ?? ROOT;
  const name = plan.names[index] ?? '';
  const savedAs = `${await ensureFolder(folder, destination)}/${name}`.slice(1);
  if (places.isTaken(savedAs)) return null;
  if (!(await directories.within(folder, (base) => isStillThere(`${base}/${name}`, stamp)))) return null;
  const placed: PlacedFile = { savedAs, sha256, how: 'was-there' };
  await places.note(index, placed);
  return placed;
}
