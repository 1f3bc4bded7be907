import { lstat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileMark } from '../../disk/file-mark.ts';
import type { Directories } from './directories.ts';
import { isJustPlaced } from './file-places.ts';
import { createOneOnEachDisk } from './one-on-each-disk.ts';
import type { Placing } from './place-file.ts';
import type { ReceiveNotes } from './receive-notes.ts';

/**
 * Moves the file at an absolute path to the system's trash, when it is still the one with that `fileMark`: a trash that
 * hangs may come to it when another file has the name. False, or a rejection: it stays where it is, as far as anybody knows.
 */
export type Trash = (path: string, mark: string) => Promise<boolean>;

/** For where there is none. */
export const NO_TRASH: Trash = () => Promise.resolve(false);

/**
 * - `replaced`: the file is in the trash
 * - `free`: nothing has the name any more
 * - `fresh`: a transfer that is under way has just put it there
 * - `kept`: no regular file, or the trash did not take it
 */
export type Replacement = 'replaced' | 'free' | 'fresh' | 'kept';

interface StandingInTheWay {
  /** Index of the file that is to have the name. */
  readonly index: number;
  readonly folder: number;
  readonly name: string;
  /** Absolute, for the trash, which lives in another process. */
  readonly path: string;
  readonly directories: Directories;
  readonly placing: Placing;
  readonly notes: ReceiveNotes;
  readonly trash: Trash;
}

/** A trash that takes longer counts as failed; a disk may have to wake up. */
const TRASH_TIMEOUT_MS = 30_000;

/**
 * Of all transfers of this process: when two want one name, the second one sees what the first one put there and leaves
 * it alone. A trash that takes its time keeps only those of its own disk waiting.
 */
const oneReplacement = createOneOnEachDisk();

async function tryTrash(trash: Trash, path: string, mark: string): Promise<boolean> {
  const settled = new AbortController();
  const timeout = pause(TRASH_TIMEOUT_MS, false, { signal: settled.signal, ref: false }).catch(() => false);
  try {
    return await Promise.race([trash(path, mark), timeout]);
  } catch {
    // whoever owns the trash has said why; the file stays, and the new one gets another name
    return false;
  } finally {
    settled.abort();
  }
}

type InTheWay = Exclude<Replacement, 'replaced'> | { readonly mark: string };

async function lookInTheWay(base: string, { name, path }: StandingInTheWay): Promise<InTheWay> {
  const stats = await lstat(`${base}/${name}`, { bigint: true }).catch(() => null);
  if (stats === null) return 'free';
  if (isJustPlaced(path)) return 'fresh';
  return stats.isFile() ? { mark: fileMark(stats) } : 'kept';
}

async function clearTheWay(base: string, standing: StandingInTheWay): Promise<Replacement> {
  const { index, path, placing, notes, trash } = standing;
  // only the look waits until no name is reserved by an empty file: a trash may take its time
  const seen = await placing.undisturbed(() => lookInTheWay(base, standing));
  if (typeof seen === 'string') return seen;
  // a later run finds the name free and knows why
  await notes.noteReplacing(index);
  return (await tryTrash(trash, path, seen.mark)) ? 'replaced' : 'kept';
}

/** Makes a name free by moving the regular file that has it to the trash, where it can be had back from. */
export function replaceStanding(standing: StandingInTheWay): Promise<Replacement> {
  const { folder, directories } = standing;
  return directories.within(folder, (base) => oneReplacement(base, () => clearTheWay(base, standing)));
}
