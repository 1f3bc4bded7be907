import { link, lstat, open, rename, unlink } from 'node:fs/promises';
import pLimit from 'p-limit';
import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import { isLinkUnsupported } from './volume.ts';

/** The way to place files on a volume. */
export interface Placing {
  /** Puts a staging file under a final name; fails with EEXIST when that name is taken. */
  readonly place: (staged: string, final: string) => Promise<void>;
  /** Runs `look` while no name is reserved by an empty file that is none. */
  readonly undisturbed: <T>(look: () => Promise<T>) => Promise<T>;
}

/** Of all transfers of this process: a reserved name looks like an empty file, to the other ones too. */
const oneReservation = pLimit(1);

/** Removes the empty file that we reserved a name with, unless it has become something else. */
async function releaseName(final: string): Promise<void> {
  const stats = await lstat(final);
  if (stats.isFile() && stats.size === 0) await unlink(final);
}

async function placeByRename(staged: string, final: string): Promise<void> {
  const reserved = await open(final, 'wx', 0o644);
  await reserved.close();
  try {
    const stats = await lstat(final);
    if (!stats.isFile() || stats.size > 0) throw new StorageError('STORAGE_UNSAFE', 'a reserved name was taken over');
    await rename(staged, final);
  } catch (error) {
    await releaseName(final).catch(() => undefined); // the first error tells more
    throw error;
  }
}

/**
 * The way to place files on a volume. Without hard links a name is reserved with an empty file first; a computer that
 * loses power in that instant keeps the empty file.
 */
export function choosePlacing(hasHardLinks: boolean): Placing {
  let canLink = hasHardLinks;
  return {
    place: async (staged, final) => {
      if (!canLink) return oneReservation(() => placeByRename(staged, final));
      try {
        // one step that never replaces anything, as `rename` would
        await link(staged, final);
      } catch (error) {
        if (!isLinkUnsupported(error)) throw error;
        await oneReservation(() => placeByRename(staged, final));
        canLink = false;
        return;
      }
      await unlink(staged).catch(() => undefined); // the file is in place; the second name is left to the sweep
    },
    undisturbed: (look) => (canLink ? look() : oneReservation(look)),
  };
}
