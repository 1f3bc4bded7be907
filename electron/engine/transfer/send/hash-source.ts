import { MAX_DATA_BYTES } from '../../../../shared/protocol/constants.ts';
import type { DiskReaders } from '../../disk-thread/disk-readers.ts';
import { volumeOf } from '../../storage/volumes.ts';
import { SourceReads, type Readable } from './source-reads.ts';

/** Hashes sources. To be asked for the next when it has answered. */
export class SourceHasher {
  readonly #reads: SourceReads;
  /** Made when it is needed. */
  #target: Uint8Array | null = null;

  constructor(readers: Pick<DiskReaders, 'user'>) {
    this.#reads = new SourceReads(readers);
  }

  /**
   * SHA-256 of the first of some files that were offered, of one at least, 64 hex digits; null: that one is not there as it
   * was offered, or cannot be read.
   *
   * @throws the signal's reason when aborted
   */
  async hash(files: readonly [Readable, ...Readable[]], signal: AbortSignal): Promise<(string | null)[]> {
    const [first] = files;
    const volume = volumeOf(first.source.path);
    this.#target ??= new Uint8Array(new SharedArrayBuffer(MAX_DATA_BYTES + 1));
    const target = this.#target;
    if (first.entry.sizeBytes > MAX_DATA_BYTES) return [await this.#hashLarge(volume, first, target, signal)];
    const together = files.slice(0, countTogether(files, volume));
    const { sha256s, failure, isLost } = await this.#reads.readFiles(volume, together, target);
    signal.throwIfAborted();
    if (isLost) this.#target = null;
    // nobody knows which one it was that hung
    if (isLost && together.length > 1) return this.hash([first], signal);
    return failure === null ? [...sha256s] : [...sha256s, null];
  }

  /** No other file is hashed. */
  close(): void {
    this.#reads.close();
  }

  async #hashLarge(volume: string, file: Readable, target: Uint8Array, signal: AbortSignal): Promise<string | null> {
    const { sizeBytes } = file.entry;
    try {
      for (let from = 0; from < sizeBytes; from += MAX_DATA_BYTES) {
        const part = target.subarray(0, Math.min(MAX_DATA_BYTES, sizeBytes - from));
        const { isLost, failure, value } = await this.#reads.readPart(volume, file, from, part);
        signal.throwIfAborted();
        if (isLost) this.#target = null;
        if (failure) return null;
        if (value !== null) return value;
      }
      return null;
    } finally {
      this.#reads.closeParts(file.source);
    }
  }
}

/** How many of the first files fit into memory together and are on the same disk. */
function countTogether(files: readonly Readable[], volume: string): number {
  let leftBytes = MAX_DATA_BYTES;
  const end = files.findIndex(({ source, entry }) => {
    leftBytes -= entry.sizeBytes;
    return leftBytes < 0 || volumeOf(source.path) !== volume;
  });
  return end < 0 ? files.length : end;
}
