import { encodeDataHeader } from '../../../../shared/protocol/codec.ts';
import { FRAME_HEADER_BYTES, MAX_DATA_BYTES } from '../../../../shared/protocol/constants.ts';
import type { FrameConnection } from '../../transport/connection.ts';
import type { WaitClock } from '../limits/wait-clock.ts';
import { fileEndBytes, type RateLimiter } from '../rate-limiter.ts';
import type { Place } from './send-line.ts';
import type { SendWindow } from './send-window.ts';

/** Frames in the air or being filled: two are read into, two wait in the socket. */
const BLOCKS = 4;

/** Memory for one frame that disk threads share, with room for its header in front, so that it goes out without a copy. */
export interface FrameBlock {
  readonly frame: Uint8Array;
  /** Room for what a frame carries, and one byte more. */
  readonly data: Uint8Array;
}

/** All bytes of a file are in the stream. */
export interface FileEnd {
  readonly index: number;
  readonly sha256: string;
  /** Where in the block its bytes end. */
  readonly endBytes: number;
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
  /** The FILE-END of these has been sent. */
  readonly onFilesSent: (ends: readonly FileEnd[]) => void;
}

function createBlock(): FrameBlock {
  const frame = new Uint8Array(new SharedArrayBuffer(FRAME_HEADER_BYTES + MAX_DATA_BYTES + 1));
  return { frame, data: frame.subarray(FRAME_HEADER_BYTES) };
}

/**
 * Sends blocks of bytes as DATA frames, each followed by the FILE-END of the files that ended in it (PROTOCOL.md §5.2).
 * Owns a fixed set of blocks: who wants to fill one waits while all are in the air, which is the sender's end of the
 * back-pressure chain.
 */
export class FrameWriter {
  readonly #options: FrameWriterOptions;
  readonly #free: FrameBlock[] = [];
  readonly #waiters: ((block: FrameBlock) => void)[] = [];
  #madeCount = 0;

  constructor(options: FrameWriterOptions) {
    this.#options = options;
  }

  /** A block to fill, which then belongs to the caller. They come in the order of asking. */
  take(): Promise<FrameBlock> {
    const block = this.#free.pop() ?? (this.#madeCount < BLOCKS ? this.#make() : null);
    return block ? Promise.resolve(block) : new Promise((resolve) => this.#waiters.push(resolve));
  }

  giveBack(block: FrameBlock): void {
    const waiter = this.#waiters.shift();
    if (waiter) waiter(block);
    else this.#free.push(block);
  }

  /** A thread may still write into one of those that were taken, now or never: another one takes its place. */
  giveUp(): void {
    this.giveBack(createBlock());
  }

  /**
   * Sends the first `sizeBytes` of `block`, which it takes back, and the FILE-ENDs; in pieces where a limit on speed
   * grants no more at once. Waits for the window, its turn, and that limit.
   *
   * @param ends - of the files in it, in order; at most as many as a FILE-END takes
   * @throws the signal's reason when it aborts meanwhile
   */
  async send(block: FrameBlock, sizeBytes: number, ends: readonly FileEnd[]): Promise<void> {
    let [sentBytes, told] = [0, 0];
    while (sentBytes < sizeBytes) {
      const pieceBytes = await this.#mayPass(sizeBytes - sentBytes);
      sentBytes += pieceBytes;
      this.#sendPiece(block, sentBytes - pieceBytes, sentBytes, sentBytes === sizeBytes);
      const due = ends.findIndex(({ endBytes }) => endBytes > sentBytes);
      const toTell = due < 0 ? ends.length : due;
      this.#tellEnds(ends.slice(told, toTell));
      told = toTell;
    }
    if (sizeBytes > 0) return;
    this.giveBack(block);
    this.#tellEnds(ends);
  }

  async #mayPass(bytes: number): Promise<number> {
    const { limiter, place, window, clock, signal } = this.#options;
    await clock.during('other', window.room(signal));
    await clock.during('turn', place.turn(signal));
    return limiter.isLimited ? clock.during('limit', limiter.take(bytes, signal)) : bytes;
  }

  #sendPiece(block: FrameBlock, from: number, to: number, isLast: boolean): void {
    const { connection, window } = this.#options;
    window.noteSent(to - from);
    const whole = block.frame.subarray(from, FRAME_HEADER_BYTES + to);
    // the header stands where the end of the piece before was: that one may not have left yet
    const piece = isLast ? whole : whole.slice();
    piece.set(encodeDataHeader(to - from));
    const sent = connection.sendData(piece);
    if (isLast) void sent.then(() => this.giveBack(block));
  }

  #tellEnds(ends: readonly FileEnd[]): void {
    if (ends.length === 0) return;
    const files = ends.map(({ index, sha256 }): [number, string] => [index, sha256]);
    this.#options.limiter.note(fileEndBytes(files.length));
    this.#options.connection.send({ type: 'file-end', files });
    this.#options.onFilesSent(ends);
  }

  #make(): FrameBlock {
    this.#madeCount += 1;
    return createBlock();
  }
}
