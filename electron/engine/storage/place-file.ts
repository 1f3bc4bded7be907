import { link, lstat, open, rename, unlink } from 'node:fs/promises';
import pLimit from 'p-limit';
import { patiently } from '../../disk/patiently.ts';
import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import { errnoOf } from '../../../shared/errors/to-storage-error.ts';
import { exists, isLinkUnsupported } from './volume.ts';

/** What a file that is renamed is known by, before and after. */
interface Renaming {
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  /** Called before the name is touched, when it seems to be free. */
  readonly note: () => Promise<void>;
}

/** The way to place files on a volume. */
export interface Placing {
  /**
   * Puts a staging file under a final name; false: something has that name. With links the staging name stays as well, so
   * that until it is removed everybody can tell that the file is in place.
   */
  readonly place: (staged: string, final: string, renaming: Renaming) => Promise<boolean>;
  /** Runs `look` while no name is reserved by an empty file that is none. */
  readonly undisturbed: <T>(look: () => Promise<T>) => Promise<T>;
}

/** Of all transfers of this process: a reserved name looks like an empty file, to the other ones too. */
const oneReservation = pLimit(1);

/** Removes the empty file that we reserved a name with, unless it has become something else. */
async function releaseName(final: string): Promise<void> {
  const stats = await lstat(final);
  if (stats.isFile() && stats.size === 0) await patiently(() => unlink(final));
}

/**
 * Time of the empty file that reserves a name for a file of that hash: between 1990 and 2007, which even FAT can say, and
 * no file that somebody else made has it.
 */
function markTimeSeconds(sha256: string): number {
  return Date.UTC(1990) / 1000 + 2 * Number.parseInt(sha256.slice(0, 7), 16);
}

/** Takes the name with an empty file that a later run knows as ours, should this one be killed here. */
export async function reserveName(final: string, sha256: string): Promise<void> {
  const reserved = await open(final, 'wx');
  try {
    const mark = markTimeSeconds(sha256);
    await reserved.utimes(mark, mark).catch(() => undefined); // a disk without times: then it stays, should we be killed
  } finally {
    await reserved.close();
  }
}

/** Removes the empty file that a killed run reserved `final` with, and nothing else. */
export async function removeReservation(final: string, sha256: string): Promise<void> {
  const stats = await lstat(final).catch(() => null);
  if (stats?.isFile() !== true || stats.size > 0) return;
  if (Math.abs(stats.mtimeMs / 1000 - markTimeSeconds(sha256)) < 1) await patiently(() => unlink(final));
}

async function placeByRename(staged: string, final: string, { sha256, note }: Renaming): Promise<boolean> {
  if (await exists(final)) return false;
  await note();
  await reserveName(final, sha256);
  try {
    const stats = await lstat(final);
    if (!stats.isFile() || stats.size > 0) throw new StorageError('STORAGE_UNSAFE', 'a reserved name was taken over');
    await patiently(() => rename(staged, final));
    return true;
  } catch (error) {
    await releaseName(final).catch(() => undefined); // the first error tells more
    throw error;
  }
}

function falseIfTaken(error: unknown): false {
  if (errnoOf(error) === 'EEXIST') return false;
  throw error;
}

/**
 * The way to place files on a volume. Without hard links a name is reserved with an empty file first; a computer that
 * loses power in that instant keeps the empty file.
 */
export function choosePlacing(hasHardLinks: boolean): Placing {
  let canLink = hasHardLinks;
  const place: Placing['place'] = async (staged, final, renaming) => {
    if (!canLink) return oneReservation(() => placeByRename(staged, final, renaming));
    try {
      // one step that never replaces anything, as `rename` would
      await link(staged, final);
      return true;
    } catch (error) {
      if (!isLinkUnsupported(error)) throw error;
      const isPlaced = await oneReservation(() => placeByRename(staged, final, renaming));
      canLink = !isPlaced;
      return isPlaced;
    }
  };
  return {
    place: (staged, final, renaming) => place(staged, final, renaming).catch(falseIfTaken),
    undisturbed: (look) => (canLink ? look() : oneReservation(look)),
  };
}
