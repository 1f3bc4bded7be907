import type { Block, BlockPool } from './block-pool.ts';
import { WRITE_BLOCK_BYTES } from './block-pool.ts';

interface Packed {
  readonly block: Block;
  /** Of its bytes. */
  users: number;
  isClosed: boolean;
}

/** Room for one small file. */
export interface Room {
  readonly bytes: Uint8Array;
  /** Once, when nobody looks at the bytes any more. */
  readonly giveBack: () => void;
}

const NO_ROOM: Room = { bytes: new Uint8Array(0), giveBack: () => undefined };

/** Small files side by side in blocks of shared memory, so that a disk thread takes them without a copy. */
export class PackedBlocks {
  readonly #pool: BlockPool;
  #open: Packed | null = null;

  constructor(pool: BlockPool) {
    this.#pool = pool;
  }

  /** @param sizeBytes - at most a block */
  take(sizeBytes: number): Room {
    if (sizeBytes === 0) return NO_ROOM;
    if (this.#open !== null && this.#open.block.usedBytes + sizeBytes > WRITE_BLOCK_BYTES) this.close();
    const packed = (this.#open ??= { block: this.#pool.take(), users: 0, isClosed: false });
    const from = packed.block.usedBytes;
    packed.block.usedBytes += sizeBytes;
    packed.users += 1;
    return {
      bytes: packed.block.bytes.subarray(from, from + sizeBytes),
      giveBack: () => {
        packed.users -= 1;
        this.#giveBackUnused(packed);
      },
    };
  }

  /** The block that is being filled goes back with its last user. */
  close(): void {
    const packed = this.#open;
    this.#open = null;
    if (packed === null) return;
    packed.isClosed = true;
    this.#giveBackUnused(packed);
  }

  #giveBackUnused({ users, isClosed, block }: Packed): void {
    if (isClosed && users === 0) this.#pool.giveBack(block);
  }
}
