import { unlink } from 'node:fs/promises';
import { mustWork, valueOf } from '../disk-thread/disk-failure.ts';
import { patiently } from '../../disk/patiently.ts';
import { StorageError, TransferError } from '../../../shared/errors/lanyard-error.ts';
import type { HeldBytes } from './part-blocks.ts';
import { digestHere, digestInThread, type PartDigest } from './part-digest.ts';
import { gapsOf, sumBytes, GapCursor, type PlacedBytes } from './byte-ranges.ts';
import { sizeOf } from './chunks.ts';
import { commitFile, type Destination } from './commit-file.ts';
import { hashRange } from './plain-file.ts';
import { UNNOTED_BYTES, type Placed } from './receive-notes.ts';
import { createStagedFile, reopenStagedFile, type StagedFile, type StagedIo } from './staged-file.ts';
import { atPart } from './staging.ts';
import { asOnDisk } from './volume.ts';

/** From this size on a file is hashed while its disk is waited for, in another thread: to start one takes a while. */
const HASHED_BESIDE_BYTES = 16 * 1024 * 1024;

/** A part of an earlier run. */
export interface HeldPart extends HeldBytes {
  readonly ino: bigint;
}

/** The staging files of one transfer, by index. */
export interface PartTable {
  /** What an earlier run left of them, unless it was discarded since. */
  readonly held: Map<number, HeldPart>;
  readonly open: Map<number, Part | 'opening'>;
}

interface PartParts {
  readonly index: number;
  readonly sizeBytes: number;
  readonly table: PartTable;
  readonly destination: Destination;
}

/** What is done with the bytes of a part, and where. */
interface PartWork {
  readonly digest: PartDigest;
  /** Gives back the thread of the disk. Safe twice. */
  readonly release: () => void;
}

/**
 * A staging file: bytes of one entry before they are known to be right. Calls run one after the other, in the order
 * they are made.
 */
export class Part {
  readonly #file: StagedFile;
  readonly #parts: PartParts;
  readonly #gaps: GapCursor;
  readonly #work: PartWork;
  readonly #heldHash: HeldBytes['hash'] | null;
  /** All before is in the digest. */
  #hashedBytes: number;
  /** Neither held nor written so far. */
  #missingBytes: number;
  #isOpen = true;
  #hasFailed = false;
  /** Its bytes are of no use. */
  #isWrong = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(file: StagedFile, held: HeldPart | null, parts: PartParts, work: PartWork) {
    const { sizeBytes } = parts;
    const ranges = held?.ranges ?? [];
    this.#file = file;
    this.#parts = parts;
    const gaps = gapsOf(ranges, sizeBytes);
    this.#gaps = new GapCursor(gaps);
    this.#missingBytes = sumBytes(gaps);
    this.#work = work;
    this.#heldHash = held?.hash ?? null;
    this.#hashedBytes = held?.hashedBytes ?? 0;
  }

  /**
   * Appends the chunks in order, each where the next byte is missing. They must not change until this resolves; they are
   * not kept.
   *
   * @throws StorageError; STORAGE_FULL and others leave the part as it is, for `discard` or `suspend`
   * @throws TransferError TRANSFER_HASH_MISMATCH when more bytes come than the manifest says; none of them is written
   */
  write(chunks: readonly Uint8Array[]): Promise<void> {
    return this.#inOrder(() => asOnDisk(this.#parts.destination.rootDir, 'write', () => this.#append(chunks)));
  }

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
  commit(expectedSha256Hex: string, mtimeMs: number): Promise<Placed> {
    return this.#inOrder(async () => {
      try {
        return await asOnDisk(this.#parts.destination.rootDir, 'commit', () =>
          this.#commit(expectedSha256Hex, mtimeMs),
        );
      } catch (error) {
        // what is known to be wrong is of no use to anybody; the rest may find its place another time
        if (this.#isWrong || this.#file.hasLostBytes) await this.#remove(true);
        this.#hasFailed = true;
        throw error;
      }
    });
  }

  /**
   * Removes the staging file and what was noted of it. Safe to call at any time, also twice, after `commit` or after the
   * transfer was suspended, when it stays. Never rejects.
   */
  discard(): Promise<void> {
    return this.#inOrder(() => this.#remove(true));
  }

  /** Closes it and leaves it as it is. Safe to call twice or after `commit`. Never rejects. */
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
    if (sizeOf(chunks) > this.#missingBytes)
      throw new TransferError('TRANSFER_HASH_MISMATCH', 'more bytes than announced');
    this.#hasFailed = true;
    for (const piece of this.#gaps.take(chunks)) await this.#appendPiece(piece);
    this.#hasFailed = false;
  }

  async #appendPiece({ position, chunks, sizeBytes }: PlacedBytes): Promise<void> {
    await this.#hashHeld(position);
    this.#file.moveTo(position);
    const [blocks] = await Promise.all([this.#work.digest.add(position, chunks), this.#file.append(chunks)]);
    this.#hashedBytes += sizeBytes;
    this.#missingBytes -= sizeBytes;
    const { index, destination } = this.#parts;
    if (this.#parts.sizeBytes <= UNNOTED_BYTES) return;
    for (const { block, crc32 } of blocks) destination.notes.noteBlock(index, block, crc32);
  }

  /** Reads what is held before `position` and was not hashed yet. */
  async #hashHeld(position: number): Promise<void> {
    if (this.#hashedBytes === position) return;
    if (this.#heldHash === null) throw new Error('bug: bytes were skipped that nobody holds');
    const { isStopped } = this.#parts.destination;
    const range = { from: this.#hashedBytes, to: position };
    const isWhole = await hashRange(this.#heldHash, range, (buffer, at) => this.#file.read(buffer, at), isStopped);
    if (!isWhole) throw new StorageError('STORAGE_FAILED', 'a part became shorter');
    this.#hashedBytes = position;
  }

  async #commit(sha256: string, mtimeMs: number): Promise<Placed> {
    this.#mustBeUsable();
    const { index, sizeBytes, destination } = this.#parts;
    this.#mustBeRight(this.#missingBytes === 0, 'fewer bytes than announced');
    await this.#hashHeld(sizeBytes);
    this.#mustBeRight((await this.#work.digest.take()) === sha256, 'other bytes than announced');
    const placed = await commitFile({ index, sizeBytes, sha256, mtimeMs, file: this.#file }, destination);
    await this.#remove(false);
    return placed;
  }

  #mustBeRight(isRight: boolean, reason: string): void {
    if (isRight) return;
    this.#isWrong = true;
    throw new TransferError('TRANSFER_HASH_MISMATCH', reason);
  }

  /** @param isDropped - it was discarded, not placed */
  async #remove(isDropped: boolean): Promise<void> {
    if (!this.#isOpen) return;
    await this.#close();
    const { index, table, destination } = this.#parts;
    const { directories, places, notes } = destination;
    // what can't be removed now is left to the sweep of the staging directory
    if (!places.isUnnoted(index))
      await atPart(directories, index, (staged) => patiently(() => unlink(staged))).catch(() => undefined);
    table.open.delete(index);
    if (!isDropped || places.isInPlace(index)) return;
    table.held.delete(index);
    notes.noteDropped(index);
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#work.digest.drop();
    this.#work.release();
    // what can't be closed now has nothing more to lose
    await this.#file.close().catch(() => undefined);
  }
}

/** Makes the empty staging file, or opens the one that is held. The caller commits, discards or suspends it. */
export async function openStagedPart(parts: PartParts): Promise<Part> {
  const { index, sizeBytes, table, destination } = parts;
  const held = table.held.get(index) ?? null;
  const { calls, release } = destination.disk.lease();
  const io: StagedIo = {
    write: async (file, chunks, position) => void valueOf(await calls.write(file.fd, chunks, position)),
    flush: async () => mustWork(await destination.flushes.add(index)),
  };
  try {
    const file = await atPart(destination.directories, index, (staged) =>
      held === null ? createStagedFile(staged, sizeBytes, io) : reopenStagedFile(staged, sizeBytes, held.ino, io),
    );
    if (held !== null) return new Part(file, held, parts, { digest: digestHere(sizeBytes, held.hash), release });
    const hashing = sizeBytes < HASHED_BESIDE_BYTES ? { calls, release } : destination.disk.leaseHashing();
    const releaseBoth = (): void => {
      release();
      hashing.release();
    };
    return new Part(file, held, parts, { digest: digestInThread(sizeBytes, hashing.calls), release: releaseBoth });
  } catch (error) {
    release();
    throw error;
  }
}
