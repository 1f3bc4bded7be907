import type { FilesRead } from '../../disk-thread/read-sources.ts';
import type { FileEnd, FrameBlock } from './frame-writer.ts';
import type { WholeFiles } from './plan-reads.ts';
import { toSourceError } from './source-error.ts';
import { untilRead, type Reading, type SendTools } from './send-tools.ts';
import type { FileToSend } from './file-to-send.ts';

interface BlockRead extends FilesRead {
  /** Null: its thread has not answered. */
  readonly block: FrameBlock | null;
}

/** Sends files that fit into a frame together. */
export class WholeSender {
  readonly #tools: SendTools;

  constructor(tools: SendTools) {
    this.#tools = tools;
  }

  /** Begins to read. @returns what sends them, to be called when their turn has come; throws the signal's reason */
  read({ volume, files }: WholeFiles): () => Promise<void> {
    const reading = this.#read(volume, files);
    return () => this.#send(volume, files, reading);
  }

  async #send(volume: string, files: readonly FileToSend[], early: Reading<BlockRead>): Promise<void> {
    this.#tools.tell.onFilesStart(files);
    let [left, reading, width] = [files, early, files.length];
    for (;;) {
      const read = await untilRead(reading, this.#tools);
      // nobody knows which one it was that hung: they are read one by one
      if (read.block === null && width > 1) width = 1;
      else left = left.slice(await this.#sendRead(left, read));
      if (left.length === 0) return;
      reading = this.#read(volume, left.slice(0, width));
    }
  }

  #read(volume: string, files: readonly FileToSend[]): Reading<BlockRead> {
    const taken = this.#tools.writer.take();
    return { taken, read: taken.then((block) => this.#fill(volume, files, block)) };
  }

  async #fill(volume: string, files: readonly FileToSend[], block: FrameBlock): Promise<BlockRead> {
    const { writer, reads } = this.#tools;
    const { isLost, ...read } = await reads.readFiles(volume, files, block.data);
    if (isLost) writer.giveUp();
    return { block: isLost ? null : block, ...read };
  }

  /** @returns how many files were dealt with */
  async #sendRead(files: readonly FileToSend[], { block, sha256s, failure }: BlockRead): Promise<number> {
    const { writer, signal, tell } = this.#tools;
    const ends: FileEnd[] = [];
    let endBytes = 0;
    for (const { index, entry } of files.slice(0, sha256s.length)) {
      endBytes += entry.sizeBytes;
      ends.push({ index, sha256: sha256s[ends.length] ?? '', endBytes });
    }
    if (block) await writer.send(block, endBytes, ends);
    signal.throwIfAborted();
    const failed = files[ends.length];
    if (failure === null || !failed) return ends.length;
    tell.onFileFailed(failed.index, toSourceError(failure, failed.source.path));
    return ends.length + 1;
  }
}
