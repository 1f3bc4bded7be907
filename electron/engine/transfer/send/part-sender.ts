import type { Outcome } from '../../disk-thread/disk-failure.ts';
import type { FrameBlock } from './frame-writer.ts';
import type { FilePart } from './plan-reads.ts';
import { toSourceError } from './source-error.ts';
import type { FileToSend } from './file-to-send.ts';
import { untilRead, type Reading, type SendTools } from './send-tools.ts';

interface PartRead {
  /** Null: its thread has not answered. */
  readonly block: FrameBlock | null;
  /** SHA-256 of the whole file, with its last part. */
  readonly outcome: Outcome<string | null>;
}

/** Sends files that are read over several frames, a part in each. */
export class PartSender {
  readonly #tools: SendTools;
  /** What was begun of it is not sent, and no more is read. */
  #failed: FileToSend | null = null;

  constructor(tools: SendTools) {
    this.#tools = tools;
  }

  /** Begins to read. @returns what sends it, to be called when its turn has come; throws the signal's reason */
  read(part: FilePart): () => Promise<void> {
    const reading = this.#read(part);
    return () => this.#send(part, reading);
  }

  /** Null: nothing, as it has failed before. */
  #read(part: FilePart): Reading<PartRead | null> {
    const taken = this.#tools.writer.take();
    return { taken, read: taken.then((block) => this.#fill(part, block)) };
  }

  async #fill({ volume, file, from, to }: FilePart, block: FrameBlock): Promise<PartRead | null> {
    const { writer, reads } = this.#tools;
    if (this.#failed === file) {
      writer.giveBack(block);
      return null;
    }
    const { isLost, ...outcome } = await reads.readPart(volume, file, from, block.data.subarray(0, to - from));
    if (isLost) writer.giveUp();
    return { block: isLost ? null : block, outcome };
  }

  async #send({ file, from, to, isHeld }: FilePart, reading: Reading<PartRead | null>): Promise<void> {
    const { writer, reads, tell } = this.#tools;
    if (from === 0) tell.onFilesStart([file]);
    const read = await untilRead(reading, this.#tools);
    if (!read) return;
    const { block, outcome } = read;
    if (outcome.failure || this.#failed === file) {
      if (block) writer.giveBack(block);
      if (outcome.failure && this.#failed !== file) this.#fail(file, outcome.failure);
      return;
    }
    const sha256 = outcome.value;
    if (sha256 !== null) reads.closeParts(file.source);
    const sizeBytes = isHeld ? 0 : to - from;
    if (block)
      await writer.send(block, sizeBytes, sha256 === null ? [] : [{ index: file.index, sha256, endBytes: sizeBytes }]);
  }

  #fail(file: FileToSend, failure: Parameters<typeof toSourceError>[0]): void {
    const { reads, tell } = this.#tools;
    this.#failed = file;
    reads.closeParts(file.source);
    tell.onFileFailed(file.index, toSourceError(failure, file.source.path));
  }
}
