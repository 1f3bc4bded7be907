import { toWireCode } from '../../../shared/errors/codes.ts';
import { PeerError, ProtocolError, toLanyardError } from '../../../shared/errors/lanyard-error.ts';
import type { DiskSpeed } from '../../../shared/model/connection-test.ts';
import type { ControlMessage, MessageOf } from '../../../shared/protocol/messages.ts';
import { WaitClock } from '../transfer/limits/wait-clock.ts';
import type { RateLimiter } from '../transfer/rate-limiter.ts';
import { ReadThrottle } from '../transfer/receive/read-throttle.ts';
import type { FrameConnection } from '../transport/connection.ts';
import { sendBurst } from './burst.ts';
import { TEST_LIMITS } from './test-limits.ts';

interface ServedTest {
  readonly connection: FrameConnection;
  /** Files were exchanged with it. */
  readonly isKnown: boolean;
  readonly uploads: RateLimiter;
  readonly downloads: RateLimiter;
  /** Files move besides. */
  readonly isBusy: () => boolean;
  /** Measures the disk of the inbox, or tells what was measured just now. */
  readonly disk: (signal: AbortSignal) => Promise<DiskSpeed>;
}

/** Answers what one device asks to test its connection to this one, as far as that costs little. PROTOCOL.md §10 */
export class TestService {
  readonly #test: ServedTest;
  readonly #throttle: ReadThrottle;
  readonly #ending = new AbortController();
  #toTakeBytes: number;
  #toSendBytes: number;
  #probesLeft: number = TEST_LIMITS.probes;
  #pullsLeft: number = TEST_LIMITS.pulls;
  #isDiskAsked = false;
  /** What goes on beyond the message that asked for it. */
  #work: Promise<void> = Promise.resolve();

  constructor(test: ServedTest) {
    this.#test = test;
    const { connection, downloads, isKnown } = test;
    const bytes = isKnown ? TEST_LIMITS.knownBytes : TEST_LIMITS.strangerBytes;
    this.#toTakeBytes = bytes;
    this.#toSendBytes = bytes;
    this.#throttle = new ReadThrottle({
      limiter: downloads,
      clock: new WaitClock(),
      hold: () => connection.pause(),
      release: () => connection.resume(),
    });
  }

  /** Resolves when the connection is closed and nothing is left of it on the disk. Never rejects. */
  async run(): Promise<void> {
    const { connection } = this.#test;
    const late = setTimeout(() => {
      connection.close(new PeerError('PEER_TIMED_OUT', 'a test of more than a minute'));
    }, TEST_LIMITS.totalMs);
    connection.setHandler({
      onMessage: (message) => this.#onMessage(message),
      onData: (piece) => this.#onData(piece.length),
    });
    await connection.closed;
    clearTimeout(late);
    this.#throttle.stop();
    this.#ending.abort(new PeerError('PEER_CLOSED', 'the test is over'));
    await this.#work;
  }

  #onData(bytes: number): void {
    this.#toTakeBytes -= bytes;
    if (this.#toTakeBytes < 0) throw new ProtocolError('PROTOCOL_TOO_LARGE', 'more bytes than a test may have');
    this.#throttle.note(bytes);
  }

  #onMessage(message: ControlMessage): void {
    switch (message.type) {
      case 'probe':
        return this.#onProbe(message.number);
      case 'pull':
        return this.#begin(this.#onPull(message));
      case 'disk-query':
        return this.#begin(this.#onDiskQuery());
      default:
        throw new Error(`bug: the session machine let ${message.type} through`);
    }
  }

  #onProbe(number: number): void {
    if (this.#probesLeft-- === 0) throw new ProtocolError('PROTOCOL_TOO_LARGE', 'more PROBEs than a test needs');
    this.#echo(number, this.#toTakeBytes, this.#test.downloads.isLimited);
  }

  async #onPull({ number, bytes, timeMs }: MessageOf<'pull'>): Promise<void> {
    const { connection, uploads } = this.#test;
    if (this.#pullsLeft-- === 0) throw new ProtocolError('PROTOCOL_TOO_LARGE', 'more PULLs than a test needs');
    const wanted = Math.min(bytes, this.#toSendBytes);
    const { signal } = this.#ending;
    this.#toSendBytes -= await sendBurst({ connection, bytes: wanted, timeMs, limiter: uploads, signal });
    this.#echo(number, this.#toSendBytes, uploads.isLimited);
  }

  async #onDiskQuery(): Promise<void> {
    const { connection, isKnown } = this.#test;
    if (this.#isDiskAsked) throw new ProtocolError('PROTOCOL_TOO_LARGE', 'a disk is measured once');
    this.#isDiskAsked = true;
    try {
      if (!isKnown) throw new PeerError('PEER_TESTS_NO_DISK', 'not for a stranger');
      const speed = await this.#test.disk(this.#ending.signal);
      const { writeBytesPerSec: write, readBytesPerSec: read, filesPerSec: files } = speed;
      connection.send({ type: 'disk', code: 0, write, read, files });
    } catch (error) {
      const { code } = toLanyardError(error, 'measuring the disk');
      connection.send({ type: 'disk', code: toWireCode(code), write: 0, read: 0, files: 0 });
    }
  }

  #echo(number: number, room: number, isLimited: boolean): void {
    this.#test.connection.send({ type: 'echo', number, room, isLimited, isBusy: this.#test.isBusy() });
  }

  #begin(work: Promise<void>): void {
    this.#work = work.catch((error: unknown) => this.#test.connection.close(toLanyardError(error, 'a test')));
  }
}
