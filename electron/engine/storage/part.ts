import { createHash } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { StorageError, TransferError, type LanyardError } from '../../../shared/errors/lanyard-error.ts';
import { createStagedFile, type StagedFile } from './staged-file.ts';
import { asStorage, toStorageError } from './storage-error.ts';

/** Where something stands now, relative to the inbox, `/` between components. */
export interface Placed {
  readonly savedAs: string;
}

/** A complete staging file on its way to a name. */
export interface Arrival {
  readonly sha256: string;
  /** Sets its time, makes its bytes safe against a power cut and closes it. To be called before it gets a name. */
  readonly seal: () => Promise<void>;
}

/** What became of an {@link Arrival}. */
export interface Settled extends Placed {
  /** A file with the same bytes stood there already; the staging file is still where it was. */
  readonly wasThere: boolean;
}

/**
 * A staging file: bytes of one entry before they are known to be right. Calls run one after the other, in the order
 * they are made.
 */
export interface Part {
  /** Bytes handed to the system so far. */
  readonly bytesWritten: number;
  /**
   * Appends the chunks in order. They must not change until this resolves; they are not kept.
   *
   * @throws StorageError; STORAGE_FULL and others leave the part as it is, for `discard`
   * @throws TransferError TRANSFER_HASH_MISMATCH when more bytes come than the manifest says; none of them is written
   */
  write(chunks: readonly Uint8Array[]): Promise<void>;
  /**
   * Puts the file under its final name, or a free one beside it, once length and hash are right and its bytes are on
   * the disk; or drops it for the same file that stands there already, where the transfer wants that. When it rejects,
   * no final name exists and the part is gone.
   *
   * @param expectedSha256Hex - 64 lower-case hex digits
   * @throws TransferError TRANSFER_HASH_MISMATCH
   * @throws StorageError STORAGE_UNSAFE when a folder on the way is no longer the one we made
   */
  commit(expectedSha256Hex: string, mtimeMs: number): Promise<Placed>;
  /** Removes the staging file. Safe to call at any time, also twice or after `commit`. Never rejects. */
  discard(): Promise<void>;
}

export interface PartParts {
  readonly sizeBytes: number;
  /** Runs `work` with the path of the staging file, in a staging directory that is surely ours. */
  readonly atStaged: <T>(work: (staged: string) => Promise<T>) => Promise<T>;
  /** Moves the complete file to its final name, sealed before, or finds the one that makes it needless. */
  readonly place: (arrival: Arrival) => Promise<Settled>;
  /** Called once, when the staging file is no more or was left to the sweep. */
  readonly onGone: () => void;
}

function mismatch(reason: string): TransferError {
  return new TransferError('TRANSFER_HASH_MISMATCH', reason);
}

/** Bytes after which the disk is asked to catch up, so that the flush at the end is short and the system's cache stays small. */
const FLUSH_EVERY_BYTES = 64 * 1024 * 1024;

class StagedPart implements Part {
  readonly #file: StagedFile;
  readonly #parts: PartParts;
  readonly #hash = createHash('sha256');
  #bytesWritten = 0;
  #isOpen = true;
  #hasFailed = false;
  #last: Promise<unknown> = Promise.resolve();
  #flushing: Promise<void> | null = null;
  /** Kept for the commit: the system tells a lost write once, and the last flush may then find nothing wrong. */
  #flushError: LanyardError | undefined;
  #flushedBytes = 0;

  constructor(file: StagedFile, parts: PartParts) {
    this.#file = file;
    this.#parts = parts;
  }

  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  write(chunks: readonly Uint8Array[]): Promise<void> {
    return this.#inOrder(() => asStorage('write', () => this.#append(chunks)));
  }

  commit(expectedSha256Hex: string, mtimeMs: number): Promise<Placed> {
    return this.#inOrder(async () => {
      try {
        return await asStorage('commit', () => this.#settle(expectedSha256Hex, mtimeMs));
      } catch (error) {
        await this.#remove();
        throw error;
      }
    });
  }

  discard(): Promise<void> {
    return this.#inOrder(() => this.#remove());
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined); // its caller has the error; the next call only waits
    return result;
  }

  #mustBeUsable(): void {
    if (!this.#isOpen) throw new TransferError('TRANSFER_CANCELLED', 'the part is gone');
    // nobody knows how much of a failed write is in the file
    if (this.#hasFailed) throw new StorageError('STORAGE_FAILED', 'an earlier write failed');
  }

  async #append(chunks: readonly Uint8Array[]): Promise<void> {
    this.#mustBeUsable();
    const sizeBytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (this.#bytesWritten + sizeBytes > this.#parts.sizeBytes) throw mismatch('more bytes than announced');
    this.#hasFailed = true;
    const writing = this.#file.append(chunks);
    // hashes while the disk writes
    for (const chunk of chunks) this.#hash.update(chunk);
    await writing;
    this.#hasFailed = false;
    this.#bytesWritten += sizeBytes;
    this.#flushBehind();
  }

  /** Flushes while more is being written. */
  #flushBehind(): void {
    if (this.#flushing || this.#bytesWritten - this.#flushedBytes < FLUSH_EVERY_BYTES) return;
    this.#flushedBytes = this.#bytesWritten;
    this.#flushing = this.#file
      .flush()
      .catch((error: unknown) => {
        this.#flushError ??= toStorageError(error, 'flush');
      })
      .finally(() => (this.#flushing = null));
  }

  async #settle(expectedSha256Hex: string, mtimeMs: number): Promise<Placed> {
    this.#mustBeUsable();
    if (this.#bytesWritten !== this.#parts.sizeBytes) throw mismatch('fewer bytes than announced');
    if (this.#hash.digest('hex') !== expectedSha256Hex) throw mismatch('other bytes than announced');
    const arrival = { sha256: expectedSha256Hex, seal: () => this.#seal(mtimeMs) };
    const { savedAs, wasThere } = await this.#parts.place(arrival);
    if (wasThere) {
      await this.#remove();
    } else {
      this.#isOpen = false;
      this.#parts.onGone();
    }
    return { savedAs };
  }

  async #seal(mtimeMs: number): Promise<void> {
    await this.#file.setTime(mtimeMs);
    await this.#flushing;
    if (this.#flushError !== undefined) throw this.#flushError;
    await this.#file.sync();
    // Windows renames no open file
    await this.#file.close();
  }

  async #remove(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#flushing;
    // what can't be closed or removed now is left to the sweep of the staging directory
    await this.#file.close().catch(() => undefined);
    await this.#parts.atStaged(unlink).catch(() => undefined);
    this.#parts.onGone();
  }
}

/** Makes the empty staging file. The caller commits or discards it. */
export async function openStagedPart(parts: PartParts): Promise<Part> {
  const file = await parts.atStaged((staged) => createStagedFile(staged, parts.sizeBytes));
  return new StagedPart(file, parts);
}
