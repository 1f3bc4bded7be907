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
  readonly #gaps: readonly ByteRange[];
  #current = 0;
  /** Of the current gap. */
  #usedBytes = 0;

  /** @param gaps - ascending, none empty */
  constructor(gaps: readonly ByteRange[]) {
    this.#gaps = gaps;
  }

  /** Splits `chunks` at the ends of gaps. The caller knows that they fit. */
  take(chunks: readonly Uint8Array[]): readonly PlacedBytes[] {
    const pieces: PlacedBytes[] = [];
    let rest = chunks;
    for (let leftBytes = sizeOf(chunks); leftBytes > 0; ) {
      const { position, roomBytes } = this.#room(leftBytes);
      const [fitting, after] = splitAt(rest, roomBytes);
      const sizeBytes = Math.min(leftBytes, roomBytes);
      pieces.push({ position, chunks: fitting, sizeBytes });
      this.#use(sizeBytes, roomBytes);
      rest = after;
      leftBytes -= sizeBytes;
    }
    return pieces;
  }

  #room(leftBytes: number): { readonly position: number; readonly roomBytes: number } {
    const gap = this.#gaps[this.#current];
    if (gap === undefined) throw new Error(`bug: no place for ${leftBytes} bytes`);
    const position = gap.from + this.#usedBytes;
    return { position, roomBytes: gap.to - position };
  }

  #use(sizeBytes: number, roomBytes: number): void {
    this.#usedBytes += sizeBytes;
    if (sizeBytes < roomBytes) return;
    this.#current += 1;
    this.#usedBytes = 0;
  }
}
