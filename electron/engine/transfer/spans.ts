import type { ByteRange } from '../storage/receive-notes.ts';

/** A stretch of a file: held by the receiver already, or to be sent. */
export interface Span extends ByteRange {
  readonly isHeld: boolean;
}

/** The whole of a file of `sizeBytes`, in order. @param held - ascending, not touching one another, within the file */
export function* spansOf(sizeBytes: number, held: readonly ByteRange[]): Generator<Span> {
  let at = 0;
  for (const { from, to } of held) {
    if (from > at) yield { from: at, to: from, isHeld: false };
    yield { from, to, isHeld: true };
    at = to;
  }
  if (at < sizeBytes) yield { from: at, to: sizeBytes, isHeld: false };
}
