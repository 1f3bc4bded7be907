import { nameTaken, takeFreeName, type SuffixMemory } from './free-name.ts';
import type { PlacedHow } from './receive-notes.ts';
import type { Arrival } from './part.ts';
import type { Placing, Renaming } from './place-file.ts';
import type { Replacement } from './replace-standing.ts';
import { lookAtStanding, type FileContent, type Standing } from './standing-file.ts';
import { errnoOf } from './storage-error.ts';

/** Files read for one that arrived: somebody with more copies of one name and size waits no longer for the next one. */
export const MAX_COMPARED = 32;

/** How a name that is taken is looked at. */
export interface Comparing {
  readonly isStopped: () => boolean;
  /** Names looked at for one file. 1: only the one that was planned. */
  readonly maxNames: number;
  /** Another file of this transfer stands there: two of it never become one. */
  readonly isOwn: (name: string) => boolean;
}

/** Where a complete staging file is to go. */
export interface Destined {
  readonly name: string;
  /** Index of the folder, for `memory`. */
  readonly folder: number;
  readonly memory: SuffixMemory;
  /** Runs `work` with the path of the folder, checked just before. */
  readonly atFolder: <T>(work: (base: string) => Promise<T>) => Promise<T>;
  /** Runs `work` with the path of the staging file, checked just before. */
  readonly atStaged: <T>(work: (staged: string) => Promise<T>) => Promise<T>;
  readonly sizeBytes: number;
  readonly placing: Placing;
  /** Told right before a name is taken; the result, when that failed. */
  readonly announce: (name: string) => () => void;
  /** Null: names are never compared, what arrives always gets one of its own. */
  readonly compare: Comparing | null;
  /** Tries to make the planned name free when another file has it. Null: that file stays, and ours goes beside it. */
  readonly replace: (() => Promise<Replacement>) | null;
  /** An earlier run meant to make the planned name free. */
  readonly wasReplacing: boolean;
  /** Told before a rename that no later look could find out about. */
  readonly notePlacing: (name: string, sha256: string) => Promise<void>;
}

class Placement {
  readonly #destined: Destined;
  readonly #arrival: Arrival;
  #sealing: Promise<void> | null = null;
  #comparedCount = 0;
  #replacement: Replacement | null = null;
  wasThere = false;

  constructor(destined: Destined, arrival: Arrival) {
    this.#destined = destined;
    this.#arrival = arrival;
  }

  /** Takes the name, or finds that its file is the same; fails with EEXIST when it is another one. */
  readonly take = async (name: string): Promise<void> => {
    // first, for a file that is not needed need not be made safe: that is most of the work with small ones
    const standing = await this.#lookOrReplace(name);
    if (standing === 'other') throw nameTaken();
    this.wasThere = standing === 'same';
    if (this.wasThere) return;
    await this.#seal();
    try {
      await this.#place(name);
    } catch (error) {
      // another transfer may have brought the same file in this moment
      this.wasThere = errnoOf(error) === 'EEXIST' && (await this.#look(name)) === 'same';
      if (!this.wasThere) throw error;
    }
  };

  /** @param got - the name that it has now */
  how(got: string): PlacedHow | undefined {
    const { name, wasReplacing } = this.#destined;
    const hasPlanned = got === name;
    if (this.#replacement === null) return wasReplacing && hasPlanned && !this.wasThere ? 'replaced' : undefined;
    if (hasPlanned) return this.#replacement === 'replaced' ? 'replaced' : undefined;
    return 'not-replaced';
  }

  async #lookOrReplace(name: string): Promise<Standing> {
    const standing = await this.#look(name);
    const { replace } = this.#destined;
    if (standing !== 'other' || replace === null || name !== this.#destined.name) return standing;
    // the old file is touched when nothing can happen to the new one any more
    await this.#seal();
    this.#replacement = await replace();
    if (this.#replacement === 'fresh') return this.#look(name);
    return this.#replacement === 'kept' ? 'other' : 'free';
  }

  #seal(): Promise<void> {
    this.#sealing ??= this.#arrival.seal();
    return this.#sealing;
  }

  async #place(name: string): Promise<void> {
    const { atFolder, atStaged, placing, notePlacing, announce } = this.#destined;
    const { sha256 } = this.#arrival;
    const renaming: Renaming = { sha256, note: () => notePlacing(name, sha256) };
    const takeBack = announce(name);
    try {
      await atStaged((staged) => atFolder((base) => placing.place(staged, `${base}/${name}`, renaming)));
    } catch (error) {
      takeBack();
      throw error;
    }
  }

  async #look(name: string): Promise<Standing> {
    const { compare, sizeBytes, placing, atFolder } = this.#destined;
    if (compare === null || this.#comparedCount >= compare.maxNames || compare.isOwn(name)) return 'free';
    this.#comparedCount += 1;
    const content: FileContent = { sizeBytes, sha256: this.#arrival.sha256 };
    const look = () => atFolder((base) => lookAtStanding(`${base}/${name}`, content, compare.isStopped));
    // a name that a transfer reserves just now looks like an empty file
    return sizeBytes === 0 ? placing.undisturbed(look) : look();
  }
}

/** Where a file got to stand. */
export interface Arrived {
  readonly name: string;
  /** The same file stood there, and ours is not needed. */
  readonly wasThere: boolean;
  readonly how: PlacedHow | undefined;
}

/**
 * Gives a complete staging file its name in a folder, or the first free one of `name (1)`, `name (2)` …; never touches
 * what is there, unless `replace` makes the first name free. With `compare` it stops at the first of these names that has
 * the same file already.
 */
export async function placeArrival(destined: Destined, arrival: Arrival): Promise<Arrived> {
  const { name, folder, memory } = destined;
  const placement = new Placement(destined, arrival);
  const got = await takeFreeName({ name, kind: 'file', folder, memory }, placement.take);
  return { name: got, wasThere: placement.wasThere, how: placement.how(got) };
}
