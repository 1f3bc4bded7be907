import { execFile } from 'node:child_process';
import { close, fsync, open, statfsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { forgiveFlush } from '../../disk/forgive-flush.ts';
import { inParallel } from '../storage/in-parallel.ts';
import { outcomeOf, toDiskFailure } from './disk-failure.ts';
import type { FileOutcome } from './disk-functions.ts';
import { stagedPath } from './stage-files.ts';

/** Fewer files than this are flushed one by one: starting a program costs more. */
const FLUSH_ALL_FROM = 6;
/** Milliseconds. Somebody else's copy of many gigabytes makes a flush of the whole disk wait for all of it. */
const FLUSH_ALL_MS = 10_000;
/** Milliseconds for which a disk that was that busy is not flushed as a whole again. */
const BUSY_MS = 60_000;
/** Flushes at once, of the four threads that this process has for all disks: one is left for others. */
const FLUSHES_AT_ONCE = 3;

/** What Linux calls tmpfs and ramfs. They are memory: a flush there is no work. */
const MEMORY_TYPES: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);

const [openFile, flushFile, closeFile] = [promisify(open), promisify(fsync), promisify(close)];
const run = promisify(execFile);

/** How one volume is flushed. */
export interface Flusher {
  /** Makes the bytes of staged files safe against a power cut. @returns by position in `indexes` */
  flush(staging: string, indexes: readonly number[]): Promise<FileOutcome[]>;
}

/** Makes all that was written to the disk of `directory` safe. @throws when it cannot be done, or takes too long */
type FlushAll = (directory: string, timeoutMs: number) => Promise<void>;

/**
 * `sync -f` is syncfs(2). The program is started inside the directory, as a path through /proc/self leads elsewhere
 * there. One that hangs is left behind: nothing can end it.
 */
const flushByProgram: FlushAll = async (directory, timeoutMs) => {
  const giveUp = new AbortController();
  const late = pause(timeoutMs, 'late' as const, { signal: giveUp.signal }).catch(() => 'late' as const);
  const flushed = run('sync', ['-f', '.'], { cwd: directory }).then(() => 'flushed' as const);
  flushed.catch(() => undefined); // it may fail when nobody waits any more
  try {
    if ((await Promise.race([flushed, late])) === 'late') throw new Error('the disk is busy');
  } finally {
    giveUp.abort();
  }
};

async function flushOne(path: string): Promise<FileOutcome> {
  try {
    // Windows flushes only what was opened for writing
    const fd = await openFile(path, process.platform === 'win32' ? 'r+' : 'r');
    try {
      await flushFile(fd).catch(forgiveFlush);
    } finally {
      await closeFile(fd);
    }
    return null;
  } catch (error) {
    return toDiskFailure(error);
  }
}

async function flushEach(staging: string, indexes: readonly number[]): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  await inParallel(indexes.entries(), FLUSHES_AT_ONCE, async ([position, index]) => {
    outcomes[position] = await flushOne(stagedPath(staging, index));
  });
  return outcomes;
}

/** A flush of nothing: what is in memory is gone with the power, whatever is done. */
function isInMemory(staging: string): boolean {
  if (process.platform !== 'linux') return false;
  return MEMORY_TYPES.has(outcomeOf(() => statfsSync(staging).type).value ?? 0);
}

interface FlushSurroundings {
  readonly flushAll: FlushAll;
  readonly nowMs: () => number;
  /** Whether the disk of a directory is memory. */
  readonly isMemory: (directory: string) => boolean;
}

const REAL: FlushSurroundings = {
  flushAll: flushByProgram,
  nowMs: () => performance.now(),
  isMemory: isInMemory,
};

/**
 * Flushes many files at once where the system can (Linux), else each by itself, some at a time. When the flush of all
 * fails it may have failed for a file of somebody else's, so that each is asked for itself then.
 *
 * @param surroundings - other ones, for tests
 */
export function createFlusher(surroundings: Partial<FlushSurroundings> = {}): Flusher {
  const { flushAll, nowMs, isMemory } = { ...REAL, ...surroundings };
  let notBeforeMs = -Infinity;
  return {
    async flush(staging, indexes) {
      if (isMemory(staging)) return indexes.map(() => null);
      const isWorth = process.platform === 'linux' && indexes.length >= FLUSH_ALL_FROM && nowMs() >= notBeforeMs;
      if (!isWorth) return flushEach(staging, indexes);
      try {
        await flushAll(staging, FLUSH_ALL_MS);
        return indexes.map(() => null);
      } catch {
        notBeforeMs = nowMs() + BUSY_MS;
        return flushEach(staging, indexes);
      }
    },
  };
}
