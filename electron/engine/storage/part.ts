import { createHash, type Hash } from 'node:crypto';
import { StorageError, TransferError, type LanyardError } from '../../../shared/errors/lanyard-error.ts';
import { BlockChecksums, type CheckedBlock } from './block-checksums.ts';
import { gapsOf, sumBytes } from './byte-ranges.ts';
import { sizeOf } from './chunks.ts';
import { GapCursor, type PlacedBytes } from './gap-cursor.ts';
import type { PlacedHow } from './receive-notes.ts';
import { mustGoOn, READ_BYTES } from './plain-file.ts';
import { createStagedFile, reopenStagedFile, type StagedFile } from './staged-file.ts';
import { asStorage, toStorageError } from './storage-error.ts';
import type { HeldBytes } from './verify-part.ts';

/** Where something stands now, relative to the inbox, `/` between components. */
export interface Placed {
  readonly savedAs: string;
  readonly how?: PlacedHow | undefined;
}

/** A complete staging file on its way to a name. */
export interface Arrival {
  readonly sha256: string;
  /** Sets its time, makes its bytes safe against a power cut and closes it. To be called before it gets a name. */
  readonly seal: () => Promise<void>;
}

/**
 * A staging file: bytes of one entry before they are known to be right. Calls run one after the other, in the order
 * they are made.
 */
export interface Part {
  /** Bytes handed to the system so far, without those of `heldBytes`. */
  readonly bytesWritten: number;
  /** Bytes that were there before; `write` takes only the others, in ascending order. */
  readonly heldBytes: number;
  /**
   * Appends the chunks in order, each where the next byte is missing. They must not change until this resolves; they are
   * not kept.
   *
   * @throws StorageError; STORAGE_FULL and others leave the part as it is, for `discard` or `suspend`
   * @throws TransferError TRANSFER_HASH_MISMATCH when more bytes come than the manifest says; none of them is written
   */
  write(chunks: readonly Uint8Array[]): Promise<void>;
  /**
   * Puts the file under its final name, or a free one beside it, once length and hash are right and its bytes are on
   * the disk; or drops it for the same file that stands there already, where the transfer wants that. When it rejects,
   * no final name exists, unless it was `notePlaced` that failed. A part that is wrong or could not be flushed is gone
   * then; every other one waits for `discard` or `suspend`.
   *
   * @param expectedSha256Hex - 64 lower-case hex digits
   * @throws TransferError TRANSFER_HASH_MISMATCH
   * @throws StorageError STORAGE_UNSAFE when a folder on the way is no longer the one we made
   */
  commit(expectedSha256Hex: string, mtimeMs: number): Promise<Placed>;
  /**
   * Removes the staging file and what was noted of it. Safe to call at any time, also twice, after `commit` or after the
   * transfer was suspended, when it stays. Never rejects.
   */
  discard(): Promise<void>;
}

/** A part as its transfer sees it. */
export interface OpenPart extends Part {
  /** Closes it and leaves it as it is. Safe to call twice or after `commit`. Never rejects. */
  suspend(): Promise<void>;
}

/** A part of an earlier run. */
export interface HeldPart extends HeldBytes {
  readonly ino: bigint;
}

export interface PartParts {
  readonly sizeBytes: number;
  /** Null: nothing is there yet. */
  readonly held: HeldPart | null;
  /** Told of each block when the system has it; null: nobody wants to know. */
  readonly noteBlock: ((block: CheckedBlock) => void) | null;
  /** Asked between reads of what is held. */
  readonly isStopped: () => boolean;
  /** Runs `work` with the path of the staging file, in a staging directory that is surely ours. */
  readonly atStaged: <T>(work: (staged: string) => Promise<T>) => Promise<T>;
  /** Gives the complete file its final name, sealed before, or finds the one that makes it needless, and notes it. */
  readonly place: (arrival: Arrival) => Promise<Placed>;
  /**
   * Removes the staging file, as far as that can be done. Called at most once.
   *
   * @param isDropped - it was discarded, not placed
   */
  readonly remove: (isDropped: boolean) => Promise<void>;
}

function mismatch(reason: string): TransferError {
  return new TransferError('TRANSFER_HASH_MISMATCH', reason);
}

/** Bytes after which the disk is asked to catch up, so that the flush at the end is short and the system's cache stays small. */
const FLUSH_EVERY_BYTES = 64 * 1024 * 1024;

class StagedPart implements OpenPart {
  readonly heldBytes: number;
  readonly #file: StagedFile;
  readonly #parts: PartParts;
  readonly #gaps: GapCursor;
  readonly #checksums: BlockChecksums;
  readonly #hash: Hash;
  /** All before is in `#hash`. */
  #hashedBytes: number;
  #bytesWritten = 0;
  #isOpen = true;
  #hasFailed = false;
  /** Its bytes are of no use. */
  #isWrong = false;
  #last: Promise<unknown> = Promise.resolve();
  #flushing: Promise<void> | null = null;
  /** Kept for the commit: the system tells a lost write once, and the last flush may then find nothing wrong. */
  #flushError: LanyardError | undefined;
  #flushedBytes = 0;

  constructor(file: StagedFile, parts: PartParts) {
    const { held, sizeBytes } = parts;
    const ranges = held?.ranges ?? [];
    this.#file = file;
    this.#parts = parts;
    this.heldBytes = sumBytes(ranges);
    this.#gaps = new GapCursor(gapsOf(ranges, sizeBytes));
    this.#checksums = new BlockChecksums(sizeBytes);
    this.#hash = held?.hash ?? createHash('sha256');
    this.#hashedBytes = held?.hashedBytes ?? 0;
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
        // what is known to be wrong is of no use to anybody; the rest may find its place another time
        if (this.#isWrong) await this.#remove(true);
        this.#hasFailed = true;
        throw error;
      }
    });
  }

  discard(): Promise<void> {
    return this.#inOrder(() => this.#remove(true));
  }

  suspend(): Promise<void> {
    return this.#inOrder(() => this.#close());
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
    if (this.#bytesWritten + this.heldBytes + sizeOf(chunks) > this.#parts.sizeBytes) {
      throw mismatch('more bytes than announced');
    }
    this.#hasFailed = true;
    for (const piece of this.#gaps.take(chunks)) await this.#appendPiece(piece);
    this.#hasFailed = false;
  }

  async #appendPiece({ position, chunks, sizeBytes }: PlacedBytes): Promise<void> {
    await this.#hashHeld(position);
    this.#file.moveTo(position);
    const writing = this.#file.append(chunks);
    // hashes while the disk writes
    for (const chunk of chunks) this.#hash.update(chunk);
    const { noteBlock } = this.#parts;
    const blocks = noteBlock === null ? [] : this.#checksums.add(position, chunks);
    await writing;
    this.#hashedBytes += sizeBytes;
    this.#bytesWritten += sizeBytes;
    for (const block of blocks) noteBlock?.(block);
    this.#flushBehind();
  }

  /** Reads what is held before `position` and was not hashed yet. */
  async #hashHeld(position: number): Promise<void> {
    if (this.#hashedBytes === position) return;
    const buffer = new Uint8Array(Math.min(READ_BYTES, position - this.#hashedBytes));
    while (this.#hashedBytes < position) {
      mustGoOn(this.#parts.isStopped);
      const wanted = buffer.subarray(0, position - this.#hashedBytes);
      const bytesRead = await this.#file.read(wanted, this.#hashedBytes);
      if (bytesRead === 0) throw new StorageError('STORAGE_FAILED', 'a part became shorter');
      this.#hash.update(wanted.subarray(0, bytesRead));
      this.#hashedBytes += bytesRead;
    }
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
    const { sizeBytes, place } = this.#parts;
    this.#mustBeRight(this.#bytesWritten + this.heldBytes === sizeBytes, 'fewer bytes than announced');
    await this.#hashHeld(sizeBytes);
    this.#mustBeRight(this.#hash.digest('hex') === expectedSha256Hex, 'other bytes than announced');
    const placed = await place({ sha256: expectedSha256Hex, seal: () => this.#seal(mtimeMs) });
    await this.#remove(false);
    return placed;
  }

  #mustBeRight(isRight: boolean, reason: string): void {
    if (isRight) return;
    this.#isWrong = true;
    throw mismatch(reason);
  }

  async #seal(mtimeMs: number): Promise<void> {
    await this.#file.setTime(mtimeMs);
    await this.#flush();
    // Windows renames no open file
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    // the system may have given up bytes that it still reads back to us: no look at them tells
    this.#isWrong = true;
    await this.#flushing;
    if (this.#flushError !== undefined) throw this.#flushError;
    await this.#file.sync();
    this.#isWrong = false;
  }

  async #remove(isDropped: boolean): Promise<void> {
    if (!this.#isOpen) return;
    await this.#close();
    await this.#parts.remove(isDropped);
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#flushing;
    // what can't be closed now has nothing more to lose
    await this.#file.close().catch(() => undefined);
  }
}

/** Makes the empty staging file, or opens the one that is held. The caller commits, discards or suspends it. */
export async function openStagedPart(parts: PartParts): Promise<OpenPart> {
  const { held, sizeBytes } = parts;
  const file = await parts.atStaged((staged) =>
    held === null ? createStagedFile(staged, sizeBytes) : reopenStagedFile(staged, sizeBytes, held.ino),
  );
  return new StagedPart(file, parts);
}
