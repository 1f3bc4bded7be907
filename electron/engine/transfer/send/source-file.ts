import { createHash, type Hash } from 'node:crypto';
import { constants, readlinkSync, type BigIntStats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { TransferError } from '../../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { DiskUser } from '../../storage/disk-gate.ts';
import type { ByteRange } from '../../storage/receive-notes.ts';
import { volumeOf } from '../../storage/volumes.ts';
import type { Source } from './scan.ts';
import { toWireTime } from './source-entry.ts';
import { throwSourceError } from './source-error.ts';

/**
 * Never through a link that replaced the file after the scan, never stuck on a pipe. Windows has neither flag.
 * The scan has resolved links that the user dropped, so every path ends in the file itself.
 */
const FLAGS: Partial<typeof constants> = constants;
const OPEN_FLAGS = constants.O_RDONLY | (FLAGS.O_NOFOLLOW ?? 0) | (FLAGS.O_NONBLOCK ?? 0);

/** A file being sent: opened once, and only bytes of the version that was offered leave it. */
export interface SourceFile {
  /**
   * Fills `target` with the bytes at `offset`.
   * @throws {@link TransferError} TRANSFER_SOURCE_CHANGED when the file ends before that, TRANSFER_SIZE_UNKNOWN when it
   * still says that it does not
   */
  readFully(target: Uint8Array, offset: number): Promise<void>;
  /** All of it, as `readFully` and `assertUnchanged` together do. */
  readWhole(sizeBytes: number): Promise<Uint8Array>;
  /**
   * Throws TRANSFER_SOURCE_CHANGED unless size, times and inode are still what they were at the opening, and
   * TRANSFER_SIZE_UNKNOWN when there is more than the size says.
   */
  assertUnchanged(): Promise<void>;
  /** Nobody needs to wait for it. */
  close(): void;
}

const changed = (what: string): TransferError => new TransferError('TRANSFER_SOURCE_CHANGED', what);

function checkIsOffered(handle: FileHandle, stats: BigIntStats, { path, ino }: Source, entry: ManifestEntry): void {
  if (!stats.isFile()) throw changed('no longer a file');
  if (stats.size !== BigInt(entry.sizeBytes) || toWireTime(stats.mtimeMs) !== entry.mtimeMs)
    throw changed('changed since it was offered');
  const isSame = ino === null ? leadsTo(handle, path) : stats.ino === ino;
  if (!isSame) throw changed('another file stands there');
}

/** Whether the file is still where it was offered, no link on the way. Asks no disk; true where nobody can tell. */
function leadsTo(handle: FileHandle, path: string): boolean {
  try {
    return process.platform !== 'linux' || readlinkSync(`/proc/self/fd/${handle.fd}`) === path;
  } catch {
    return true;
  }
}

/** Runs each step on the file of one path. @throws TransferError */
type Step = <T>(work: () => Promise<T>, late?: (value: T) => void) => Promise<T>;

/**
 * Opens the file behind `entry`.
 * @throws {@link TransferError} TRANSFER_SOURCE_MISSING, TRANSFER_SOURCE_UNREADABLE, TRANSFER_SOURCE_CHANGED,
 * TRANSFER_SOURCE_SILENT and the like
 */
export async function openSource(disks: DiskUser, source: Source, entry: ManifestEntry): Promise<SourceFile> {
  const volume = volumeOf(source.path);
  const step: Step = (work, late) =>
    disks.run(volume, work, late).catch((error: unknown) => throwSourceError(error, source.path));
  const close = (handle: FileHandle): void => disks.later(volume, () => handle.close());
  const handle = await step(() => open(source.path, OPEN_FLAGS), close);
  try {
    const opened = await step(() => handle.stat({ bigint: true }));
    checkIsOffered(handle, opened, source, entry);
    return toSourceFile(handle, opened, step, () => close(handle));
  } catch (error) {
    close(handle);
    throw error;
  }
}

/** Steps that belong to one step of others, which has waited for its turn already. */
const AT_ONCE: DiskUser = { run: (_, work) => work(), later: (_, work) => void work().catch(() => undefined) };

/** All bytes of a small file, in one step. @throws TransferError as `openSource` and `SourceFile` do */
export function readWhole(disks: DiskUser, source: Source, entry: ManifestEntry): Promise<Uint8Array> {
  const read = async (): Promise<Uint8Array> => {
    const file = await openSource(AT_ONCE, source, entry);
    try {
      return await file.readWhole(entry.sizeBytes);
    } finally {
      file.close();
    }
  };
  return disks.run(volumeOf(source.path), read).catch((error: unknown) => throwSourceError(error, source.path));
}

function toSourceFile(handle: FileHandle, opened: BigIntStats, step: Step, close: () => void): SourceFile {
  const assertSame = async (): Promise<void> => {
    const now = await step(() => handle.stat({ bigint: true }));
    const isSame = now.size === opened.size && now.mtimeNs === opened.mtimeNs && now.ino === opened.ino;
    if (!isSame) throw changed('changed while being sent');
  };
  const mismatch = async (what: string): Promise<never> => {
    await assertSame();
    throw new TransferError('TRANSFER_SIZE_UNKNOWN', what);
  };
  /** @returns bytes read; fewer than asked for: the file ends there */
  const fill = async (target: Uint8Array, offset: number): Promise<number> => {
    let filled = 0;
    while (filled < target.length) {
      const from = filled;
      const { bytesRead } = await step(() => handle.read(target, from, target.length - from, offset + from));
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  };
  return {
    async readFully(target, offset) {
      if ((await fill(target, offset)) < target.length) await mismatch('ends before its size');
    },
    async readWhole(sizeBytes) {
      const bytes = new Uint8Array(sizeBytes + 1);
      // the one that must not be there is read with the others
      if ((await fill(bytes, 0)) !== sizeBytes) return mismatch('does not fit its size');
      await assertSame();
      return bytes.subarray(0, sizeBytes);
    },
    async assertUnchanged() {
      // some file systems tell a size of 0, or an old one
      const beyond = await step(() => handle.read(new Uint8Array(1), 0, 1, Number(opened.size)));
      if (beyond.bytesRead > 0) return mismatch('goes on after its size');
      await assertSame();
    },
    close,
  };
}

/** Read at once of what is only hashed: about a millisecond of the engine's thread. */
const CHUNK_BYTES = 1024 * 1024;

/** Adds the bytes of `range` to `hash`. @throws TransferError when they cannot be read; the signal's reason */
export async function hashRange(hash: Hash, source: SourceFile, range: ByteRange, signal: AbortSignal): Promise<void> {
  const { from, to } = range;
  const buffer = new Uint8Array(Math.min(to - from, CHUNK_BYTES));
  for (let offset = from; offset < to; ) {
    signal.throwIfAborted();
    const part = buffer.subarray(0, Math.min(buffer.length, to - offset));
    await source.readFully(part, offset);
    hash.update(part);
    offset += part.length;
  }
}

/**
 * SHA-256 of a file that was offered, 64 hex digits; null: it is not there as it was offered, or cannot be read.
 *
 * @throws the signal's reason when aborted
 */
export async function hashSource(
  disks: DiskUser,
  source: Source,
  entry: ManifestEntry,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const file = await openSource(disks, source, entry);
    try {
      const hash = createHash('sha256');
      await hashRange(hash, file, { from: 0, to: entry.sizeBytes }, signal);
      await file.assertUnchanged();
      return hash.digest('hex');
    } finally {
      file.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TransferError) return null;
    throw error;
  }
}
