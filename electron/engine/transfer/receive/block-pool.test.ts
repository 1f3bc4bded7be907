import { describe, expect, it } from 'vitest';
import { isAligned } from '../../storage/aligned-memory.ts';
import { WRITE_BLOCK_BYTES, BlockPool } from './block-pool.ts';

describe('BlockPool', () => {
  it('lends blocks that do not overlap', () => {
    const pool = new BlockPool(3);
    const blocks = [pool.take(), pool.take(), pool.take()];
    for (const [position, { bytes }] of blocks.entries()) bytes.fill(position + 1);
    for (const [position, { bytes }] of blocks.entries()) {
      expect(bytes.length).toBe(WRITE_BLOCK_BYTES);
      expect(bytes[0]).toBe(position + 1);
      expect(bytes.at(-1)).toBe(position + 1);
    }
  });

  it('makes ordinary blocks when all are out, and lets them go again', () => {
    const pool = new BlockPool(1);
    const [own, extra] = [pool.take(), pool.take()];
    expect(isAligned(own.bytes)).toBe(true);
    pool.giveBack(extra);
    pool.giveBack(own);
    expect(pool.take().bytes === own.bytes).toBe(true);
    expect(pool.take().bytes === extra.bytes).toBe(false);
  });
});
