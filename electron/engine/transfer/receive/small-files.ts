import { LanyardError, toLanyardError } from '../../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { copyIntoShared } from '../../copy-into-shared.ts';
import type { FileToStage } from '../../disk-thread/disk-functions.ts';
import { inParallel } from '../../storage/in-parallel.ts';
import type { BatchResult } from '../../storage/place-batch.ts';
import type { InboxTransfer, Placed } from '../../storage/inbox.ts';
import type { Backlog } from './backlog.ts';
import type { BlockPool } from './block-pool.ts';
import { PackedBlocks, type Room } from './packed-blocks.ts';
import type { FileResult, ReceivedFile } from './received-file.ts';

/** Files in one batch: more would make the first of them wait, and fewer cost more flushes. */
const BATCH_FILES = 1_024;
/** Batches at once: one is written while another one is flushed. */
const BATCHES_AT_ONCE = 2;
/** Files placed at once, one by one, where there are no batches. */
const SINGLE_AT_ONCE = 16;

interface SmallFilesOptions {
  readonly inbox: Pick<InboxTransfer, 'takesBatches' | 'placeBatch' | 'openPart'>;
  readonly backlog: Pick<Backlog, 'addBytes' | 'removeBytes' | 'addFiles' | 'removeFiles'>;
  readonly blocks: BlockPool;
  /** Files that were complete and will have no result: it ended before their turn. */
  readonly onDropped: (count: number) => void;
  /** Told of a batch at a time. */
  readonly onResults: (results: readonly FileResult[]) => void;
}

/** A file that is kept in memory until its hash is there: one visit to the disk instead of several. */
export class SmallFile implements ReceivedFile {
  readonly index: number;
  readonly entry: ManifestEntry;
  readonly expectedBytes: number;
  receivedBytes = 0;
  /** All or nothing, and then it has its result. */
  readonly writtenBytes = 0;
  sha256 = '';
  /** Null: given back. */
  room: Room | null;
  readonly #owner: SmallFiles;

  constructor(index: number, entry: ManifestEntry, room: Room, owner: SmallFiles) {
    this.index = index;
    this.entry = entry;
    this.expectedBytes = entry.sizeBytes;
    this.room = room;
    this.#owner = owner;
  }

  push(piece: Uint8Array): void {
    this.#owner.options.backlog.addBytes(piece.length);
    if (this.room) copyIntoShared(this.room.bytes, piece, this.receivedBytes);
  }

  nudge(): void {
    // written when its hash is there, not before
  }

  complete(sha256: string): void {
    this.sha256 = sha256;
    this.#owner.add(this);
  }

  /** Safe twice. */
  release(): Promise<void> {
    this.room?.giveBack();
    if (this.room !== null) this.#owner.options.backlog.removeBytes(this.receivedBytes);
    this.room = null;
    return Promise.resolve();
  }

  get bytes(): Uint8Array {
    if (this.room === null) throw new Error('bug: a small file was released before it was placed');
    return this.room.bytes;
  }

  discard(): Promise<void> {
    return this.release();
  }

  toStage(): FileToStage {
    const { index, sha256, entry, bytes } = this;
    return { index, bytes, sha256, mtimeMs: entry.mtimeMs };
  }
}

/** The small files of one stream, on their way to the disk in batches. */
export class SmallFiles {
  readonly options: SmallFilesOptions;
  readonly #blocks: PackedBlocks;
  #ready: SmallFile[] = [];
  readonly #running = new Set<Promise<void>>();
  #isStarting = false;
  #isStopped = false;

  constructor(options: SmallFilesOptions) {
    this.options = options;
    this.#blocks = new PackedBlocks(options.blocks);
  }

  start(index: number, entry: ManifestEntry): SmallFile {
    return new SmallFile(index, entry, this.#blocks.take(entry.sizeBytes), this);
  }

  /** All its bytes are there, and its hash. */
  add(file: SmallFile): void {
    this.options.backlog.addFiles(1);
    this.#ready.push(file);
    if (this.#isStarting) return;
    this.#isStarting = true;
    // those that ended in this moment go together
    queueMicrotask(() => {
      this.#isStarting = false;
      this.#start();
    });
  }

  /** What has not begun is dropped. Resolves when nothing touches the disk any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const dropped = this.#ready.splice(0);
    this.#leave(dropped);
    this.options.onDropped(dropped.length);
    await Promise.allSettled(this.#running);
    this.#blocks.close();
  }

  #start(): void {
    while (!this.#isStopped && this.#ready.length > 0 && this.#running.size < BATCHES_AT_ONCE) {
      const run = this.#run(this.#ready.splice(0, BATCH_FILES)).finally(() => {
        this.#running.delete(run);
        this.#start();
      });
      this.#running.add(run);
    }
  }

  async #run(files: readonly SmallFile[]): Promise<void> {
    let results: BatchResult;
    try {
      results = await this.#place(files);
    } catch (error) {
      const failed = toLanyardError(error, 'placing files');
      results = new Map(files.map(({ index }) => [index, failed]));
    }
    this.#leave(files);
    this.options.onResults(files.map((file) => toResult(file, results.get(file.index))));
  }

  #place(files: readonly SmallFile[]): Promise<BatchResult> {
    const { inbox } = this.options;
    return inbox.takesBatches ? inbox.placeBatch(files.map((file) => file.toStage())) : this.#placeEach(files);
  }

  async #placeEach(files: readonly SmallFile[]): Promise<BatchResult> {
    const results = new Map<number, Placed | LanyardError>();
    await inParallel(files, SINGLE_AT_ONCE, async (file) => {
      const outcome = await this.#placeOne(file).catch((error: unknown) => toLanyardError(error, 'placing a file'));
      results.set(file.index, outcome);
    });
    return results;
  }

  async #placeOne({ index, entry, bytes, sha256 }: SmallFile): Promise<Placed> {
    const part = await this.options.inbox.openPart(index);
    try {
      if (bytes.length > 0) await part.write([bytes]);
      return await part.commit(sha256, entry.mtimeMs);
    } finally {
      await part.discard();
    }
  }

  #leave(files: readonly SmallFile[]): void {
    this.options.backlog.removeFiles(files.length);
    for (const file of files) void file.release();
  }
}

function toResult(file: SmallFile, outcome: Placed | LanyardError | undefined): FileResult {
  if (outcome === undefined) throw new Error('bug: a file of a batch has no outcome');
  if (outcome instanceof LanyardError) return { file, error: outcome };
  return { file, sha256: file.sha256, placed: outcome };
}
