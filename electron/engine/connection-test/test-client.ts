import { PeerError, ProtocolError, toLanyardError } from '../../../shared/errors/lanyard-error.ts';
import type { ControlMessage, MessageOf } from '../../../shared/protocol/messages.ts';
import { deferred, type Deferred } from '../deferred.ts';
import { orAbort } from '../transfer/abortable.ts';
import { WaitClock } from '../transfer/limits/wait-clock.ts';
import type { RateLimiter } from '../transfer/rate-limiter.ts';
import { ReadThrottle } from '../transfer/receive/read-throttle.ts';
import type { FrameConnection } from '../transport/connection.ts';
import { sendBurst } from './burst.ts';

/** For one answer: bytes that wait in a slow network are on their way for long. */
const ANSWER_MS = 25_000;

type Answer = MessageOf<'echo'> | MessageOf<'disk'>;

/** How one question and its answer went. */
export interface Asked<Message> {
  readonly answer: Message;
  readonly elapsedMs: number;
}

interface TestClientOptions {
  readonly connection: FrameConnection;
  readonly uploads: RateLimiter;
  readonly downloads: RateLimiter;
  /** Ends the waiting; its reason is a LanyardError. */
  readonly signal: AbortSignal;
}

/** The asking side of a test, one question after the other. What its functions throw ended it. PROTOCOL.md §10 */
export class TestClient {
  readonly #options: TestClientOptions;
  readonly #throttle: ReadThrottle;
  readonly #gone = new AbortController();
  readonly #signal: AbortSignal;
  #asked: { readonly number: number | null; readonly answer: Deferred<Answer> } | null = null;
  #number = 0;
  /** Of those that were asked for: more are refused. */
  #toTakeBytes = 0;
  #takenBytes = 0;

  constructor(options: TestClientOptions) {
    this.#options = options;
    const { connection, downloads, signal } = options;
    this.#signal = AbortSignal.any([signal, this.#gone.signal]);
    this.#throttle = new ReadThrottle({
      limiter: downloads,
      clock: new WaitClock(),
      hold: () => connection.pause(),
      release: () => connection.resume(),
    });
    connection.setHandler({
      onMessage: (message) => this.#onMessage(message),
      onData: (piece) => this.#onData(piece.length),
    });
    void connection.closed.then(({ error }) => {
      this.#throttle.stop();
      this.#gone.abort(error ?? new PeerError('PEER_CLOSED', 'closed in the middle of a test'));
    });
  }

  async probe(): Promise<Asked<MessageOf<'echo'>>> {
    const number = ++this.#number;
    return this.#ask({ type: 'probe', number }, number, 'echo');
  }

  /** Sends bytes until so many, or the time, are through. Resolves when the other side has had them all. */
  async push(bytes: number, timeMs: number): Promise<Asked<MessageOf<'echo'>> & { readonly bytes: number }> {
    const { connection, uploads } = this.#options;
    const startMs = performance.now();
    const sentBytes = await sendBurst({ connection, bytes, timeMs, limiter: uploads, signal: this.#signal });
    const { answer } = await this.probe();
    return { answer, bytes: sentBytes, elapsedMs: performance.now() - startMs };
  }

  /** The other way round. */
  async pull(bytes: number, timeMs: number): Promise<Asked<MessageOf<'echo'>> & { readonly bytes: number }> {
    const number = ++this.#number;
    this.#toTakeBytes = bytes;
    this.#takenBytes = 0;
    const asked = await this.#ask({ type: 'pull', number, bytes, timeMs }, number, 'echo');
    return { ...asked, bytes: this.#takenBytes };
  }

  async disk(): Promise<MessageOf<'disk'>> {
    return (await this.#ask({ type: 'disk-query' }, null, 'disk')).answer;
  }

  async #ask<Type extends Answer['type']>(
    question: ControlMessage,
    number: number | null,
    type: Type,
  ): Promise<Asked<MessageOf<Type>>> {
    this.#signal.throwIfAborted();
    const asked = { number, answer: deferred<Answer>() };
    this.#asked = asked;
    const startMs = performance.now();
    const late = setTimeout(() => {
      asked.answer.reject(new PeerError('PEER_TIMED_OUT', `no answer to ${question.type}`));
    }, ANSWER_MS);
    try {
      this.#options.connection.send(question);
      const answer = await orAbort(asked.answer.promise, this.#signal);
      if (answer.type !== type) throw new Error(`bug: the session machine let ${answer.type} through`);
      // it was just compared
      return { answer: answer as MessageOf<Type>, elapsedMs: performance.now() - startMs };
    } finally {
      clearTimeout(late);
    }
  }

  #onMessage(message: ControlMessage): void {
    if (message.type !== 'echo' && message.type !== 'disk')
      throw new Error(`bug: the session machine let ${message.type} through`);
    const asked = this.#asked;
    const number = message.type === 'echo' ? message.number : null;
    if (asked?.number !== number) throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'ECHO of another question');
    this.#asked = null;
    asked.answer.resolve(message);
  }

  #onData(bytes: number): void {
    this.#takenBytes += bytes;
    if (this.#takenBytes > this.#toTakeBytes)
      throw new ProtocolError('PROTOCOL_TOO_LARGE', 'more bytes than were asked for');
    this.#throttle.note(bytes);
  }
}

/** Why a test could not begin: of one that does not know tests, that. @param error - what the dial threw */
export function toTestError(error: unknown): Error {
  const told = toLanyardError(error, 'a test');
  const isOlder = told.code === 'PROTOCOL_BAD_MESSAGE' && told.at === 'there';
  return isOlder ? new PeerError('PEER_CANNOT_TEST', 'does not know tests', { cause: told }) : told;
}
