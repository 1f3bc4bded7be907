import { constants, readlinkSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { errnoOf } from '../../../shared/errors/to-storage-error.ts';
import { recordOf, ROOT, swapped, type Directories, type DirectoryRecords } from './directories.ts';
import { idOfDirectory, isSame, readDirectoryId } from './file-id.ts';

const OPEN_DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY;

/** Kept open for the next file in them, of 1,024 that many systems allow a process. */
const MAX_IDLE_HANDLES = 32;

/**
 * Directories by path, each component looked at right before use. Where a system has no way to work relative to a
 * handle, a folder swapped within the microseconds between look and write is not noticed; a planted link always is.
 */
export function checkDirectories(rootDir: string, records: DirectoryRecords): Directories {
  const checkChain = async (index: number): Promise<void> => {
    if (index === ROOT) return;
    const { parent, relativePath, identity } = recordOf(records, index);
    await checkChain(parent);
    const actual = await readDirectoryId(rootDir + relativePath);
    if (actual === null || !isSame(actual, identity)) throw swapped(index);
  };

  return {
    within: async (index, work) => {
      await checkChain(index);
      return work(index === ROOT ? rootDir : rootDir + recordOf(records, index).relativePath);
    },
    close: () => Promise.resolve(),
  };
}

interface Pin {
  readonly opening: Promise<FileHandle>;
  users: number;
}

function procPath(handle: FileHandle): string {
  return `/proc/self/fd/${handle.fd}`;
}

/** Opens the inbox itself. A link there is the user's own choice and is followed, once. */
export function openRoot(rootDir: string): Promise<FileHandle> {
  return open(rootDir, OPEN_DIRECTORY);
}

/** ELOOP and ENOTDIR are what the flags say of a link that stands where our directory stood. */
async function openDirectory(path: string, index: number): Promise<FileHandle> {
  try {
    return await open(path, OPEN_DIRECTORY | constants.O_NOFOLLOW);
  } catch (error) {
    if (['ELOOP', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw swapped(index);
    throw error;
  }
}

/** Whether `/proc` is there to lead from a handle back to its directory (not in every sandbox). */
function canPin(root: FileHandle): boolean {
  try {
    return readlinkSync(procPath(root)).startsWith('/');
  } catch {
    // no /proc: paths are checked instead
    return false;
  }
}

/**
 * Directories by open handles: `/proc/self/fd/N/name` stays in the directory that was opened, even when somebody puts
 * a link in its place between our check and our write. Linux only. Closing closes `root` too.
 */
export class PinnedDirectories implements Directories {
  readonly #root: FileHandle;
  readonly #records: DirectoryRecords;
  readonly #byPath: Directories;
  /** Used last, stands last. */
  readonly #pins = new Map<number, Pin>();

  constructor(root: FileHandle, records: DirectoryRecords) {
    this.#root = root;
    this.#records = records;
    this.#byPath = checkDirectories(procPath(root), records);
  }

  async within<T>(index: number, work: (base: string) => Promise<T>): Promise<T> {
    if (index === ROOT) return work(procPath(this.#root));
    const pin = this.#pin(index);
    try {
      const handle = await this.#openPinned(index, pin);
      await this.#checkPlace(handle, index);
      return await work(procPath(handle));
    } finally {
      pin.users -= 1;
      await this.#closeIdle(MAX_IDLE_HANDLES);
    }
  }

  async close(): Promise<void> {
    await this.#closeIdle(0);
    await this.#root.close();
  }

  #pin(index: number): Pin {
    const pin = this.#pins.get(index) ?? { opening: this.#open(index), users: 0 };
    pin.users += 1;
    this.#pins.delete(index);
    this.#pins.set(index, pin);
    return pin;
  }

  async #openPinned(index: number, pin: Pin): Promise<FileHandle> {
    try {
      return await pin.opening;
    } catch (error) {
      // the next try opens anew
      if (this.#pins.get(index) === pin) this.#pins.delete(index);
      throw error;
    }
  }

  #open(index: number): Promise<FileHandle> {
    const { parent, name, identity } = recordOf(this.#records, index);
    return this.within(parent, async (base) => {
      const handle = await openDirectory(`${base}/${name}`, index);
      const actual = idOfDirectory(await handle.stat({ bigint: true }));
      if (actual !== null && isSame(actual, identity)) return handle;
      await handle.close();
      throw swapped(index);
    });
  }

  /** Refuses a directory that is no longer where we made it, as its handle would not tell. */
  async #checkPlace(handle: FileHandle, index: number): Promise<void> {
    // the kernel's own word on where it is, links resolved: two calls that touch no disk
    const root = readlinkSync(procPath(this.#root)).replace(/\/$/, '');
    if (readlinkSync(procPath(handle)) === root + recordOf(this.#records, index).relativePath) return;
    // moved; or on a file system that spells names in its own way, which the slow look tells apart
    await this.#byPath.within(index, () => Promise.resolve());
  }

  async #closeIdle(keep: number): Promise<void> {
    for (const [index, { users, opening }] of this.#pins) {
      if (this.#pins.size <= keep) return;
      if (users > 0) continue;
      this.#pins.delete(index);
      const handle = await opening;
      await handle.close();
    }
  }
}

/** Gives access to `rootDir` and the directories of `records` in it, the safest way this system has. */
export async function openDirectories(rootDir: string, records: DirectoryRecords): Promise<Directories> {
  if (process.platform !== 'linux') return checkDirectories(rootDir, records);
  const root = await openRoot(rootDir);
  if (canPin(root)) return new PinnedDirectories(root, records);
  await root.close();
  return checkDirectories(rootDir, records);
}
