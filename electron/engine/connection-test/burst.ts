import { randomFillSync } from 'node:crypto';
import { encodeDataHeader } from '../../../shared/protocol/codec.ts';
import { FRAME_HEADER_BYTES } from '../../../shared/protocol/constants.ts';
import { orAbort } from '../transfer/abortable.ts';
import type { RateLimiter } from '../transfer/rate-limiter.ts';
import type { FrameConnection } from '../transport/connection.ts';

/** Small, so that a slow network is not long about what is under way. */
const FRAME_BYTES = 64 * 1024;
/** Frames that wait in the socket. */
const FRAMES_UNDER_WAY = 16;

interface Burst {
  readonly connection: Pick<FrameConnection, 'sendData' | 'isOpen'>;
  readonly bytes: number;
  readonly timeMs: number;
  readonly limiter: RateLimiter;
  readonly signal: AbortSignal;
}

/**
 * Sends random bytes as DATA, until `bytes` or the time is over. Resolves when the last ones are handed to the
 * connection, with how many they were. The bytes are the same again and again, further apart than any line compresses.
 *
 * @throws the signal's reason when it aborts
 */
export async function sendBurst({ connection, bytes, timeMs, limiter, signal }: Burst): Promise<number> {
  const frame = randomFrame();
  const endMs = performance.now() + timeMs;
  const underWay = new Set<Promise<void>>();
  let sentBytes = 0;
  while (sentBytes < bytes && performance.now() < endMs && connection.isOpen) {
    signal.throwIfAborted();
    const wanted = Math.min(FRAME_BYTES, bytes - sentBytes);
    const size = limiter.isLimited ? await limiter.take(wanted, signal) : wanted;
    const sent: Promise<void> = connection.sendData(size === FRAME_BYTES ? frame : shorter(frame, size)).finally(() => {
      underWay.delete(sent);
    });
    underWay.add(sent);
    sentBytes += size;
    if (underWay.size >= FRAMES_UNDER_WAY) await orAbort(Promise.race(underWay), signal);
  }
  return sentBytes;
}

function randomFrame(): Uint8Array {
  const frame = randomFillSync(new Uint8Array(FRAME_HEADER_BYTES + FRAME_BYTES));
  frame.set(encodeDataHeader(FRAME_BYTES));
  return frame;
}

function shorter(frame: Uint8Array, sizeBytes: number): Uint8Array {
  const cut = frame.slice(0, FRAME_HEADER_BYTES + sizeBytes);
  cut.set(encodeDataHeader(sizeBytes));
  return cut;
}
