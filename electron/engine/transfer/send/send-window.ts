import { PeerError, ProtocolError } from '../../../../shared/errors/lanyard-error.ts';
import { MAX_DATA_BYTES, WINDOW_BYTES } from '../../../../shared/protocol/constants.ts';
import { deferred } from '../../deferred.ts';
import { orAbort } from '../abortable.ts';

/**
 * A receiver that takes nothing for so long while the window is full, heartbeats or not: the user is told, and it is tried
 * again. Long, as the slowest limit on receiving gets a bunch of bytes through in it.
 */
export const STALL_MS = 300_000;

/**
 * Bounds what is under way between the source and the other end's disk, the buffers of both systems included: what is
 * lost, and sent again, when either app is killed. PROTOCOL.md §5.3
 */
export class SendWindow {
  #sentBytes = 0;
  #takenBytes = 0;
  #grant: (() => void) | null = null;
  #stall: NodeJS.Timeout | undefined;

  /**
   * Resolves when one more frame of any size may be sent. At most one at a time may wait.
   *
   * @throws the signal's reason when it aborts
   * @throws PeerError PEER_STALLED when the receiver takes nothing for {@link STALL_MS}
   */
  async room(signal: AbortSignal): Promise<void> {
    if (this.#hasRoom()) return;
    const granted = deferred<null>();
    this.#grant = () => granted.resolve(null);
    const giveUp = (): void => granted.reject(new PeerError('PEER_STALLED', `nothing taken for ${STALL_MS} ms`));
    this.#stall = setTimeout(giveUp, STALL_MS).unref();
    try {
      await orAbort(granted.promise, signal);
    } finally {
      this.#grant = null;
      clearTimeout(this.#stall);
    }
  }

  noteSent(bytes: number): void {
    this.#sentBytes += bytes;
  }

  /** The receiver says so. Throws a ProtocolError for more than was sent, or less than before. */
  noteTaken(takenBytes: number): void {
    if (takenBytes > this.#sentBytes || takenBytes < this.#takenBytes)
      throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'ACK: took more than was sent, or less than before');
    if (takenBytes > this.#takenBytes) this.#stall?.refresh();
    this.#takenBytes = takenBytes;
    if (!this.#hasRoom()) return;
    this.#grant?.();
    this.#grant = null;
  }

  #hasRoom(): boolean {
    return this.#sentBytes - this.#takenBytes + MAX_DATA_BYTES <= WINDOW_BYTES;
  }
}
