import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { forgiveFlush } from '../../disk/forgive-flush.ts';
import { StorageError, type LanyardError } from '../../../shared/errors/lanyard-error.ts';
import { errnoOf, toStorageError } from '../../../shared/errors/to-storage-error.ts';
import { ALIGN_BYTES, isAligned } from './aligned-memory.ts';
import { writeChunks } from '../disk-thread/write-chunks.ts';
import { sizeOf } from './chunks.ts';
import { toFileTime } from './file-time.ts';
import { OPEN_PLAIN } from './plain-file.ts';
import { FILE_MODE } from './staging-names.ts';

/**
 * From this size on a file goes to the disk directly where the system can do that (Linux): it does not push out of memory
 * what the user works with, and it took a tenth of the processor time of writing through the cache.
 */
const DIRECT_FROM_BYTES = 16 * 1024 * 1024;

/** Bytes after which the disk is asked to catch up, so that the flush at the end is short and the system's cache stays small. */
const FLUSH_EVERY_BYTES = 64 * 1024 * 1024;

/** Shorter runs of zeros are cheaper to write than to leave out. */
const HOLE_FROM_BYTES = 64 * 1024;

const ZEROS = new Uint8Array(1024 * 1024);

function isZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += ZEROS.length) {
    const piece = bytes.subarray(at, at + ZEROS.length);
    if (Buffer.compare(piece, ZEROS.subarray(0, piece.length)) !== 0) return false;
  }
  return true;
}

/** Bytes that follow each other. */
interface Run {
  readonly chunks: readonly Uint8Array[];
  readonly sizeBytes: number;
  /** All of it is zero, and long enough to be left out. */
  readonly isHole: boolean;
}

/** Takes `chunks` apart where long zeros begin and end; a chunk is one or the other. */
export function findHoles(chunks: readonly Uint8Array[]): readonly Run[] {
  const isHole = chunks.map((chunk) => chunk.length >= HOLE_FROM_BYTES && isZero(chunk));
  const starts = [...chunks.keys()].filter((at) => at === 0 || isHole[at] !== isHole[at - 1]);
  return starts.map((start, i) => {
    const run = chunks.slice(start, starts[i + 1]);
    return { chunks: run, sizeBytes: sizeOf(run), isHole: isHole[start] === true };
  });
}

/** Who writes and flushes what a staged file is given. */
export interface StagedIo {
  /** Writes all of it. */
  write(file: FileHandle, chunks: readonly Uint8Array[], position: number): Promise<void>;
  /** Makes what was written safe against a power cut. */
  flush(file: FileHandle): Promise<void>;
}

/** Without a thread for the disk. */
const IO_HERE: StagedIo = {
  write: (file, chunks, position) => Promise.resolve(void writeChunks(file.fd, chunks, position)),
  flush: (file) => file.sync(),
};

/** A file that is written from its start to its end, perhaps with steps over what it has already. One call at a time. */
export class StagedFile {
  readonly #file: FileHandle;
  readonly #io: StagedIo;
  /** The same file, past the system's cache; null where that does not work. */
  #direct: FileHandle | null;
  #position = 0;
  #sizeBytes: number;
  /** Appended since the last flush began. */
  #unflushedBytes = 0;
  #flushing: Promise<void> | null = null;
  /** Kept for `sync`: the system tells a lost write once, and the last flush may then find nothing wrong. */
  #flushError: LanyardError | undefined;
  #hasLostBytes = false;

  /** @param sizeBytes - what it has by now */
  constructor(file: FileHandle, direct: FileHandle | null, sizeBytes = 0, io = IO_HERE) {
    this.#file = file;
    this.#io = io;
    this.#direct = direct;
    this.#sizeBytes = sizeBytes;
  }

  /** `sync` failed. The system may have given up bytes that it still reads back to us: no look at them tells. */
  get hasLostBytes(): boolean {
    return this.#hasLostBytes;
  }

  /** Where the next bytes go. */
  moveTo(position: number): void {
    this.#position = position;
  }

  /** Writes `chunks` and moves behind them. Long zeros at the end of the file become a hole, which takes no room. */
  async append(chunks: readonly Uint8Array[]): Promise<void> {
    for (const run of findHoles(chunks)) {
      const isDone = run.isHole && (await this.#extend(run.sizeBytes));
      if (!isDone) await this.#write(run.chunks);
      this.#unflushedBytes += run.sizeBytes;
    }
    this.#flushBehind();
  }

  /** @returns bytes read; 0: the file ends before `position` */
  async read(buffer: Uint8Array, position: number): Promise<number> {
    return (await this.#file.read(buffer, 0, buffer.length, position)).bytesRead;
  }

  /** All that was appended, and the file's own data, are on the disk. */
  async sync(): Promise<void> {
    await this.#flushing;
    try {
      if (this.#flushError !== undefined) throw this.#flushError;
      await this.#io.flush(this.#file).catch(forgiveFlush);
    } catch (error) {
      this.#hasLostBytes = true;
      throw error;
    }
  }

  /** Times are worth keeping, but no file is worth losing for them: phones and some file systems can't set them. */
  async setTime(mtimeMs: number): Promise<void> {
    const mtime = toFileTime(mtimeMs);
    await this.#file.utimes(mtime, mtime).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#dropDirect();
    await this.#file.close();
  }

  /** Flushes while more is being appended. */
  #flushBehind(): void {
    if (this.#flushing || this.#unflushedBytes < FLUSH_EVERY_BYTES) return;
    this.#unflushedBytes = 0;
    this.#flushing = this.#file
      .datasync()
      .catch(forgiveFlush)
      .catch((error: unknown) => {
        this.#flushError ??= toStorageError(error, 'flush');
      })
      .finally(() => (this.#flushing = null));
  }

  /** False: there is something already, or this disk has no holes, and nothing was done. */
  async #extend(bytes: number): Promise<boolean> {
    if (this.#position < this.#sizeBytes) return false;
    try {
      await this.#file.truncate(this.#position + bytes);
    } catch {
      // writing the zeros tells what is wrong
      return false;
    }
    this.#advance(bytes);
    return true;
  }

  async #write(chunks: readonly Uint8Array[]): Promise<void> {
    const unfit = this.#position % ALIGN_BYTES === 0 ? chunks.findIndex((chunk) => !isAligned(chunk)) : 0;
    const directCount = this.#direct === null ? 0 : unfit === -1 ? chunks.length : unfit;
    const isDirect = directCount > 0 && (await this.#writeDirect(chunks.slice(0, directCount)));
    const rest = isDirect ? chunks.slice(directCount) : chunks;
    if (rest.length === 0) return;
    await this.#io.write(this.#file, rest, this.#position);
    this.#advance(sizeOf(rest));
  }

  /** False: this disk does not do it after all, and nothing was written. */
  async #writeDirect(chunks: readonly Uint8Array[]): Promise<boolean> {
    if (this.#direct === null) return false;
    try {
      await this.#io.write(this.#direct, chunks, this.#position);
    } catch (error) {
      if (errnoOf(error) !== 'EINVAL') throw error;
      await this.#dropDirect();
      return false;
    }
    this.#advance(sizeOf(chunks));
    return true;
  }

  #advance(bytes: number): void {
    this.#position += bytes;
    this.#sizeBytes = Math.max(this.#sizeBytes, this.#position);
  }

  async #dropDirect(): Promise<void> {
    const direct = this.#direct;
    this.#direct = null;
    await direct?.close();
  }
}

/** Makes the empty file at `path`, which must not exist. */
export async function createStagedFile(path: string, expectedBytes: number, io = IO_HERE): Promise<StagedFile> {
  const file = await open(path, 'wx', FILE_MODE);
  return new StagedFile(file, await openDirect(path, expectedBytes), 0, io);
}

/**
 * Opens the file at `path` again, cut to `expectedBytes`.
 *
 * @throws StorageError STORAGE_UNSAFE when it is not the regular file with that inode
 */
export async function reopenStagedFile(
  path: string,
  expectedBytes: number,
  ino: bigint,
  io = IO_HERE,
): Promise<StagedFile> {
  const file = await open(path, constants.O_RDWR | OPEN_PLAIN);
  try {
    const stats = await file.stat({ bigint: true });
    if (!stats.isFile() || stats.ino !== ino) throw new StorageError('STORAGE_UNSAFE', 'a part was replaced');
    if (stats.size > expectedBytes) await file.truncate(expectedBytes);
    const sizeBytes = Math.min(Number(stats.size), expectedBytes);
    return new StagedFile(file, await openDirect(path, expectedBytes), sizeBytes, io);
  } catch (error) {
    await file.close();
    throw error;
  }
}

// only Linux has it, whatever the types say
const { O_DIRECT }: { readonly O_DIRECT?: number } = constants;

async function openDirect(path: string, expectedBytes: number): Promise<FileHandle | null> {
  if (O_DIRECT === undefined || expectedBytes < DIRECT_FROM_BYTES) return null;
  try {
    return await open(path, constants.O_WRONLY | O_DIRECT | constants.O_NOFOLLOW);
  } catch {
    // a file system without direct I/O; the cached way always works
    return null;
  }
}
