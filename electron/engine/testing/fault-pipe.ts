import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** `up`: from who dialled to who was dialled. */
export type Way = 'up' | 'down';

/** What is done with the bytes of one direction of one connection. */
export type PipeMode = 'pass' | 'stall' | 'swallow' | 'cut';

export interface PipeOptions {
  readonly way: Way;
  readonly from: Socket;
  readonly to: Socket;
  /** Passes `chunk` on in pieces of its own choice, by way of `write`. */
  readonly meter: (chunk: Buffer, write: (piece: Buffer) => Promise<void>) => Promise<void>;
  /** Of every chunk. */
  readonly delayMs: () => number;
  readonly bytesPerSec: () => number | null;
}

/** One direction of one connection, one chunk (up to 64 KiB) at a time: what is not taken is not read. */
export class FaultPipe {
  readonly way: Way;
  /** Bytes that the kernel has taken for the reader. */
  passedBytes = 0;
  /** Resolves when no byte comes any more, or the connection is gone. */
  readonly ended: Promise<void>;
  readonly #options: PipeOptions;
  #mode: PipeMode = 'pass';
  #wake: () => void = () => undefined;

  constructor(options: PipeOptions) {
    this.way = options.way;
    this.#options = options;
    options.to.on('close', () => this.#wake());
    this.ended = this.#run();
  }

  setMode(mode: PipeMode): void {
    if (this.#mode === 'cut') return;
    this.#mode = mode;
    if (mode === 'cut') this.#options.to.end();
    this.#wake();
  }

  async #run(): Promise<void> {
    const { from, to } = this.#options;
    try {
      // its end is the end of one way only; the types say `any`, a socket without an encoding gives buffers
      const chunks = from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
      for await (const chunk of chunks) await this.#take(chunk);
      await this.#untilNotStalled();
      to.end();
    } catch {
      // a reset is a reset for the other end, too, but not through a dead cable
      await this.#untilNotStalled();
      to.resetAndDestroy();
    }
  }

  async #take(chunk: Buffer): Promise<void> {
    const { meter, delayMs, bytesPerSec } = this.#options;
    if (delayMs() > 0) await sleep(delayMs());
    await meter(chunk, (piece) => this.#write(piece));
    const rate = bytesPerSec();
    if (rate !== null) await sleep((chunk.length / rate) * 1_000);
  }

  async #write(piece: Buffer): Promise<void> {
    await this.#untilNotStalled();
    const { to } = this.#options;
    if (this.#mode !== 'pass' || to.destroyed) return;
    await new Promise<void>((resolve) => {
      to.write(piece, (error) => {
        if (!error) this.passedBytes += piece.length;
        resolve();
      });
    });
  }

  async #untilNotStalled(): Promise<void> {
    while (this.#mode === 'stall' && !this.#options.to.destroyed) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/** Resolves when the socket is gone, for whatever reason. */
export function untilClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}
