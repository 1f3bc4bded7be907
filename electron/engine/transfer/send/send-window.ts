import { ProtocolError } from '../../../../shared/errors/lanyard-error.ts';
import { MAX_DATA_BYTES, WINDOW_BYTES } from '../../../../shared/protocol/constants.ts';
import { abortable } from '../abortable.ts';

/**
 * Bounds what is under way between the source and the other end's disk, the buffers of both systems included: what is
 * lost, and sent again, when either app is killed. PROTOCOL.md §5.3
 */
export class SendWindow {
  #sentBytes = 0;
  #takenBytes = 0;
  #grant: (() => void) | null = null;

  /**
   * Resolves when one more frame of any size may be sent. At most one at a time may wait.
   *
   * @throws the signal's reason when it aborts
   */
  room(signal: AbortSignal): Promise<void> {
    if (this.#hasRoom()) return Promise.resolve();
    return abortable(
      signal,
      (resolve) => (this.#grant = resolve),
      () => (this.#grant = null),
    );
  }

  noteSent(bytes: number): void {
    this.#sentBytes += bytes;
  }

  /** The receiver says so. Throws a ProtocolError for more than was sent, or less than before. */
  noteTaken(takenBytes: number): void {
    if (takenBytes > this.#sentBytes || takenBytes < this.#takenBytes)
      throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'ACK: took more than was sent, or less than before');
    this.#takenBytes = takenBytes;
    if (!this.#hasRoom()) return;
    this.#grant?.();
    this.#grant = null;
  }

  #hasRoom(): boolean {
    return this.#sentBytes - this.#takenBytes + MAX_DATA_BYTES <= WINDOW_BYTES;
  }
}
