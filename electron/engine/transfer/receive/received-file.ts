import type { LimitFunction } from 'p-limit';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { sumBytes } from '../../storage/byte-ranges.ts';
import type { InboxTransfer, Part, Placed } from '../../storage/inbox.ts';
import { ALIGN_BYTES } from '../../storage/aligned-memory.ts';
import type { Backlog } from './backlog.ts';
import { WRITE_BLOCK_BYTES, type Block, type BlockPool } from './block-pool.ts';

/** What both kinds of received file need. */
export interface ReceivedFileContext {
  readonly inbox: InboxTransfer;
  readonly backlog: Backlog;
  readonly blocks: BlockPool;
  /** Bounds files being opened, written and committed at once. */
  readonly limit: LimitFunction;
  /** `bytes` more are safely in staging. */
  readonly onWritten: (bytes: number) => void;
  /** A write failed long before the file's end: it is lost, and perhaps the disk with it. */
  readonly onWriteFailed: (error: Error) => void;
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
  /** Never blocks, never throws; a disk error comes out of `commit`. `piece` holds only during the call. */
  push(piece: Uint8Array): void;
  /** Starts to write what was gathered so far, so that a slow network shows progress too. */
  nudge(): void;
  /** Puts the file in place when all its bytes are written and `sha256` is theirs. When it rejects, the part may be left. */
  commit(sha256: string): Promise<Placed>;
  /** Gives back the memory and waits for writes; what is on the disk stays there, for another time. */
  release(): Promise<void>;
  /** Removes what is on the disk, too. */
  discard(): Promise<void>;
}

/** Up to this size a file is kept in memory until its hash is there: one visit to the disk instead of several. */
const SMALL_FILE_BYTES = 256 * 1024;

export function startReceivedFile(index: number, entry: ManifestEntry, context: ReceivedFileContext): ReceivedFile {
  return entry.sizeBytes <= SMALL_FILE_BYTES
    ? new SmallFile(index, entry, context)
    : new LargeFile(index, entry, context);
}

class SmallFile implements ReceivedFile {
  readonly index: number;
  readonly entry: ManifestEntry;
  readonly expectedBytes: number;
  receivedBytes = 0;
  writtenBytes = 0;
  readonly #context: ReceivedFileContext;
  #pieces: Uint8Array[] = [];

  constructor(index: number, entry: ManifestEntry, context: ReceivedFileContext) {
    this.index = index;
    this.entry = entry;
    this.expectedBytes = entry.sizeBytes;
    this.#context = context;
  }

  push(piece: Uint8Array): void {
    this.#context.backlog.addBytes(piece.length);
    this.#pieces.push(Buffer.from(piece));
  }

  nudge(): void {
    // written when its hash is there, not before
  }

  async commit(sha256: string): Promise<Placed> {
    this.#context.backlog.addFile();
    try {
      return await this.#context.limit(() => this.#place(sha256));
    } finally {
      this.#context.backlog.removeFile();
      await this.release();
    }
  }

  discard(): Promise<void> {
    return this.release();
  }

  release(): Promise<void> {
    const heldBytes = this.#pieces.reduce((sum, piece) => sum + piece.length, 0);
    this.#pieces = [];
    this.#context.backlog.removeBytes(heldBytes);
    return Promise.resolve();
  }

  async #place(sha256: string): Promise<Placed> {
    const part = await this.#context.inbox.openPart(this.index);
    try {
      if (this.#pieces.length > 0) await part.write(this.#pieces);
      const placed = await part.commit(sha256, this.entry.mtimeMs);
      this.writtenBytes = this.entry.sizeBytes;
      this.#context.onWritten(this.writtenBytes);
      return placed;
    } finally {
      await part.discard();
    }
  }
}

class LargeFile implements ReceivedFile {
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
      block.bytes.set(part, block.usedBytes);
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

  async commit(sha256: string): Promise<Placed> {
    this.#context.backlog.addOpenFile();
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
        // all of them: a busy thread hears of a finished write only now and then
        const blocks = this.#queue;
        this.#queue = [];
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
    } finally {
      for (const block of blocks) this.#release(block);
    }
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
