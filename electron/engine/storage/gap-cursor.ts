import { sizeOf, splitAt } from './chunks.ts';
import type { ByteRange } from './receive-notes.ts';

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
