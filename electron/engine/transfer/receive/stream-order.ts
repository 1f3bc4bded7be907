import { ProtocolError } from '../../../../shared/errors/lanyard-error.ts';
import type { ReceivedFile } from './received-file.ts';

interface StreamOrderOptions {
  /** Indexes of the files in the stream, ascending. */
  readonly accepted: readonly number[];
  /** Bytes of a file in the stream. */
  readonly expectedOf: (index: number) => number;
  readonly start: (index: number) => ReceivedFile;
}

/** Which file the next byte, FILE-END or FILE-FAILED of a stream belongs to. PROTOCOL.md §5.2 */
export class StreamOrder {
  readonly #options: StreamOrderOptions;
  /** Position in `accepted` of the file that the next byte belongs to. */
  #cursor = 0;
  #current: ReceivedFile | null = null;
  /** All bytes there, FILE-END not yet. */
  readonly #awaitingHash = new Map<number, ReceivedFile>();

  constructor(options: StreamOrderOptions) {
    this.#options = options;
  }

  /** The file whose bytes come. */
  get current(): ReceivedFile | null {
    return this.#current;
  }

  get isHashDue(): boolean {
    return this.#awaitingHash.size > 0;
  }

  /** Every file has ended, in one way or another. */
  get isComplete(): boolean {
    return this.#cursor >= this.#options.accepted.length && !this.isHashDue;
  }

  /** Files whose bytes are there, or come, and that have not ended. */
  open(): readonly ReceivedFile[] {
    return [...(this.#current ? [this.#current] : []), ...this.#awaitingHash.values()];
  }

  /** The file that takes the next byte. @throws ProtocolError when there is none */
  forNextByte(): ReceivedFile {
    if (this.#current) return this.#current;
    this.#passEmptyFiles(Infinity);
    const index = this.#options.accepted[this.#cursor];
    if (index === undefined) throw unexpected('more bytes than the accepted files have');
    this.#current = this.#options.start(index);
    return this.#current;
  }

  /** The current file has all its bytes. */
  noteWhole(): void {
    if (this.#current) this.#awaitingHash.set(this.#current.index, this.#current);
    this.#current = null;
    this.#cursor++;
  }

  /** The file of a FILE-END. @throws ProtocolError when it is not its turn */
  takeEnded(index: number): ReceivedFile {
    this.#passEmptyFiles(index);
    const file = this.#awaitingHash.get(index);
    if (!file) throw unexpected('FILE-END of a file that did not end');
    this.#awaitingHash.delete(index);
    return file;
  }

  /**
   * The file of a FILE-FAILED: all earlier ones have ended before. All its bytes may be there, as a sender looks again
   * after the last.
   *
   * @returns null: not begun
   * @throws ProtocolError when it is not its turn
   */
  takeFailed(index: number): ReceivedFile | null {
    const [complete] = this.#awaitingHash.values();
    const turn = complete ? complete.index : this.#options.accepted[this.#cursor];
    if (turn !== index) throw unexpected('FILE-FAILED out of turn');
    if (complete) {
      this.#awaitingHash.delete(index);
      return complete;
    }
    const file = this.#current;
    this.#current = null;
    this.#cursor++;
    return file;
  }

  /** Files without bytes in the stream are passed when something later shows that their turn is over. */
  #passEmptyFiles(upToIndex: number): void {
    if (this.#current) return;
    const { accepted, expectedOf, start } = this.#options;
    for (;;) {
      const index = accepted[this.#cursor];
      if (index === undefined || index > upToIndex || expectedOf(index) > 0) return;
      this.#awaitingHash.set(index, start(index));
      this.#cursor++;
    }
  }
}

export function unexpected(message: string): ProtocolError {
  return new ProtocolError('PROTOCOL_UNEXPECTED_MESSAGE', message);
}
