import { sizeOf } from './chunks.ts';

/** Shorter runs of zeros are cheaper to write than to leave out. */
const HOLE_FROM_BYTES = 64 * 1024;

const ZEROS = new Uint8Array(1024 * 1024);

function isZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += ZEROS.length) {
    const piece = bytes.subarray(at, at + ZEROS.length);
    if (Buffer.compare(piece, ZEROS.subarray(0, piece.length)) !== 0) return false;
  }
  return true;
}

/** Bytes that follow each other. */
export interface Run {
  readonly chunks: readonly Uint8Array[];
  readonly sizeBytes: number;
  /** All of it is zero, and long enough to be left out. */
  readonly isHole: boolean;
}

/** Takes `chunks` apart where long zeros begin and end; a chunk is one or the other. */
export function findHoles(chunks: readonly Uint8Array[]): readonly Run[] {
  const isHole = chunks.map((chunk) => chunk.length >= HOLE_FROM_BYTES && isZero(chunk));
  const starts = [...chunks.keys()].filter((at) => at === 0 || isHole[at] !== isHole[at - 1]);
  return starts.map((start, i) => {
    const run = chunks.slice(start, starts[i + 1]);
    return { chunks: run, sizeBytes: sizeOf(run), isHole: isHole[start] === true };
  });
}
