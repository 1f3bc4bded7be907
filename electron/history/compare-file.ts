import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../shared/errors/to-storage-error.ts';
import type { CheckProblem } from '../../shared/model/history.ts';
import type { StandingPlace } from './standing-places.ts';
import { pathOf } from './standing-places.ts';

/** Read and hashed in one go: half a millisecond of this thread. */
const BLOCK_BYTES = 1024 * 1024;
// never through a link that came after the look, never stuck on a pipe; Windows has neither flag
const FLAGS: Partial<typeof constants> = constants;
const OPEN_FLAGS = constants.O_RDONLY | (FLAGS.O_NOFOLLOW ?? 0) | (FLAGS.O_NONBLOCK ?? 0);

const GONE = new Set(['ENOENT', 'ENOTDIR']);

export type Verdict = 'intact' | CheckProblem;

interface Expected {
  readonly sizeBytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

interface CompareOptions {
  readonly signal: AbortSignal;
  /** So many more bytes were hashed. */
  readonly onRead: (bytes: number) => void;
}

/**
 * Looks whether the regular file at `place` has these bytes. Links are never followed, nothing is changed, and what
 * vanishes or grows meanwhile ends it.
 * @throws the signal's reason; nothing else that has to do with the disk
 */
export async function compareFile(place: StandingPlace, expected: Expected, options: CompareOptions): Promise<Verdict> {
  try {
    const seen = await lookAt(place);
    if (!seen?.isFile() || seen.size !== expected.sizeBytes) return 'changed';
    return (await hasBytes(pathOf(place), seen, expected, options)) ? 'intact' : 'changed';
  } catch (error) {
    options.signal.throwIfAborted();
    return toVerdict(error);
  }
}

/** The thing itself; null when a link, or what is no folder any more, is on the way to it. */
async function lookAt({ base, below }: StandingPlace): Promise<Stats | null> {
  let path = base;
  for (const [depth, component] of below.entries()) {
    // the base itself is the user's: its folder may be a link
    if (depth > 0 && !(await lstat(path)).isDirectory()) return null;
    path = join(path, component);
  }
  return lstat(path);
}

async function hasBytes(path: string, seen: Stats, expected: Expected, options: CompareOptions): Promise<boolean> {
  const handle = await open(path, OPEN_FLAGS);
  try {
    const opened = await handle.stat();
    if (!opened.isFile() || opened.ino !== seen.ino || opened.dev !== seen.dev) return false;
    return (await hashOf(handle, expected.sizeBytes, options)) === expected.sha256;
  } finally {
    await handle.close();
  }
}

/** Null: it has become longer or shorter. */
async function hashOf(
  handle: FileHandle,
  sizeBytes: number,
  { signal, onRead }: CompareOptions,
): Promise<string | null> {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, sizeBytes + 1));
  for (let readBytes = 0; ; ) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(block, 0, block.length, readBytes);
    if (bytesRead === 0) return readBytes === sizeBytes ? hash.digest('hex') : null;
    readBytes += bytesRead;
    if (readBytes > sizeBytes) return null;
    hash.update(block.subarray(0, bytesRead));
    onRead(bytesRead);
  }
}

function toVerdict(error: unknown): CheckProblem {
  const errno = errnoOf(error);
  if (errno === undefined) throw error;
  if (GONE.has(errno)) return 'missing';
  return errno === 'ELOOP' ? 'changed' : 'unreadable';
}
