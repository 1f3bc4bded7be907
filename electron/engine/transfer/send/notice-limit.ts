import { ProtocolError } from '../../../../shared/errors/lanyard-error.ts';

/** At once. An honest receiver looks at its folder every few seconds, and says what changed. PROTOCOL.md §4.8 */
const BURST = 100;
/** One more each so long. */
const EVERY_MS = 1_000;

/** Counts the NOTICEs of one connection. */
export class NoticeLimit {
  #left = BURST;
  #lastMs: number;

  constructor(nowMs = performance.now()) {
    this.#lastMs = nowMs;
  }

  /** Throws PROTOCOL_TOO_LARGE for more than anybody can have to say. */
  note(nowMs = performance.now()): void {
    this.#left = Math.min(BURST, this.#left + (nowMs - this.#lastMs) / EVERY_MS);
    this.#lastMs = nowMs;
    if (this.#left < 1) throw new ProtocolError('PROTOCOL_TOO_LARGE', 'too many NOTICEs');
    this.#left -= 1;
  }
}
