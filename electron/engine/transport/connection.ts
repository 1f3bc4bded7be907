import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import { fromWireCode, toWireCode } from '../../../shared/errors/codes.ts';
import { LanyardError, PeerError, ProtocolError, toLanyardError } from '../../../shared/errors/lanyard-error.ts';
import type { PeerId } from '../../../shared/model/ids.ts';
import { decodeMessage, encodeMessage } from '../../../shared/protocol/codec.ts';
import { HEARTBEAT_MS, SILENCE_MS } from '../../../shared/protocol/constants.ts';
import { FrameDecoder, type DecodedFrame } from '../../../shared/protocol/frame-decoder.ts';
import type { ControlMessage } from '../../../shared/protocol/messages.ts';
import { afterAnswer, nextState, type SessionState, type Side } from '../../../shared/protocol/session-machine.ts';
import { deferred } from '../deferred.ts';
import type { Log } from '../log.ts';
import { createIdleFrameLimit } from './idle-frames.ts';
import { pauseStream, readStatically } from './static-read.ts';
import { writeSingly } from './write-singly.ts';

/** Who gets what arrives. Called in order, synchronously; a throw closes the connection with its code. */
export interface ConnectionHandler {
  onMessage(message: ControlMessage): void;
  /** `piece` holds only during the call: what is needed later is copied. `isStart`: a DATA frame begins with it. */
  onData(piece: Uint8Array, isStart: boolean): void;
}

/** How a connection ended. `error` null: CLOSE 0, all was said. */
export interface ConnectionEnd {
  readonly error: LanyardError | null;
}

interface ConnectionOptions {
  readonly socket: TLSSocket;
  readonly side: Side;
  readonly peerId: PeerId;
  readonly log: Log;
}

/** How long a closing side waits for the other to take the CLOSE before it cuts. */
const LINGER_MS = 2_000;
/** How long a side that has said all waits for the other to close. */
const CLOSE_TIMEOUT_MS = 5_000;
const WATCH_MS = 1_000;

/** What the flows see of a connection: tests give them one without a socket. */
export type FrameConnection = Pick<Connection, keyof Connection>;

/**
 * One TLS connection that speaks frames. Runs the session machine over both directions, so a handler only ever
 * sees legal messages; keeps the heartbeat; ends exactly once, with `closed` resolved.
 */
export class Connection {
  readonly peerId: PeerId;
  readonly side: Side;
  readonly remoteAddress: string;
  readonly #closed = deferred<ConnectionEnd>();
  readonly closed = this.#closed.promise;
  readonly #heard = deferred<boolean>();
  /** After `close`: whether the other side has ended its half, too, which it does when it has heard all. Never rejects. */
  readonly wasHeard = this.#heard.promise;
  readonly #socket: TLSSocket;
  readonly #log: Log;
  readonly #decoder: FrameDecoder;
  readonly #watch: NodeJS.Timeout;
  readonly #idleFrames = createIdleFrameLimit();
  #state: SessionState = 'greeting';
  #handler: ConnectionHandler | null = null;
  #end: ConnectionEnd | null = null;
  #lastSentMs = performance.now();
  #lastHeardMs = performance.now();
  #isPaused = false;
  #pausedAtMs = 0;

  constructor({ socket, side, peerId, log }: ConnectionOptions) {
    this.#socket = socket;
    this.side = side;
    this.peerId = peerId;
    this.#log = log;
    this.remoteAddress = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    const remoteSide: Side = side === 'client' ? 'server' : 'client';
    this.#decoder = new FrameDecoder((type) => {
      this.#state = nextState(this.#state, remoteSide, type);
    });
    this.#watch = setInterval(() => this.#checkAlive(), WATCH_MS);
    this.#listen();
  }

  get state(): SessionState {
    return this.#state;
  }

  get isOpen(): boolean {
    return this.#end === null;
  }

  /** Frames from now on go to `handler`. */
  setHandler(handler: ConnectionHandler): void {
    this.#handler = handler;
  }

  /** Only the handshake sets a state by what WELCOME says; everything else follows the table. */
  enterState(state: SessionState): void {
    this.#state = state;
  }

  /** Sends a control message; does nothing after the end. Throws when the message is illegal now: our bug. */
  send(message: ControlMessage): void {
    if (this.#end) return;
    this.#state = nextState(this.#state, this.side, message.type);
    if (message.type === 'answer') this.#state = afterAnswer(message);
    this.#lastSentMs = performance.now();
    this.#socket.write(encodeMessage(message));
  }

  /**
   * Sends one DATA frame that is complete in `frame`, header included.
   * Resolves when `frame` may be reused: the kernel has taken it, or the connection ended.
   */
  sendData(frame: Uint8Array): Promise<void> {
    if (this.#end) return Promise.resolve();
    this.#state = nextState(this.#state, this.side, 'data');
    return new Promise((resolve) => {
      this.#lastSentMs = performance.now();
      // a write error also ends the connection, which is where it is told
      this.#socket.write(frame, () => resolve());
    });
  }

  /** Resolves when the socket's own buffer has room again, or the connection ended. */
  async drained(): Promise<void> {
    if (this.#end || !this.#socket.writableNeedDrain) return;
    await Promise.race([once(this.#socket, 'drain').catch(() => undefined), this.closed]);
  }

  /** Stops reading: the peer soon feels it through TCP. */
  pause(): void {
    if (!this.#isPaused) this.#pausedAtMs = performance.now();
    this.#isPaused = true;
    pauseStream(this.#socket);
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#lastHeardMs = performance.now();
    this.#idleFrames.noteUnread(this.#lastHeardMs - this.#pausedAtMs);
    this.#socket.resume();
  }

  /** Says CLOSE with the code of `error` (null: all is well) and ends. What arrives afterwards is thrown away. */
  close(error: LanyardError | null): void {
    if (this.#end) return;
    this.#socket.end(encodeMessage({ type: 'close', code: error ? toWireCode(error.code) : 0 }));
    this.#finish({ error });
    this.#socket.resume();
    setTimeout(() => this.#socket.destroy(), LINGER_MS).unref();
  }

  /** All was said, and the other side closes: one that does not within 5 s is closed. */
  expectClose(): void {
    setTimeout(() => this.close(null), CLOSE_TIMEOUT_MS).unref();
  }

  #listen(): void {
    const socket = this.#socket;
    socket.setNoDelay(true);
    writeSingly(socket);
    const onChunk = (chunk: Uint8Array): void => this.#receive(chunk);
    socket.on('data', onChunk);
    readStatically(socket, onChunk);
    socket.on('end', () => {
      this.#heard.resolve(true);
      this.#cut(new PeerError('PEER_CLOSED', 'the peer closed the connection'));
    });
    socket.on('error', (cause) => this.#cut(new PeerError('PEER_CLOSED', 'connection lost', { cause })));
    socket.on('close', () => {
      this.#heard.resolve(false);
      this.#cut(new PeerError('PEER_CLOSED', 'connection lost'));
    });
  }

  #receive(chunk: Uint8Array): void {
    if (this.#end) return;
    this.#lastHeardMs = performance.now();
    try {
      for (const frame of this.#decoder.push(chunk)) {
        this.#dispatch(frame);
        if (!this.isOpen) return;
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #dispatch(frame: DecodedFrame): void {
    if (frame.type === 'data') {
      this.#handler?.onData(frame.piece, frame.isStart);
      return;
    }
    this.#idleFrames.note(frame.type);
    const message = decodeMessage(frame.type, frame.payload);
    if (message.type === 'heartbeat') return;
    if (message.type === 'close') {
      this.#closedByPeer(message.code);
      return;
    }
    if (message.type === 'answer') this.#state = afterAnswer(message);
    this.#handler?.onMessage(message);
  }

  #closedByPeer(wireCode: number): void {
    const code = wireCode === 0 ? null : fromWireCode(wireCode);
    const error = code && new LanyardError(code, `closed by the peer with ${wireCode}`, { at: 'there' });
    this.#finish({ error });
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), LINGER_MS).unref();
  }

  #fail(error: unknown): void {
    if (error instanceof ProtocolError)
      this.#log.warn('peer broke the protocol', { peer: this.peerId, reason: error.message });
    else if (!(error instanceof LanyardError)) this.#log.error('connection handler failed', error);
    this.close(toLanyardError(error, 'a connection handler'));
  }

  /** Ends without a word: there is nobody to say it to. */
  #cut(error: PeerError): void {
    this.#finish({ error });
    this.#socket.destroy();
  }

  #finish(end: ConnectionEnd): void {
    if (this.#end) return;
    this.#end = end;
    this.#state = 'closed';
    clearInterval(this.#watch);
    this.#closed.resolve(end);
  }

  #checkAlive(): void {
    const isGreeted = this.#state !== 'greeting' && this.#state !== 'greeted';
    if (isGreeted && performance.now() - this.#lastSentMs >= HEARTBEAT_MS && !this.#socket.writableNeedDrain) {
      this.send({ type: 'heartbeat' });
    }
    // after a stall of our own the peer's bytes may lie unread: look again once they have been
    if (this.#isSilent())
      setImmediate(
        () => this.#isSilent() && this.#cut(new PeerError('PEER_STALLED', `nothing heard for ${SILENCE_MS} ms`)),
      );
  }

  #isSilent(): boolean {
    return this.isOpen && !this.#isPaused && performance.now() - this.#lastHeardMs > SILENCE_MS;
  }
}
