import type { BigIntStats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ErrorCode } from '../../../../shared/errors/codes.ts';
import { TransferError } from '../../../../shared/errors/lanyard-error.ts';
import { errnoOf } from '../../../../shared/errors/to-storage-error.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { MAX_ENTRIES, MAX_PATHS_BYTES } from '../../../../shared/protocol/constants.ts';
import { DiskCallError } from '../../disk-thread/disk-failure.ts';
import type { DiskReaders } from '../../disk-thread/disk-readers.ts';
import { toLook, type Look, type Looked } from '../../disk-thread/look-at.ts';
import type { DiskUser } from '../../storage/disk-gate.ts';
import { withSuffix } from '../../storage/safe-name.ts';
import { unresolvedVolumeOf, volumeOf } from '../../storage/volumes.ts';
import { SourceLooks } from './source-looks.ts';
import { toEntry, whyNotOffered } from './source-entry.ts';
import { sourceCodeOf } from './source-error.ts';
import { LastingInodes } from './lasting-inodes.ts';
import type { SourceSelection } from './source-selection.ts';
import { topName } from './top-name.ts';

/** Where an entry is. */
export interface Source {
  /** Absolute, without links. */
  readonly path: string;
  /** Of the file; null: its disk makes these numbers up anew, or it is a folder. */
  readonly ino: bigint | null;
}

/** Sources as a journal keeps them, of each entry. */
interface KeptSources {
  readonly sourcePaths: readonly string[];
  readonly inodes?: readonly (bigint | null)[];
}

export function toKept(sources: readonly Source[]): KeptSources {
  return { sourcePaths: sources.map(({ path }) => path), inodes: sources.map(({ ino }) => ino) };
}

/** What `toKept` gave. */
export function fromKept({ sourcePaths, inodes }: KeptSources): readonly Source[] {
  return sourcePaths.map((path, index) => ({ path, ino: inodes?.[index] ?? null }));
}

/** Something found under what the user dropped. */
export type Scanned =
  | { readonly type: 'entry'; readonly entry: ManifestEntry; readonly source: Source }
  /** Not sent, and why: a link, a device, a folder that cannot be read. */
  | {
      readonly type: 'left-out';
      readonly path: string;
      readonly status: 'skipped' | 'failed';
      readonly code: ErrorCode;
    };

interface ScanOptions {
  /** Absolute. */
  readonly paths: readonly string[];
  readonly signal: AbortSignal;
  /** For what is dropped itself: nobody knows yet where it leads. */
  readonly disks: DiskUser;
  /** For what is in it. */
  readonly readers: Pick<DiskReaders, 'user'>;
  /** Only these are looked at; null: all. */
  readonly selection?: SourceSelection | null;
  /** Gets what was found, in order. What it throws ends the scan. */
  readonly onFound: (found: readonly Scanned[]) => void;
}

/**
 * Walks the dropped paths depth-first, each folder before what is in it, so the order is that of a manifest
 * (PROTOCOL.md §5.1). Names at the top that are alike get ` (1)`. Links inside are not followed; a dropped
 * link is, since the user pointed at it. What cannot be offered is left out, and costs nothing else.
 *
 * @throws {@link TransferError} TRANSFER_TOO_MANY_FILES; the signal's reason
 */
export async function scan(options: ScanOptions): Promise<void> {
  const { paths, onFound } = options;
  let [count, pathsBytes] = [0, 0];
  const check = (found: readonly Scanned[]): void => {
    const entries = found.filter((one) => one.type === 'entry');
    count += entries.length;
    pathsBytes += entries.reduce((sum, { entry }) => sum + Buffer.byteLength(entry.path), 0);
    if (count > MAX_ENTRIES || pathsBytes > MAX_PATHS_BYTES)
      throw new TransferError('TRANSFER_TOO_MANY_FILES', `over ${MAX_ENTRIES} entries or ${MAX_PATHS_BYTES} bytes`);
    onFound(found);
  };
  const looks = new SourceLooks(options.readers);
  try {
    const walk = new Walk({ ...options, onFound: check }, looks);
    for (const path of paths) await walk.top(path);
  } finally {
    looks.close();
  }
}

interface Found {
  readonly path: string;
  readonly sourcePath: string;
  readonly look: Look;
}

class Walk {
  readonly #options: ScanOptions;
  readonly #looks: SourceLooks;
  readonly #selection: SourceSelection | null;
  readonly #inodes: LastingInodes;
  readonly #takenNames = new Set<string>();
  /** Folders of what was dropped, and where they lead. */
  readonly #folders = new Map<string, Promise<string>>();
  /** To be told. */
  #found: Scanned[] = [];
  #totalBytes = 0;

  constructor(options: ScanOptions, looks: SourceLooks) {
    this.#options = options;
    this.#looks = looks;
    this.#selection = options.selection ?? null;
    this.#inodes = new LastingInodes(options.disks);
  }

  async top(dropped: string): Promise<void> {
    const name = freeName(topName(dropped), this.#takenNames);
    this.#takenNames.add(name);
    if (this.#selection?.has(name) === false) return;
    let found: Found;
    try {
      const sourcePath = await this.#resolve(resolve(dropped));
      found = { path: name, sourcePath, look: toLook(await this.#lstat(sourcePath)) };
    } catch (error) {
      this.#found.push(leftOut(name, error, dropped));
      this.#tell();
      return;
    }
    await this.#one(found);
    this.#tell();
  }

  #tell(): void {
    const found = this.#found;
    this.#found = [];
    this.#options.signal.throwIfAborted();
    if (found.length > 0) this.#options.onFound(found);
  }

  /** Without links. The folder that it is in is asked once for all that was dropped from there. */
  async #resolve(dropped: string): Promise<string> {
    const folder = dirname(dropped);
    const known = this.#folders.get(folder) ?? this.#realpath(folder);
    this.#folders.set(folder, known);
    const path = join(await known, basename(dropped));
    return (await this.#lstat(path)).isSymbolicLink() ? this.#realpath(path) : path;
  }

  async #realpath(path: string): Promise<string> {
    try {
      return await this.#options.disks.run(unresolvedVolumeOf(path), () => realpath(path));
    } catch (error) {
      // Windows cannot tell it of some RAM and image disks (EISDIR, EINVAL, EUNKNOWN): they are read as they were named
      if (process.platform === 'win32' && !['ENOENT', 'ELOOP', 'ETIMEDOUT'].includes(errnoOf(error) ?? '')) return path;
      throw error;
    }
  }

  #lstat(path: string): Promise<BigIntStats> {
    return this.#options.disks.run(volumeOf(path), () => lstat(path, { bigint: true }));
  }

  async #one(found: Found): Promise<void> {
    const { path, sourcePath, look } = found;
    const why = whyNotOffered(path, look, this.#totalBytes);
    if (why !== null) this.#found.push({ type: 'left-out', path, ...why });
    else if (look.kind === 'directory') await this.#directory(found);
    else {
      this.#totalBytes += look.sizeBytes;
      const ino = await this.#inodes.of(sourcePath, look);
      this.#found.push({ type: 'entry', entry: toEntry(path, look), source: { path: sourcePath, ino } });
    }
  }

  async #directory({ path, sourcePath, look }: Found): Promise<void> {
    const { failure, value } = await this.#looks.readFolder(sourcePath, this.#selection === null);
    if (failure) {
      this.#found.push(leftOut(path, new DiskCallError(failure), sourcePath));
      return;
    }
    this.#found.push({ type: 'entry', entry: toEntry(path, look), source: { path: sourcePath, ino: null } });
    if (this.#selection === null) {
      for (const shown of value.notText)
        this.#found.push({
          type: 'left-out',
          path: `${path}/${shown}`,
          status: 'failed',
          code: 'TRANSFER_NAME_NOT_TEXT',
        });
    }
    this.#tell();
    const names = value.names.filter((name) => this.#selection?.has(`${path}/${name}`) !== false);
    await this.#inside({ path, sourcePath, look }, names, value.looks);
  }

  /** @param looks - at the first of `names` */
  async #inside({ path, sourcePath }: Found, names: readonly string[], looks: readonly Looked[]): Promise<void> {
    let [left, looked] = [names, looks];
    while (left.length > 0) {
      if (looked.length === 0) looked = await this.#looks.lookAt(sourcePath, left);
      for (const [position, one] of looked.entries()) {
        await this.#inFolder(path, sourcePath, left[position] ?? '', one);
      }
      this.#tell();
      left = left.slice(looked.length);
      looked = [];
    }
  }

  async #inFolder(folder: string, sourceFolder: string, name: string, looked: Looked): Promise<void> {
    const [path, sourcePath] = [`${folder}/${name}`, join(sourceFolder, name)];
    // another disk is mounted there
    const own = looked === 'elsewhere' ? await this.#looks.lookElsewhere(sourceFolder, name) : looked;
    if (own.failure) this.#found.push(leftOut(path, new DiskCallError(own.failure), sourcePath));
    else await this.#one({ path, sourcePath, look: own.value });
  }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let turn = 1, candidate = name; ; turn++) {
    if (!taken.has(candidate)) return candidate;
    candidate = withSuffix(name, turn);
  }
}

function leftOut(path: string, error: unknown, sourcePath: string): Scanned {
  return { type: 'left-out', path, status: 'failed', code: sourceCodeOf(error, sourcePath) };
}
