import { allocateAligned } from '../../storage/aligned-memory.ts';

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
 * Lends blocks of memory that disks take directly and all threads share, so that receiving a large file leaves no garbage. When all are out,
 * ordinary ones are made, which work as well, only slower.
 */
export class BlockPool {
  readonly #free: Uint8Array[];
  /** What is lent and comes back here. */
  readonly #arena: ArrayBufferLike | undefined;

  constructor(blocks: number) {
    this.#free = alignedBlocks(blocks);
    this.#arena = this.#free[0]?.buffer;
  }

  take(): Block {
    const bytes = this.#free.pop() ?? new Uint8Array(new SharedArrayBuffer(WRITE_BLOCK_BYTES));
    return { bytes, usedBytes: 0 };
  }

  giveBack({ bytes }: Block): void {
    if (bytes.buffer === this.#arena) this.#free.push(bytes);
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
