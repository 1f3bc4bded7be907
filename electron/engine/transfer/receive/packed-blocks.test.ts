import { expect, it, vi } from 'vitest';
import { BlockPool, WRITE_BLOCK_BYTES } from './block-pool.ts';
import { PackedBlocks } from './packed-blocks.ts';

it('puts files side by side, and the next one into a new block when there is no room', () => {
  const packed = new PackedBlocks(new BlockPool(2));
  const [first, second] = [packed.take(10), packed.take(20)];
  expect(second.bytes.byteOffset - first.bytes.byteOffset).toBe(10);
  const large = packed.take(WRITE_BLOCK_BYTES - 29);
  expect(large.bytes.length).toBe(WRITE_BLOCK_BYTES - 29);
  expect([first.bytes, second.bytes].map(({ length }) => length)).toEqual([10, 20]);
});

it('gives a block back when its last file has gone and none is to come', () => {
  const pool = new BlockPool(2);
  const giveBack = vi.spyOn(pool, 'giveBack');
  const packed = new PackedBlocks(pool);
  const [first, second] = [packed.take(10), packed.take(20)];
  first.giveBack();
  second.giveBack();
  expect(giveBack).not.toHaveBeenCalled();
  packed.close();
  expect(giveBack).toHaveBeenCalledOnce();
  packed.close();
  expect(giveBack).toHaveBeenCalledOnce();
});

it('takes no block for an empty file', () => {
  const pool = new BlockPool(1);
  const take = vi.spyOn(pool, 'take');
  expect(new PackedBlocks(pool).take(0).bytes.length).toBe(0);
  expect(take).not.toHaveBeenCalled();
});
