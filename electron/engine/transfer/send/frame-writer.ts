import { encodeDataHeader } from '../../../../shared/protocol/codec.ts';
import { FRAME_HEADER_BYTES, MAX_DATA_BYTES, MAX_PAGE_ITEMS } from '../../../../shared/protocol/constants.ts';
import type { FrameConnection } from '../../transport/connection.ts';
import type { WaitClock } from '../limits/wait-clock.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import type { Place } from './send-line.ts';
import type { SendWindow } from './send-window.ts';

/** Frames in the air or being filled: one is read into, one is hashed, two wait in the socket. */
const FRAMES = 4;

/** A buffer with room for the header in front, so that a frame goes out without a copy. */
interface OpenFrame {
  readonly buffer: Uint8Array;
  /** What it may carry: all that fits, or what the limit on speed grants at once. */
  readonly sizeBytes: number;
  usedBytes: number;
}

interface FrameWriterOptions {
  readonly connection: FrameConnection;
  readonly limiter: RateLimiter;
  /** Among those who send to this peer. */
  readonly place: Pick<Place, 'turn'>;
  readonly window: SendWindow;
  readonly clock: WaitClock;
  /** Ends the waiting for window, turn and limiter. */
  readonly signal: AbortSignal;
}

/**
 * Turns bytes of files, back to back, into full DATA frames, each followed by the FILE-END of the files that ended
 * in it (PROTOCOL.md §5.2). Owns a fixed set of buffers: when all are in the air it waits, which is the sender's
 * end of the back-pressure chain.
 */
export class FrameWriter {
  readonly #options: FrameWriterOptions;
  readonly #free: Uint8Array[];
  readonly #waiters: ((buffer: Uint8Array) => void)[] = [];
  #open: OpenFrame | null = null;
  #ended: [index: number, sha256: string][] = [];

  constructor(options: FrameWriterOptions) {
    this.#options = options;
    this.#free = Array.from({ length: FRAMES }, () => new Uint8Array(FRAME_HEADER_BYTES + MAX_DATA_BYTES));
  }

  /**
   * Room left in the open frame, at least one byte; waits for a free buffer, the window, its turn, and the limit on speed.
   *
   * @throws the signal's reason when it aborts while one of the last three makes it wait
   */
  async room(): Promise<Uint8Array> {
    if (this.#open && this.#open.usedBytes === this.#open.sizeBytes) this.flush();
    this.#open ??= await this.#openFrame();
    const { buffer, usedBytes, sizeBytes } = this.#open;
    return buffer.subarray(FRAME_HEADER_BYTES + usedBytes, FRAME_HEADER_BYTES + sizeBytes);
  }

  /** The first `lengthBytes` of the room now hold data. */
  advance(lengthBytes: number): void {
    if (!this.#open) throw new Error('bug: no frame is open');
    this.#open.usedBytes += lengthBytes;
  }

  /** Copies `bytes` in, over as many frames as it takes. */
  async append(bytes: Uint8Array): Promise<void> {
    for (let offset = 0; offset < bytes.length; ) {
      const room = await this.room();
      const part = bytes.subarray(offset, offset + room.length);
      room.set(part);
      this.advance(part.length);
      offset += part.length;
    }
  }

  /** All bytes of this file were appended; its FILE-END follows the frame that they end in. */
  endFile(index: number, sha256: string): void {
    this.#ended.push([index, sha256]);
    if (this.#ended.length >= MAX_PAGE_ITEMS) this.flush();
  }

  /** Sends the open frame, however full, and the FILE-ENDs that are due. */
  flush(): void {
    if (this.#open && this.#open.usedBytes > 0) this.#sendFrame(this.#open);
    if (this.#ended.length > 0) this.#options.connection.send({ type: 'file-end', files: this.#ended });
    this.#ended = [];
  }

  async #openFrame(): Promise<OpenFrame> {
    const { limiter, place, window, clock, signal } = this.#options;
    const buffer = await clock.during('other', this.#takeBuffer());
    await clock.during('other', window.room(signal));
    await clock.during('turn', place.turn(signal));
    const granted = limiter.isLimited ? clock.during('limit', limiter.take(MAX_DATA_BYTES, signal)) : MAX_DATA_BYTES;
    const sizeBytes = await granted;
    return { buffer, sizeBytes, usedBytes: 0 };
  }

  #sendFrame({ buffer, sizeBytes, usedBytes }: OpenFrame): void {
    this.#open = null;
    this.#options.limiter.giveBack(sizeBytes - usedBytes);
    this.#options.window.noteSent(usedBytes);
    buffer.set(encodeDataHeader(usedBytes));
    void this.#options.connection
      .sendData(buffer.subarray(0, FRAME_HEADER_BYTES + usedBytes))
      .then(() => this.#giveBack(buffer));
  }

  #takeBuffer(): Promise<Uint8Array> {
    const buffer = this.#free.pop();
    return buffer ? Promise.resolve(buffer) : new Promise((resolve) => this.#waiters.push(resolve));
  }

  #giveBack(buffer: Uint8Array): void {
    const waiter = this.#waiters.shift();
    if (waiter) waiter(buffer);
    else this.#free.push(buffer);
  }
}
