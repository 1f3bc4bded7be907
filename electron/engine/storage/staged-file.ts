import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { ALIGN_BYTES, isAligned } from './aligned-memory.ts';
import { toFileTime } from './file-time.ts';
import { errnoOf } from './storage-error.ts';

/** Mode of what arrives, less the umask. Nothing from the wire is executable, whatever `isExecutable` says (so far). */
const FILE_MODE = 0o644;

/** Buffers one call takes everywhere (IOV_MAX). */
const MAX_BUFFERS = 1024;

/**
 * From this size on a file goes to the disk directly where the system can do that (Linux): it does not push out of memory
 * what the user works with, and it took a tenth of the processor time of writing through the cache.
 */
const DIRECT_FROM_BYTES = 16 * 1024 * 1024;

/** Times are worth keeping, but no file is worth losing for them: some file systems can't set them. */
const NO_TIMES = ['EPERM', 'EINVAL', 'ENOSYS', 'ENOTSUP'];

/** Buffers that hold what is left of `chunks` after their first `skipBytes`. */
function withoutStart(chunks: readonly Uint8Array[], skipBytes: number): readonly Uint8Array[] {
  let skip = skipBytes;
  let first = 0;
  for (let size = chunks[first]?.length; size !== undefined && skip >= size; size = chunks[first]?.length) {
    skip -= size;
    first += 1;
  }
  const rest = chunks.slice(first);
  const [head] = rest;
  return head === undefined || skip === 0 ? rest : [head.subarray(skip), ...rest.slice(1)];
}

/** Writes all of it: one call may take less than it was given (a signal, an almost full disk). */
async function writeAll(file: FileHandle, chunks: readonly Uint8Array[], position: number): Promise<void> {
  let left = chunks;
  for (let offset = position; left.length > 0; ) {
    const { bytesWritten } = await file.writev(left.slice(0, MAX_BUFFERS), offset);
    left = withoutStart(left, bytesWritten);
    offset += bytesWritten;
  }
}

/** A file that only grows. One call at a time. */
export class StagedFile {
  readonly #file: FileHandle;
  /** The same file, past the system's cache; null where that does not work. */
  #direct: FileHandle | null;
  #sizeBytes = 0;

  constructor(file: FileHandle, direct: FileHandle | null) {
    this.#file = file;
    this.#direct = direct;
  }

  async append(chunks: readonly Uint8Array[]): Promise<void> {
    const unfit = this.#sizeBytes % ALIGN_BYTES === 0 ? chunks.findIndex((chunk) => !isAligned(chunk)) : 0;
    const directCount = this.#direct === null ? 0 : unfit === -1 ? chunks.length : unfit;
    const isDirect = directCount > 0 && (await this.#appendDirect(chunks.slice(0, directCount)));
    await this.#appendCached(isDirect ? chunks.slice(directCount) : chunks);
  }

  /** All that was appended, and the file's own data, are on the disk. */
  sync(): Promise<void> {
    return this.#file.sync();
  }

  /** What was appended is on the disk; may run while more is appended. */
  flush(): Promise<void> {
    return this.#file.datasync();
  }

  async setTime(mtimeMs: number): Promise<void> {
    const mtime = toFileTime(mtimeMs);
    try {
      await this.#file.utimes(mtime, mtime);
    } catch (error) {
      if (!NO_TIMES.includes(errnoOf(error) ?? '')) throw error;
    }
  }

  async close(): Promise<void> {
    await this.#dropDirect();
    await this.#file.close();
  }

  /** False: this disk does not do it after all, and nothing was written. */
  async #appendDirect(chunks: readonly Uint8Array[]): Promise<boolean> {
    if (this.#direct === null) return false;
    try {
      await writeAll(this.#direct, chunks, this.#sizeBytes);
    } catch (error) {
      if (errnoOf(error) !== 'EINVAL') throw error;
      await this.#dropDirect();
      return false;
    }
    this.#sizeBytes += sizeOf(chunks);
    return true;
  }

  async #appendCached(chunks: readonly Uint8Array[]): Promise<void> {
    if (chunks.length === 0) return;
    await writeAll(this.#file, chunks, this.#sizeBytes);
    this.#sizeBytes += sizeOf(chunks);
  }

  async #dropDirect(): Promise<void> {
    const direct = this.#direct;
    this.#direct = null;
    await direct?.close();
  }
}

const sizeOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0);

/** Makes the empty file at `path`, which must not exist. */
export async function createStagedFile(path: string, expectedBytes: number): Promise<StagedFile> {
  const file = await open(path, 'wx', FILE_MODE);
  return new StagedFile(file, expectedBytes >= DIRECT_FROM_BYTES ? await openDirect(path) : null);
}

// only Linux has it, whatever the types say
const { O_DIRECT }: { readonly O_DIRECT?: number } = constants;

async function openDirect(path: string): Promise<FileHandle | null> {
  if (O_DIRECT === undefined) return null;
  try {
    return await open(path, constants.O_WRONLY | O_DIRECT);
  } catch {
    // a file system without direct I/O; the cached way always works
    return null;
  }
}
