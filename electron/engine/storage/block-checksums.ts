import { crc32 } from 'node:zlib';
import { rangeOfBlock } from './byte-ranges.ts';
import { CHECKED_BLOCK_BYTES } from './receive-notes.ts';

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
