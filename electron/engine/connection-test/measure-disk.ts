import { createHash, randomFillSync } from 'node:crypto';
import { constants } from 'node:fs';
import { open, realpath, unlink, type FileHandle } from 'node:fs/promises';
import { forgiveFlush } from '../../disk/forgive-flush.ts';
import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import { asStorage } from '../../../shared/errors/to-storage-error.ts';
import type { DiskSpeed } from '../../../shared/model/connection-test.ts';
import type { DiskCalls, DiskThreads } from '../disk-thread/disk-threads.ts';
import { allocateAligned } from '../storage/aligned-memory.ts';
import { openDirectories } from '../storage/open-directories.ts';
import type { StagingRegistry } from '../storage/staging-registry.ts';
import { inPrivateDirectory } from '../storage/try-out.ts';
import { PROBE_PREFIX, readFreeBytes } from '../storage/volume.ts';
import { volumeOf } from '../storage/volumes.ts';
import { orAbort } from '../transfer/abortable.ts';

const MIB = 1024 * 1024;

/** Written at most, and then read. */
const LARGE_BYTES = 64 * MIB;
/** After so much the disk is flushed and the clock looked at: a slow one is not long about what it has taken. */
const STEP_BYTES = 4 * MIB;
/** Small files made at most, and as many at once as share a flush. */
const SMALL_FILES = 200;
const SMALL_AT_ONCE = 50;
const SMALL_BYTES = 4 * 1024;
/** Milliseconds for each of the three. */
const PART_MS = 2_000;
/** Milliseconds for all of it: a disk that takes longer has failed. */
const TOTAL_MS = 20_000;
/** A disk with less room than this is not filled further for a measurement. */
const LEAST_FREE_BYTES = 4 * LARGE_BYTES;

interface MeasuredDisk {
  /** Absolute: the inbox. */
  readonly rootDir: string;
  readonly registry: StagingRegistry;
  readonly threads: DiskThreads;
  /** Ends it at its next step; its reason is a LanyardError. */
  readonly signal: AbortSignal;
}

/**
 * Measures the disk of an inbox as transfers use it: one large file, past the system's cache where it has a way around, and
 * small files by the disk's thread. In a private directory that is removed at once; the sweep knows it after a kill.
 *
 * @throws StorageError what the disk says; STORAGE_FULL when it has little room, STORAGE_FAILED when it takes longer than
 * 20 s. The signal's reason
 */
export async function measureDisk({ rootDir, registry, threads, signal }: MeasuredDisk): Promise<DiskSpeed> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(new StorageError('STORAGE_FAILED', 'the disk takes too long'));
  }, TOTAL_MS);
  const ending = AbortSignal.any([signal, late.signal]);
  try {
    // after an abort it ends by itself at its next step, when all is removed; only a disk that hangs is not waited for
    return await orAbort(
      asStorage('measuring the disk', () => measure(rootDir, registry, threads, ending)),
      late.signal,
    );
  } finally {
    clearTimeout(timer);
  }
}

async function measure(
  rootDir: string,
  registry: StagingRegistry,
  threads: DiskThreads,
  signal: AbortSignal,
): Promise<DiskSpeed> {
  const freeBytes = await readFreeBytes(rootDir);
  if (freeBytes !== null && freeBytes < LEAST_FREE_BYTES)
    throw new StorageError('STORAGE_FULL', 'too little room to measure');
  const volume = volumeOf(await realpath(rootDir));
  return inPrivateDirectory(rootDir, { openDirectories, registry }, async (directory) => {
    const large = `${directory}/${PROBE_PREFIX}large`;
    const writeBytesPerSec = await measureWriting(large, signal);
    const readBytesPerSec = await measureReading(large, signal);
    await unlink(large);
    const filesPerSec = await threads.of(volume).run((calls) => measureSmall(calls, directory, signal));
    return { writeBytesPerSec, readBytesPerSec, filesPerSec };
  });
}

async function measureWriting(path: string, signal: AbortSignal): Promise<number> {
  const plain = await open(path, 'wx', 0o600);
  const direct = await openDirect(path, constants.O_WRONLY);
  try {
    const block = randomFillSync(memory());
    return await timed(signal, async (offset) => {
      for (let at = offset; at < offset + STEP_BYTES; at += MIB) await writeBlock(direct ?? plain, block, at);
      await plain.datasync().catch(forgiveFlush);
      return STEP_BYTES;
    });
  } finally {
    await direct?.close();
    await plain.close();
  }
}

/** @returns null where what was just written would come from memory */
async function measureReading(path: string, signal: AbortSignal): Promise<number | null> {
  const direct = await openDirect(path, constants.O_RDONLY);
  if (direct === null) return null;
  try {
    return await timed(signal, async (offset) => (await direct.read(memory(), 0, MIB, offset)).bytesRead);
  } catch {
    // it opens a file like that, and cannot read it so
    signal.throwIfAborted();
    return null;
  } finally {
    await direct.close();
  }
}

/** Repeats `step` until it gives 0, all are through, or the time is over. @returns bytes a second */
async function timed(signal: AbortSignal, step: (offset: number) => Promise<number>): Promise<number> {
  const startMs = performance.now();
  let bytes = 0;
  let elapsedMs = 0;
  while (bytes < LARGE_BYTES && elapsedMs < PART_MS) {
    signal.throwIfAborted();
    const moved = await step(bytes);
    elapsedMs = performance.now() - startMs;
    if (moved === 0) break;
    bytes += moved;
  }
  return perSecond(bytes, elapsedMs);
}

async function writeBlock(file: FileHandle, block: Uint8Array, offset: number): Promise<void> {
  for (let written = 0; written < block.length; ) {
    written += (await file.write(block, written, block.length - written, offset + written)).bytesWritten;
  }
}

async function measureSmall(calls: DiskCalls, staging: string, signal: AbortSignal): Promise<number> {
  const bytes = randomFillSync(new Uint8Array(new SharedArrayBuffer(SMALL_BYTES)));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const startMs = performance.now();
  let made = 0;
  while (made < SMALL_FILES && performance.now() - startMs < PART_MS) {
    signal.throwIfAborted();
    const indexes = Array.from({ length: SMALL_AT_ONCE }, (_, at) => made + at);
    const files = indexes.map((index) => ({ index, bytes, sha256, mtimeMs: 0 }));
    const failed = (await calls.stage({ staging, files, mark: null })).find((outcome) => outcome !== null);
    if (failed) throw new StorageError('STORAGE_FAILED', failed.message);
    made += SMALL_AT_ONCE;
  }
  return perSecond(made, performance.now() - startMs);
}

// the type says it is there, but only Linux has it
const { O_DIRECT }: { readonly O_DIRECT?: number } = constants;

/** Null where the system or the file system has no way around its cache. */
async function openDirect(path: string, flags: number): Promise<FileHandle | null> {
  return O_DIRECT === undefined ? null : await open(path, flags | O_DIRECT).catch(() => null);
}

let aligned: Uint8Array | null = null;

/** A mebibyte that direct reading and writing takes; one for all, as two measurements at once are not worth anything. */
function memory(): Uint8Array {
  aligned ??= allocateAligned(MIB);
  return aligned;
}

const perSecond = (count: number, elapsedMs: number): number => Math.round((count * 1_000) / Math.max(0.1, elapsedMs));
