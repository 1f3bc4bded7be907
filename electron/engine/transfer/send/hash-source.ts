import { MAX_DATA_BYTES } from '../../../../shared/protocol/constants.ts';
import type { DiskReaders } from '../../disk-thread/disk-readers.ts';
import { volumeOf } from '../../storage/volumes.ts';
import { SourceReads, type Readable } from './source-reads.ts';

/** Hashes sources one after the other. */
export class SourceHasher {
  readonly #reads: SourceReads;
  /** Made when it is needed. */
  #target: Uint8Array | null = null;

  constructor(readers: DiskReaders) {
    this.#reads = new SourceReads(readers);
  }

  /**
   * SHA-256 of a file that was offered, 64 hex digits; null: it is not there as it was offered, or cannot be read.
   *
   * @throws the signal's reason when aborted
   */
  async hash(file: Readable, signal: AbortSignal): Promise<string | null> {
    const volume = volumeOf(file.source.path);
    this.#target ??= new Uint8Array(new SharedArrayBuffer(MAX_DATA_BYTES + 1));
    const target = this.#target;
    const { sizeBytes } = file.entry;
    if (sizeBytes <= MAX_DATA_BYTES) {
      const { sha256s, isLost } = await this.#reads.readFiles(volume, [file], target);
      signal.throwIfAborted();
      if (isLost) this.#target = null;
      return sha256s[0] ?? null;
    }
    try {
      return await this.#hashParts(volume, file, target, signal);
    } finally {
      this.#reads.closeParts(file.source);
    }
  }

  /** No other file is hashed. */
  close(): void {
    this.#reads.close();
  }

  async #hashParts(volume: string, file: Readable, target: Uint8Array, signal: AbortSignal): Promise<string | null> {
    const { sizeBytes } = file.entry;
    for (let from = 0; from < sizeBytes; from += MAX_DATA_BYTES) {
      const part = target.subarray(0, Math.min(MAX_DATA_BYTES, sizeBytes - from));
      const { isLost, failure, value } = await this.#reads.readPart(volume, file, from, part);
      signal.throwIfAborted();
      if (isLost) this.#target = null;
      if (failure) return null;
      if (value) return value;
    }
    return null;
  }
}
