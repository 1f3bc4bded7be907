import { randomUUID } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { DiskCalls } from '../disk-thread/disk-threads.ts';
import { BlockChecksums, type CheckedBlock } from './part-blocks.ts';

/** SHA-256 of a file and checksums of its blocks, as its bytes come. Calls are made in the order of the file. */
export interface PartDigest {
  /** @returns the blocks that end within `chunks`, which lie at `position` */
  add(position: number, chunks: readonly Uint8Array[]): Promise<readonly CheckedBlock[]>;
  /** 64 lower-case hex digits. Nothing is added after it. */
  take(): Promise<string>;
  /** It is of no use any more. */
  drop(): void;
}

/** Goes on with a hash of what was held before. */
export function digestHere(sizeBytes: number, hash: Hash): PartDigest {
  const checksums = new BlockChecksums(sizeBytes);
  return {
    add: (position, chunks) => {
      for (const chunk of chunks) hash.update(chunk);
      return Promise.resolve(checksums.add(position, chunks));
    },
    take: () => Promise.resolve(hash.digest('hex')),
    drop: () => undefined,
  };
}

/** Computed in the thread of the disk: it costs more than all else that is done with the bytes. */
export function digestInThread(
  sizeBytes: number,
  calls: Pick<DiskCalls, 'addToDigest' | 'takeDigest' | 'dropDigest'>,
): PartDigest {
  const key = randomUUID();
  return {
    add: (position, chunks) => calls.addToDigest(key, sizeBytes, position, chunks),
    take: () => calls.takeDigest(key),
    // a thread that has died has dropped it
    drop: () => void calls.dropDigest(key).catch(() => undefined),
  };
}
