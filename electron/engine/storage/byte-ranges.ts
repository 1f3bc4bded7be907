import { sizeOf, splitAt } from './chunks.ts';
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

/** Bytes that belong together at one place of a file. */
export interface PlacedBytes {
  readonly position: number;
  readonly chunks: readonly Uint8Array[];
  readonly sizeBytes: number;
}

/** Says where in a file the next bytes belong when only its gaps are sent. */
export class GapCursor {
  /** Not filled yet. */
  readonly #gaps: ByteRange[];

  /** @param gaps - ascending, none empty */
  constructor(gaps: readonly ByteRange[]) {
    this.#gaps = [...gaps];
  }

  /** Splits `chunks` at the ends of gaps. The caller knows that they fit. */
  take(chunks: readonly Uint8Array[]): readonly PlacedBytes[] {
    const pieces: PlacedBytes[] = [];
    let rest = chunks;
    for (let leftBytes = sizeOf(chunks); leftBytes > 0; ) {
      const gap = this.#gaps.shift();
      if (gap === undefined) throw new Error(`bug: no place for ${leftBytes} bytes`);
      const { from, to } = gap;
      const [fitting, after] = splitAt(rest, to - from);
      const sizeBytes = Math.min(leftBytes, to - from);
      pieces.push({ position: from, chunks: fitting, sizeBytes });
      if (from + sizeBytes < to) this.#gaps.unshift({ from: from + sizeBytes, to });
      rest = after;
      leftBytes -= sizeBytes;
    }
    return pieces;
  }
}
