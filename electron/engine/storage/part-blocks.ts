import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { errnoOf } from '../../../shared/errors/to-storage-error.ts';
import { countBlocks, mergeBlocks, rangeOfBlock } from './byte-ranges.ts';
import { CHECKED_BLOCK_BYTES, type ByteRange } from './receive-notes.ts';
import { fillFrom, mustGoOn } from './plain-file.ts';

/** What a part holds of its file, as the disk says now. */
export interface HeldBytes {
  /** Ascending, neither empty nor touching each other. */
  readonly ranges: readonly ByteRange[];
  /** Of the first `hashedBytes` of the file, which are held. */
  readonly hash: Hash;
  readonly hashedBytes: number;
}

/** Fills `buffer`; false: the file ends before, or the disk cannot read it any more. */
async function readBlock(file: FileHandle, buffer: Uint8Array, position: number): Promise<boolean> {
  try {
    return (await fillFrom(file, buffer, position)) === buffer.length;
  } catch (error) {
    if (errnoOf(error) === 'EIO') return false;
    throw error;
  }
}

/** Numbers of blocks that a file of that size has, ascending; what else the notes say is left out. */
function knownBlocks(blocks: ReadonlyMap<number, number>, sizeBytes: number): readonly number[] {
  const count = countBlocks(sizeBytes);
  const isBlock = (block: number): boolean => Number.isInteger(block) && block >= 0 && block < count;
  return [...blocks.keys()].filter(isBlock).sort((a, b) => a - b);
}

/**
 * Reads each noted block of a part and keeps those that are as they were written. The start of the file, as far as it is
 * held, is hashed on the way, so that it is read once.
 *
 * @param blocks - number → CRC-32
 * @param isStopped - asked between reads
 * @throws TransferError TRANSFER_CANCELLED when `isStopped`
 */
export async function verifyPart(
  file: FileHandle,
  sizeBytes: number,
  blocks: ReadonlyMap<number, number>,
  isStopped: () => boolean,
): Promise<HeldBytes> {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(Math.min(CHECKED_BLOCK_BYTES, sizeBytes));
  const good: number[] = [];
  let hashedBytes = 0;
  for (const block of knownBlocks(blocks, sizeBytes)) {
    mustGoOn(isStopped);
    const { from, to } = rangeOfBlock(block, sizeBytes);
    const bytes = buffer.subarray(0, to - from);
    if (!(await readBlock(file, bytes, from)) || crc32(bytes) !== blocks.get(block)) continue;
    good.push(block);
    if (hashedBytes !== from) continue;
    hash.update(bytes);
    hashedBytes = to;
  }
  return { ranges: mergeBlocks(good, sizeBytes), hash, hashedBytes };
}

/** A block all of whose bytes went by. */
export interface CheckedBlock {
  readonly block: number;
  readonly crc32: number;
}

/** CRC-32 of each block of a file whose bytes go by in ascending order, perhaps with whole blocks left out. */
export class BlockChecksums {
  readonly #sizeBytes: number;
  #crc = 0;

  constructor(sizeBytes: number) {
    this.#sizeBytes = sizeBytes;
  }

  /** @returns the blocks that end within `chunks` */
  add(position: number, chunks: readonly Uint8Array[]): readonly CheckedBlock[] {
    const complete: CheckedBlock[] = [];
    let at = position;
    for (const chunk of chunks) {
      for (let rest = chunk; rest.length > 0; ) {
        const block = Math.floor(at / CHECKED_BLOCK_BYTES);
        const { to } = rangeOfBlock(block, this.#sizeBytes);
        const piece = rest.subarray(0, to - at);
        this.#crc = crc32(piece, this.#crc);
        at += piece.length;
        rest = rest.subarray(piece.length);
        if (at < to) continue;
        complete.push({ block, crc32: this.#crc });
        this.#crc = 0;
      }
    }
    return complete;
  }
}
