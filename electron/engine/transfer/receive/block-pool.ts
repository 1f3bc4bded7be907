import { allocateAligned, isAligned } from '../../storage/aligned-memory.ts';

/**
 * Bytes are gathered to this size before they are written: TLS hands them over 16 KiB at a time, and many small writes
 * cost the system several times what one large one does.
 */
export const WRITE_BLOCK_BYTES = 1024 * 1024;

/** A little more than a transfer may have waiting for its disk (backlog.ts). Shared by all transfers of the process. */
const SHARED_BLOCKS = 16;

/** A block that is being filled. */
export interface Block {
  readonly bytes: Uint8Array;
  usedBytes: number;
}

/**
 * Lends blocks of memory that disks take directly, so that receiving a large file leaves no garbage. When all are out,
 * ordinary ones are made, which work as well, only slower.
 */
export class BlockPool {
  readonly #free: Uint8Array[];

  constructor(blocks: number) {
    this.#free = alignedBlocks(blocks);
  }

  take(): Block {
    return { bytes: this.#free.pop() ?? new Uint8Array(WRITE_BLOCK_BYTES), usedBytes: 0 };
  }

  giveBack(block: Block): void {
    if (isAligned(block.bytes)) this.#free.push(block.bytes);
  }
}

function alignedBlocks(count: number): Uint8Array[] {
  try {
    const arena = allocateAligned(count * WRITE_BLOCK_BYTES);
    return Array.from({ length: count }, (_, at) =>
      arena.subarray(at * WRITE_BLOCK_BYTES, (at + 1) * WRITE_BLOCK_BYTES),
    );
  } catch (error) {
    // no address space left for it: every block is an ordinary one then
    if (error instanceof RangeError) return [];
    throw error;
  }
}

let shared: BlockPool | null = null;

/** The one pool of this process, made when the first large file comes. */
export function sharedBlocks(): BlockPool {
  return (shared ??= new BlockPool(SHARED_BLOCKS));
}
