import { BLOCK_BYTES, type ByteRange } from './receive-notes.ts';

/** How many blocks a file of `sizeBytes` has. */
export function countBlocks(sizeBytes: number): number {
  return Math.ceil(sizeBytes / BLOCK_BYTES);
}

/** The bytes of one block; the last one ends with the file. */
export function rangeOfBlock(block: number, sizeBytes: number): ByteRange {
  return { from: block * BLOCK_BYTES, to: Math.min((block + 1) * BLOCK_BYTES, sizeBytes) };
}

/** The ranges of `blocks`, which ascend, with neighbours made one. */
export function mergeBlocks(blocks: readonly number[], sizeBytes: number): readonly ByteRange[] {
  const merged: ByteRange[] = [];
  for (const block of blocks) {
    const range = rangeOfBlock(block, sizeBytes);
    const last = merged.at(-1);
    if (last?.to === range.from) merged[merged.length - 1] = { from: last.from, to: range.to };
    else merged.push(range);
  }
  return merged;
}

/** What `held`, which ascends, leaves of a file. */
export function gapsOf(held: readonly ByteRange[], sizeBytes: number): readonly ByteRange[] {
  const edges = [...held, { from: sizeBytes, to: sizeBytes }];
  const gaps = edges.map(({ from }, i) => ({ from: edges[i - 1]?.to ?? 0, to: from }));
  return gaps.filter(({ from, to }) => from < to);
}

export function sumBytes(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
}
