import { CHECKED_BLOCK_BYTES, type ByteRange } from './receive-notes.ts';

/** How many blocks a file of `sizeBytes` has. */
export function countBlocks(sizeBytes: number): number {
  return Math.ceil(sizeBytes / CHECKED_BLOCK_BYTES);
}

/** The bytes of one block; the last one ends with the file. */
export function rangeOfBlock(block: number, sizeBytes: number): ByteRange {
  return { from: block * CHECKED_BLOCK_BYTES, to: Math.min((block + 1) * CHECKED_BLOCK_BYTES, sizeBytes) };
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

/** A stretch of a file: held already, or missing. */
export interface Span extends ByteRange {
  readonly isHeld: boolean;
}

/** The whole of a file, in order. @param held - ascending, not touching one another, within the file */
export function* spansOf(held: readonly ByteRange[], sizeBytes: number): Generator<Span> {
  let at = 0;
  for (const { from, to } of held) {
    if (from > at) yield { from: at, to: from, isHeld: false };
    yield { from, to, isHeld: true };
    at = to;
  }
  if (at < sizeBytes) yield { from: at, to: sizeBytes, isHeld: false };
}

/** What `held`, which ascends, leaves of a file. */
export function gapsOf(held: readonly ByteRange[], sizeBytes: number): readonly ByteRange[] {
  return [...spansOf(held, sizeBytes)].filter(({ isHeld }) => !isHeld);
}

/** Bytes in all of `ranges`, which do not overlap. */
export function sumBytes(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
}
