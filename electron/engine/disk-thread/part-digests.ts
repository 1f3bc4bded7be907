import { createHash } from 'node:crypto';
import { BlockChecksums, type CheckedBlock } from '../storage/part-blocks.ts';
import type { DiskFunctions } from './disk-functions.ts';

interface Digest {
  readonly hash: ReturnType<typeof createHash>;
  readonly checksums: BlockChecksums;
}

/** Hashes of files whose bytes go by, by a key of the caller's. */
export class PartDigests implements Pick<DiskFunctions, 'addToDigest' | 'takeDigest' | 'dropDigest'> {
  readonly #digests = new Map<string, Digest>();

  addToDigest(
    key: string,
    sizeBytes: number,
    position: number,
    chunks: readonly Uint8Array[],
  ): readonly CheckedBlock[] {
    const { hash, checksums } = this.#at(key, sizeBytes);
    for (const chunk of chunks) hash.update(chunk);
    return checksums.add(position, chunks);
  }

  takeDigest(key: string): string {
    const { hash } = this.#at(key, 0);
    this.#digests.delete(key);
    return hash.digest('hex');
  }

  dropDigest(key: string): void {
    this.#digests.delete(key);
  }

  #at(key: string, sizeBytes: number): Digest {
    const known = this.#digests.get(key);
    if (known) return known;
    const digest = { hash: createHash('sha256'), checksums: new BlockChecksums(sizeBytes) };
    this.#digests.set(key, digest);
    return digest;
  }
}
