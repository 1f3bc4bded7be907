import { toStorageError } from '../../../shared/errors/to-storage-error.ts';
import { TransferError, type LanyardError } from '../../../shared/errors/lanyard-error.ts';
import { DiskCallError, WRONG_BYTES, type DiskFailure } from '../disk-thread/disk-failure.ts';
import type { FileToName, FileToStage } from '../disk-thread/disk-functions.ts';
import { commitFile, ensureFolder, type Destination } from './commit-file.ts';
import { ROOT, STAGING, type Directories } from './directories.ts';
import type { Placed, PlacedFile } from './receive-notes.ts';
import { asOnDisk } from './volume.ts';

/** Folders held open at once while files in them get their names. */
const FOLDERS_AT_ONCE = 24;

/** What became of the files of a batch, by index. */
export type BatchResult = ReadonlyMap<number, Placed | LanyardError>;

/** It is sealed by now: its time is set, it is flushed, and nobody has it open. */
const SEALED = { setTime: () => Promise.resolve(), sync: () => Promise.resolve(), close: () => Promise.resolve() };

/** Runs `work` with a path into each of `folders`, all of them good for as long as it runs. */
function withinAll<T>(
  directories: Directories,
  folders: readonly number[],
  work: (bases: ReadonlyMap<number, string>) => Promise<T>,
): Promise<T> {
  const bases = new Map<number, string>();
  const enter = (at: number): Promise<T> => {
    const folder = folders[at];
    if (folder === undefined) return work(bases);
    return directories.within(folder, (base) => {
      bases.set(folder, base);
      return enter(at + 1);
    });
  };
  return enter(0);
}

/** One batch of small files on its way from memory to their names. */
class Batch {
  readonly #files: readonly FileToStage[];
  readonly #destination: Destination;
  readonly #failed = new Map<number, LanyardError>();
  readonly #placed = new Map<number, PlacedFile>();
  /** By folder: its path from the inbox, with a `/` before each component. */
  readonly #folderPaths = new Map<number, string>();
  /** They did not get their planned name by the plain way. */
  readonly #leftOver: FileToStage[] = [];
  /** What stands in staging. */
  #staged: readonly FileToStage[] = [];

  constructor(files: readonly FileToStage[], destination: Destination) {
    this.#files = files;
    this.#destination = destination;
  }

  async run(): Promise<BatchResult> {
    await this.#ensureFolders();
    await this.#stage();
    try {
      await this.#name();
      await this.#placeLeftOver();
    } finally {
      await this.#unstage();
    }
    return new Map<number, Placed | LanyardError>([...this.#placed, ...this.#failed]);
  }

  #folderOf({ index }: FileToStage): number {
    return this.#destination.plan.parents[index] ?? ROOT;
  }

  #byFolder(files: readonly FileToStage[]): ReadonlyMap<number, readonly FileToStage[]> {
    const byFolder = new Map<number, FileToStage[]>();
    for (const file of files) {
      const folder = this.#folderOf(file);
      const others = byFolder.get(folder);
      if (others) others.push(file);
      else byFolder.set(folder, [file]);
    }
    return byFolder;
  }

  async #ensureFolders(): Promise<void> {
    const byFolder = this.#byFolder(this.#files);
    for (const [folder, files] of byFolder) {
      try {
        this.#folderPaths.set(folder, await ensureFolder(folder, this.#destination));
      } catch (error) {
        for (const file of files) await this.#fail(file, error);
      }
    }
  }

  /** Bytes are on the disk, and safe, when this resolves. */
  async #stage(): Promise<void> {
    const { directories, disk, mark } = this.#destination;
    const files = this.#files.filter(({ index }) => !this.#failed.has(index));
    const outcomes = await directories.within(STAGING, (staging) =>
      disk.run((calls) => calls.stage({ staging, files, mark: mark.stream })),
    );
    this.#staged = await this.#sift(files, outcomes);
  }

  /** Those that did not fail. */
  async #sift(
    files: readonly FileToStage[],
    outcomes: readonly (DiskFailure | null)[],
  ): Promise<readonly FileToStage[]> {
    for (const [position, failure] of outcomes.entries()) {
      const file = files[position];
      if (failure && file) await this.#fail(file, toError(failure));
    }
    return files.filter(({ index }) => !this.#failed.has(index));
  }

  async #fail({ index }: FileToStage, error: unknown): Promise<void> {
    const reason = toStorageError(error, 'place a file');
    const { rootDir } = this.#destination;
    const told = asOnDisk(rootDir, 'place a file', () => Promise.reject(reason));
    this.#failed.set(index, await told.catch((failed: unknown) => toStorageError(failed, 'place a file')));
  }

  /** Gives each file its planned name, where that is free, and notes all of them as one. */
  async #name(): Promise<void> {
    const byFolder = this.#byFolder(this.#staged);
    const folders = [...byFolder.keys()];
    for (let start = 0; start < folders.length; start += FOLDERS_AT_ONCE) {
      const some = folders.slice(start, start + FOLDERS_AT_ONCE);
      const files = some.flatMap((folder) => byFolder.get(folder) ?? []);
      try {
        await this.#nameIn(some, files);
      } catch {
        // a folder on the way is another one by now: each file finds out whether that is its own
        this.#leftOver.push(...files.filter(({ index }) => !this.#placed.has(index)));
      }
    }
    await this.#note();
  }

  async #nameIn(folders: readonly number[], files: readonly FileToStage[]): Promise<void> {
    const { directories, disk, places, plan } = this.#destination;
    const takeBack = new Map(files.map((file) => [file.index, places.announce(this.#savedAsOf(file))]));
    try {
      await withinAll(directories, [STAGING, ...folders], async (bases) => {
        const toName = (file: FileToStage): FileToName => {
          return {
            index: file.index,
            final: `${bases.get(this.#folderOf(file)) ?? ''}/${plan.names[file.index] ?? ''}`,
          };
        };
        const order = { staging: bases.get(STAGING) ?? '', files: files.map(toName) };
        const outcomes = await disk.run((calls) => calls.name(order));
        for (const [position, file] of files.entries()) {
          if (outcomes[position] === null) this.#placed.set(file.index, this.#placedOf(file));
          else this.#leftOver.push(file);
        }
      });
    } finally {
      for (const { index } of files) if (!this.#placed.has(index)) takeBack.get(index)?.();
    }
  }

  async #note(): Promise<void> {
    const { places, mark, rootDir } = this.#destination;
    await places.noteAll(this.#placed);
    for (const { savedAs } of this.#placed.values()) await mark.afterPlacing(`${rootDir}/${savedAs}`);
  }

  /** Its name is taken, or this disk has no links after all: file by file, as larger ones go. */
  async #placeLeftOver(): Promise<void> {
    const { entries } = this.#destination;
    for (const file of this.#leftOver) {
      const { index, sha256, mtimeMs } = file;
      const complete = { index, sizeBytes: entries[index]?.sizeBytes ?? 0, sha256, mtimeMs, file: SEALED };
      try {
        this.#placed.set(index, { ...(await commitFile(complete, this.#destination)), sha256 });
      } catch (error) {
        await this.#fail(file, error);
      }
    }
  }

  async #unstage(): Promise<void> {
    const { directories, disk, places } = this.#destination;
    // of one that could not be noted, the staging name is all that tells a later run
    const indexes = this.#staged.map(({ index }) => index).filter((index) => !places.isUnnoted(index));
    await directories
      .within(STAGING, (staging) => disk.run((calls) => calls.unstage(staging, indexes)))
      .catch(() => undefined); // what can't be removed now is left to the sweep of the staging directory
  }

  #savedAsOf(file: FileToStage): string {
    const name = this.#destination.plan.names[file.index] ?? '';
    return `${this.#folderPaths.get(this.#folderOf(file)) ?? ''}/${name}`.slice(1);
  }

  #placedOf(file: FileToStage): PlacedFile {
    const { index, sha256 } = file;
    // an earlier run made the name free, and was killed before it took it
    const hasReplaced = this.#destination.replacing.has(index);
    return { savedAs: this.#savedAsOf(file), sha256, ...(hasReplaced && { how: 'replaced' }) };
  }
}

function toError(failure: DiskFailure): Error {
  if (failure.code === WRONG_BYTES) return new TransferError('TRANSFER_HASH_MISMATCH', failure.message);
  return new DiskCallError(failure);
}

/**
 * Puts small files under their final names as `commitFile` does, each with its own outcome, with one flush, one note and a
 * few calls of the disk's thread for all of them.
 *
 * @throws StorageError STORAGE_UNSAFE and others when nothing could be done for any of them; no name exists then. Also
 * when they are in place and could not be noted
 */
export function placeBatch(files: readonly FileToStage[], destination: Destination): Promise<BatchResult> {
  return new Batch(files, destination).run();
}
