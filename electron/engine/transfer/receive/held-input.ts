import type { ControlMessage } from '../../../../shared/protocol/messages.ts';

/** Bytes that may wait here: more than an honest sender has under way (PROTOCOL.md §5.3), so that reading goes on. */
const MAX_HELD_BYTES = 7 * 1024 * 1024;

/** Memory of an index and a hash in one message. */
const PAIR_BYTES = 160;

interface Waiting {
  readonly take: () => void;
  readonly bytes: number;
}

interface HeldInputOptions {
  /** Stops and starts the reading: for a sender that keeps no window. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** What was held could not be taken. */
  readonly onError: (error: unknown) => void;
}

/**
 * What a sender says in its stream, in order, as fast as the user wants it to be taken. What waits has been read, so that
 * a CLOSE behind it is seen at once, and a sender that is gone is missed.
 */
export class HeldInput {
  readonly #options: HeldInputOptions;
  #waiting: Waiting[] = [];
  #heldBytes = 0;
  #isHeld = false;
  #isPaused = false;

  constructor(options: HeldInputOptions) {
    this.#options = options;
  }

  /** Takes it now, or when its turn has come. Throws what `take` throws now. */
  push(take: () => void, bytes: number): void {
    if (!this.#mustWait()) return take();
    this.#wait(take, bytes);
  }

  /** The same for bytes that hold only now. */
  pushBytes(take: (piece: Uint8Array) => void, piece: Uint8Array): void {
    if (!this.#mustWait()) return take(piece);
    const kept = Buffer.from(piece);
    this.#wait(() => take(kept), kept.length);
  }

  /** Nothing more is taken for the moment. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    try {
      for (let next = this.#next(); next; next = this.#next()) {
        this.#hold(-next.bytes);
        next.take();
      }
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** What waits is thrown away. */
  stop(): void {
    this.#isHeld = true;
    this.#waiting = [];
  }

  #mustWait(): boolean {
    return this.#isHeld || this.#waiting.length > 0;
  }

  #wait(take: () => void, bytes: number): void {
    this.#waiting.push({ take, bytes });
    this.#hold(bytes);
  }

  /** Undefined: nothing waits, or what was taken last holds the rest. */
  #next(): Waiting | undefined {
    return this.#isHeld ? undefined : this.#waiting.shift();
  }

  #hold(bytes: number): void {
    this.#heldBytes += bytes;
    const isFull = this.#heldBytes > MAX_HELD_BYTES;
    if (isFull === this.#isPaused) return;
    this.#isPaused = isFull;
    if (isFull) this.#options.pause();
    else this.#options.resume();
  }
}

/** Memory of a message that waits: a sender may say any number of them without a byte of DATA. */
export function heldBytesOf(message: ControlMessage): number {
  const pairs = message.type === 'file-end' || message.type === 'hashes' ? message.files.length : 0;
  return (pairs + 1) * PAIR_BYTES;
}
