import type { LimitFunction } from 'p-limit';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { copyIntoShared } from '../../copy-into-shared.ts';
import { sumBytes } from '../../storage/byte-ranges.ts';
import type { InboxTransfer, Part, Placed } from '../../storage/inbox.ts';
import { ALIGN_BYTES } from '../../storage/aligned-memory.ts';
import type { Backlog } from './backlog.ts';
import { WRITE_BLOCK_BYTES, type Block, type BlockPool } from './block-pool.ts';

/** What became of a file whose bytes and hash were all there. */
export type FileResult =
  | { readonly file: ReceivedFile; readonly sha256: string; readonly placed: Placed; readonly error?: undefined }
  | { readonly file: ReceivedFile; readonly error: unknown; readonly placed?: undefined };

/** What large files need. */
export interface ReceivedFileContext {
  readonly inbox: InboxTransfer;
  readonly backlog: Backlog;
  readonly blocks: BlockPool;
  /** Bounds files being committed at once. */
  readonly limit: LimitFunction;
  /** `bytes` more are safely in staging. */
  readonly onWritten: (bytes: number) => void;
  /** A write failed long before the file's end: it is lost, and perhaps the disk with it. */
  readonly onWriteFailed: (error: Error) => void;
  /** Once for each file that is complete, unless it is released before. */
  readonly onResults: (results: readonly FileResult[]) => void;
}

/** One file on its way in. Takes bytes at once and writes them in its own time. */
export interface ReceivedFile {
  readonly index: number;
  readonly entry: ManifestEntry;
  /** Bytes of it in the stream: those that are not held from before. */
  readonly expectedBytes: number;
  receivedBytes: number;
  /** Bytes of it in staging or in place, held ones included. */
  readonly writtenBytes: number;
  /** Never blocks, never throws; a disk error comes as its result. `piece` holds only during the call. */
  push(piece: Uint8Array): void;
  /** Starts to write what was gathered so far, so that a slow network shows progress too. */
  nudge(): void;
  /** All its bytes are there: puts it in place when `sha256` is theirs. Its result is told; when that is an error, the part may be left. */
  complete(sha256: string): void;
  /** Gives back the memory and waits for writes; what is on the disk stays there, for another time. */
  release(): Promise<void>;
  /** Removes what is on the disk, too. */
  discard(): Promise<void>;
}

/** Written in one call, and noted together: what a kill right after it loses besides the window. */
const BLOCKS_AT_ONCE = 2;

/** Up to this size a file is kept in memory until its hash is there. */
export const SMALL_FILE_BYTES = 256 * 1024;

/** A file that is written as its bytes come. */
export class LargeFile implements ReceivedFile {
  readonly index: number;
  readonly entry: ManifestEntry;
  readonly expectedBytes: number;
  receivedBytes = 0;
  writtenBytes: number;
  readonly #context: ReceivedFileContext;
  readonly #part: Promise<Part>;
  /** Being filled. */
  #open: Block | null = null;
  /** To be written, in order. */
  #queue: Block[] = [];
  /** The write under way and, as it loops, all that will be queued meanwhile. */
  #writing: Promise<void> | null = null;
  #error: Error | null = null;

  constructor(index: number, entry: ManifestEntry, context: ReceivedFileContext) {
    this.index = index;
    this.entry = entry;
    this.#context = context;
    this.writtenBytes = sumBytes(context.inbox.held(index));
    this.expectedBytes = entry.sizeBytes - this.writtenBytes;
    this.#part = context.inbox.openPart(index);
    // told by the first write or the commit
    this.#part.catch(() => undefined);
  }

  push(piece: Uint8Array): void {
    if (this.#error !== null) return;
    this.#context.backlog.addBytes(piece.length);
    for (let offset = 0; offset < piece.length; ) {
      const block = (this.#open ??= this.#context.blocks.take());
      const part = piece.subarray(offset, offset + WRITE_BLOCK_BYTES - block.usedBytes);
      copyIntoShared(block.bytes, part, block.usedBytes);
      block.usedBytes += part.length;
      offset += part.length;
      if (block.usedBytes === WRITE_BLOCK_BYTES) this.#enqueue(block);
    }
  }

  nudge(): void {
    const block = this.#open;
    if (!block || this.#writing) return;
    // what comes next must begin where a disk can take it directly
    const alignedBytes = block.usedBytes - (block.usedBytes % ALIGN_BYTES);
    if (alignedBytes === 0) return;
    const next = this.#context.blocks.take();
    next.bytes.set(block.bytes.subarray(alignedBytes, block.usedBytes));
    next.usedBytes = block.usedBytes - alignedBytes;
    block.usedBytes = alignedBytes;
    this.#enqueue(block);
    this.#open = next;
  }

  complete(sha256: string): void {
    this.#context.backlog.addOpenFile();
    void this.#commit(sha256).then(
      (placed) => this.#context.onResults([{ file: this, sha256, placed }]),
      (error: unknown) => this.#context.onResults([{ file: this, error }]),
    );
  }

  async #commit(sha256: string): Promise<Placed> {
    try {
      if (this.#open) this.#enqueue(this.#open);
      await this.#writing;
      if (this.#error !== null) throw this.#error;
      const part = await this.#part;
      return await this.#context.limit(() => part.commit(sha256, this.entry.mtimeMs));
    } finally {
      this.#context.backlog.removeOpenFile();
    }
  }

  async release(): Promise<void> {
    this.#error ??= new Error('released');
    await this.#writing;
    this.#dropQueued();
  }

  async discard(): Promise<void> {
    await this.release();
    const part = await this.#part.catch(() => null);
    await part?.discard();
  }

  #enqueue(block: Block): void {
    this.#open = null;
    this.#queue.push(block);
    this.#writing ??= this.#writeQueued();
  }

  async #writeQueued(): Promise<void> {
    try {
      const part = await this.#part;
      while (this.#queue.length > 0 && this.#error === null) {
        const blocks = this.#queue.splice(0, BLOCKS_AT_ONCE);
        await this.#writeBlocks(part, blocks);
      }
    } catch (error) {
      this.#error ??= error instanceof Error ? error : new Error('write failed', { cause: error });
      this.#dropQueued();
      this.#context.onWriteFailed(this.#error);
    } finally {
      this.#writing = null;
    }
  }

  async #writeBlocks(part: Part, blocks: readonly Block[]): Promise<void> {
    const writtenBytes = blocks.reduce((sum, block) => sum + block.usedBytes, 0);
    try {
      await part.write(blocks.map(({ bytes, usedBytes }) => bytes.subarray(0, usedBytes)));
      this.writtenBytes += writtenBytes;
      this.#context.onWritten(writtenBytes);
    } catch (error) {
      for (const block of blocks) this.#release(block);
      throw error;
    }
    // the sender's window opens for what a kill cannot take back any more
    void this.#context.inbox.noted().then(() => blocks.forEach((block) => this.#release(block)));
  }

  #dropQueued(): void {
    if (this.#open) this.#queue.push(this.#open);
    this.#open = null;
    for (const block of this.#queue) this.#release(block);
    this.#queue = [];
  }

  #release(block: Block): void {
    this.#context.backlog.removeBytes(block.usedBytes);
    this.#context.blocks.giveBack(block);
  }
}
