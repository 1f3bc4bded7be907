import { constants, type Stats } from 'node:fs';
import { access, lstat, readdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ErrorCode } from '../../../../shared/errors/codes.ts';
import { TransferError } from '../../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import {
  MAX_COMPONENT_UNITS,
  MAX_DATE_MS,
  MAX_DEPTH,
  MAX_ENTRIES,
  MAX_PATH_BYTES,
  MAX_PATHS_BYTES,
} from '../../../../shared/protocol/constants.ts';
import { withSuffix } from '../../storage/safe-name.ts';
import type { SourceSelection } from './source-selection.ts';

/** Something found under what the user dropped. */
export type Scanned =
  | { readonly type: 'entry'; readonly entry: ManifestEntry; readonly sourcePath: string }
  /** Not sent, and why: a link, a device, a folder that cannot be read. */
  | {
      readonly type: 'left-out';
      readonly path: string;
      readonly status: 'skipped' | 'failed';
      readonly code: ErrorCode;
    };

/** S_IXUSR; Node has no such constant on Windows. */
const OWNER_MAY_EXECUTE = 0o100;
/** Files looked at together: hides the latency of a network share without flooding it. */
const STAT_BATCH = 64;

/**
 * Walks the dropped paths depth-first, each folder before what is in it, so the order is that of a manifest
 * (PROTOCOL.md §5.1). Names at the top that are alike get ` (1)`. Links inside are not followed; a dropped
 * link is, since the user pointed at it.
 *
 * @param selection - only these are looked at; null: all
 * @throws {@link TransferError} TRANSFER_TOO_MANY_FILES
 */
export async function* scan(
  paths: readonly string[],
  signal: AbortSignal,
  selection: SourceSelection | null = null,
): AsyncGenerator<Scanned, void> {
  const taken = new Set<string>();
  let count = 0;
  let pathsBytes = 0;
  for (const path of paths) {
    for await (const found of scanTop(path, taken, selection)) {
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

async function* scanTop(
  path: string,
  taken: Set<string>,
  selection: SourceSelection | null,
): AsyncGenerator<Scanned, void> {
  const name = freeName(basename(path), taken);
  taken.add(name);
  if (selection?.has(name) === false) return;
  try {
    const sourcePath = await realpath(path);
    yield* scanOne({ path: name, sourcePath, stats: await lstat(sourcePath) }, selection);
  } catch (error) {
    yield leftOut(name, error);
  }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let turn = 1, candidate = name; ; turn++) {
    if (!taken.has(candidate)) return candidate;
    candidate = withSuffix(name, turn);
  }
}

function leftOut(path: string, error: unknown): Scanned {
  const code =
    error instanceof Error && 'code' in error && error.code === 'ENOENT'
      ? 'TRANSFER_SOURCE_MISSING'
      : 'TRANSFER_SOURCE_UNREADABLE';
  return { type: 'left-out', path, status: 'failed', code };
}

interface Found {
  readonly path: string;
  readonly sourcePath: string;
  readonly stats: Stats;
}

async function* scanOne(found: Found, selection: SourceSelection | null): AsyncGenerator<Scanned, void> {
  const { path, sourcePath, stats } = found;
  if (stats.isSymbolicLink()) yield { type: 'left-out', path, status: 'skipped', code: 'TRANSFER_SOURCE_IS_LINK' };
  else if (!isSendablePath(path)) yield { type: 'left-out', path, status: 'failed', code: 'TRANSFER_BAD_NAME' };
  else if (stats.isFile()) yield { type: 'entry', entry: toEntry(path, stats), sourcePath };
  else if (stats.isDirectory()) yield* scanDirectory(found, selection);
  else yield { type: 'left-out', path, status: 'skipped', code: 'TRANSFER_SOURCE_SPECIAL' };
}

function isSendablePath(path: string): boolean {
  const components = path.split('/');
  return (
    path.isWellFormed() &&
    components.length <= MAX_DEPTH &&
    Buffer.byteLength(path) <= MAX_PATH_BYTES &&
    components.every((component) => component.length > 0 && component.length <= MAX_COMPONENT_UNITS)
  );
}

/** Whole milliseconds that a manifest may hold: some file systems keep times beyond all dates. */
export function toWireTime(mtimeMs: number): number {
  return Math.min(MAX_DATE_MS, Math.max(-MAX_DATE_MS, Math.trunc(mtimeMs)));
}

function toEntry(path: string, stats: Stats): ManifestEntry {
  const isFile = stats.isFile();
  return {
    path,
    kind: isFile ? 'file' : 'directory',
    sizeBytes: isFile ? stats.size : 0,
    mtimeMs: toWireTime(stats.mtimeMs),
    isExecutable: isFile && (stats.mode & OWNER_MAY_EXECUTE) !== 0,
  };
}

async function* scanDirectory(found: Found, selection: SourceSelection | null): AsyncGenerator<Scanned, void> {
  const { path, sourcePath, stats } = found;
  let names: string[];
  try {
    names = await readdir(sourcePath);
    await access(sourcePath, constants.X_OK);
  } catch (error) {
    yield leftOut(path, error);
    return;
  }
  yield { type: 'entry', entry: toEntry(path, stats), sourcePath };
  const wanted = names.filter((name) => selection?.has(`${path}/${name}`) !== false).sort();
  for (let start = 0; start < wanted.length; start += STAT_BATCH) {
    yield* scanBatch(found, wanted.slice(start, start + STAT_BATCH), selection);
  }
}

async function* scanBatch(
  { path, sourcePath }: Found,
  names: readonly string[],
  selection: SourceSelection | null,
): AsyncGenerator<Scanned, void> {
  const looks = await Promise.allSettled(names.map((name) => lstat(join(sourcePath, name))));
  for (const [position, look] of looks.entries()) {
    const name = names[position] ?? '';
    if (look.status === 'rejected') yield leftOut(`${path}/${name}`, look.reason);
    else yield* scanOne({ path: `${path}/${name}`, sourcePath: join(sourcePath, name), stats: look.value }, selection);
  }
}
