import { constants, type BigIntStats } from 'node:fs';
import { access, lstat, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ErrorCode } from '../../../../shared/errors/codes.ts';
import { TransferError } from '../../../../shared/errors/lanyard-error.ts';
import { errnoOf } from '../../../../shared/errors/to-storage-error.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { MAX_ENTRIES, MAX_PATHS_BYTES } from '../../../../shared/protocol/constants.ts';
import type { DiskUser } from '../../storage/disk-gate.ts';
import { withSuffix } from '../../storage/safe-name.ts';
import { unresolvedVolumeOf, volumeOf } from '../../storage/volumes.ts';
import { readNames } from './read-names.ts';
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
  /** Every step on a source is a step of its. */
  readonly disks: DiskUser;
  /** Only these are looked at; null: all. */
  readonly selection?: SourceSelection | null;
}

/** Files looked at together: hides the latency of a network share without flooding it. */
const STAT_BATCH = 64;

/**
 * Walks the dropped paths depth-first, each folder before what is in it, so the order is that of a manifest
 * (PROTOCOL.md §5.1). Names at the top that are alike get ` (1)`. Links inside are not followed; a dropped
 * link is, since the user pointed at it. What cannot be offered is left out, and costs nothing else.
 *
 * @throws {@link TransferError} TRANSFER_TOO_MANY_FILES
 */
export async function* scan(options: ScanOptions): AsyncGenerator<Scanned, void> {
  const { paths, signal } = options;
  const walk = new Walk(options);
  let count = 0;
  let pathsBytes = 0;
  for (const path of paths) {
    for await (const found of walk.top(path)) {
      signal.throwIfAborted();
      if (found.type === 'entry') {
        count++;
        pathsBytes += Buffer.byteLength(found.entry.path);
      }
      if (count > MAX_ENTRIES || pathsBytes > MAX_PATHS_BYTES) {
        throw new TransferError('TRANSFER_TOO_MANY_FILES', `over ${MAX_ENTRIES} entries or ${MAX_PATHS_BYTES} bytes`);
      }
      yield found;
    }
  }
}

interface Found {
  readonly path: string;
  readonly sourcePath: string;
  readonly stats: BigIntStats;
}

class Walk {
  readonly #disks: DiskUser;
  readonly #selection: SourceSelection | null;
  readonly #inodes: LastingInodes;
  readonly #takenNames = new Set<string>();
  /** Folders of what was dropped, and where they lead. */
  readonly #folders = new Map<string, Promise<string>>();
  #totalBytes = 0n;

  constructor({ disks, selection = null }: ScanOptions) {
    this.#disks = disks;
    this.#selection = selection;
    this.#inodes = new LastingInodes(disks);
  }

  async *top(dropped: string): AsyncGenerator<Scanned, void> {
    const name = freeName(topName(dropped), this.#takenNames);
    this.#takenNames.add(name);
    if (this.#selection?.has(name) === false) return;
    try {
      const sourcePath = await this.#resolve(resolve(dropped));
      yield* this.#one({ path: name, sourcePath, stats: await this.#lstat(sourcePath) });
    } catch (error) {
      yield leftOut(name, error, dropped);
    }
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
      return await this.#disks.run(unresolvedVolumeOf(path), () => realpath(path));
    } catch (error) {
      // Windows cannot tell it of some RAM and image disks (EISDIR, EINVAL, EUNKNOWN): they are read as they were named
      if (process.platform === 'win32' && !['ENOENT', 'ELOOP', 'ETIMEDOUT'].includes(errnoOf(error) ?? '')) return path;
      throw error;
    }
  }

  #lstat(path: string): Promise<BigIntStats> {
    return this.#disks.run(volumeOf(path), () => lstat(path, { bigint: true }));
  }

  async *#one(found: Found): AsyncGenerator<Scanned, void> {
    const { path, sourcePath, stats } = found;
    const why = whyNotOffered(path, stats, this.#totalBytes);
    if (why !== null) yield { type: 'left-out', path, ...why };
    else if (stats.isDirectory()) yield* this.#directory(found);
    else {
      this.#totalBytes += stats.size;
      const ino = await this.#inodes.of(sourcePath, stats);
      yield { type: 'entry', entry: toEntry(path, stats), source: { path: sourcePath, ino } };
    }
  }

  async *#directory({ path, sourcePath, stats }: Found): AsyncGenerator<Scanned, void> {
    let found: Awaited<ReturnType<typeof readNames>>;
    try {
      found = await this.#disks.run(volumeOf(sourcePath), async () => {
        await access(sourcePath, constants.X_OK);
        return readNames(() => readdir(sourcePath, { encoding: 'buffer' }));
      });
    } catch (error) {
      yield leftOut(path, error, sourcePath);
      return;
    }
    yield { type: 'entry', entry: toEntry(path, stats), source: { path: sourcePath, ino: null } };
    if (this.#selection === null) {
      for (const shown of found.notText)
        yield { type: 'left-out', path: `${path}/${shown}`, status: 'failed', code: 'TRANSFER_NAME_NOT_TEXT' };
    }
    const wanted = found.names.filter((name) => this.#selection?.has(`${path}/${name}`) !== false).sort();
    for (let start = 0; start < wanted.length; start += STAT_BATCH) {
      yield* this.#batch(path, sourcePath, wanted.slice(start, start + STAT_BATCH));
    }
  }

  async *#batch(path: string, folder: string, names: readonly string[]): AsyncGenerator<Scanned, void> {
    const looks = await Promise.allSettled(names.map((name) => this.#lstat(join(folder, name))));
    for (const [position, look] of looks.entries()) {
      const name = names[position] ?? '';
      const at = { path: `${path}/${name}`, sourcePath: join(folder, name) };
      if (look.status === 'rejected') yield leftOut(at.path, look.reason, at.sourcePath);
      else yield* this.#one({ ...at, stats: look.value });
    }
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
