import { writevSync } from 'node:fs';
import { splitAt } from '../storage/chunks.ts';

/** Buffers one call takes everywhere (IOV_MAX). */
const MAX_BUFFERS = 1024;

/** Writes all of it: one call may take less than it was given (a signal, an almost full disk). */
export function writeChunks(fd: number, chunks: readonly Uint8Array[], position: number): null {
  let left = chunks;
  for (let offset = position; left.length > 0; ) {
    const bytesWritten = writevSync(fd, left.slice(0, MAX_BUFFERS), offset);
    [, left] = splitAt(left, bytesWritten);
    offset += bytesWritten;
  }
  return null;
}
