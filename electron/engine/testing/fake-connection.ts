import { PeerError, type LanyardError } from '../../../shared/errors/lanyard-error.ts';
import { toPeerId, type PeerId } from '../../../shared/model/ids.ts';
import type { ControlMessage, MessageOf } from '../../../shared/protocol/messages.ts';
import { deferred } from '../deferred.ts';
import type { ConnectionEnd, ConnectionHandler, FrameConnection } from '../transport/connection.ts';
import type { Session } from '../transport/handshake.ts';

export const FAKE_PEER: PeerId = toPeerId('ab'.repeat(32));

type SentType = Exclude<ControlMessage['type'], 'heartbeat'>;

/** A connection without a socket: a test plays its other end, one call after the other. */
export class FakeConnection implements FrameConnection {
  readonly peerId: PeerId;
  readonly remoteAddress = '192.0.2.1';
  readonly side: FrameConnection['side'];
  readonly closed: Promise<ConnectionEnd>;
  readonly wasHeard: Promise<boolean>;
  readonly sent: ControlMessage[] = [];
  dataBytes = 0;
  /** Undefined: it is open, or was not closed from this side. */
  closedWith: LanyardError | null | undefined;
  readonly #end = deferred<ConnectionEnd>();
  readonly #heard = deferred<boolean>();
  #handler: ConnectionHandler | null = null;
  #isOpen = true;
  #state: FrameConnection['state'] = 'ready';
  #waiting: (() => void)[] = [];

  constructor(side: FrameConnection['side'], peerId = FAKE_PEER) {
    this.side = side;
    this.peerId = peerId;
    this.closed = this.#end.promise;
    this.wasHeard = this.#heard.promise;
  }

  get state(): FrameConnection['state'] {
    return this.#isOpen ? this.#state : 'closed';
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  setHandler(handler: ConnectionHandler): void {
    this.#handler = handler;
  }

  /** No machine moves it on: that is what connection.ts is tested for. */
  enterState(state: FrameConnection['state']): void {
    this.#state = state;
  }

  send(message: ControlMessage): void {
    if (!this.#isOpen) return;
    this.sent.push(message);
    for (const look of this.#waiting.splice(0)) look();
  }

  sendData(frame: Uint8Array): Promise<void> {
    this.dataBytes += frame.length;
    return Promise.resolve();
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  pause(): void {
    // nothing arrives by itself
  }

  resume(): void {
    // see above
  }

  expectClose(): void {
    // the test closes
  }

  close(error: LanyardError | null): void {
    if (!this.#isOpen) return;
    this.closedWith = error;
    this.#finish(error);
    this.#heard.resolve(true);
  }

  /** The other end says this, all of it in one bunch of bytes. */
  says(...messages: readonly ControlMessage[]): void {
    for (const message of messages) this.#handler?.onMessage(message);
  }

  /** The other end sends bytes of files, as one DATA frame. */
  sends(text: string): void {
    this.#handler?.onData(Buffer.from(text), true);
  }

  /** The other end ends it: with a reason, or by going away. */
  ends(error: LanyardError | null = new PeerError('PEER_CLOSED', 'cut')): void {
    this.#finish(error);
    this.#heard.resolve(false);
  }

  /** The first message of that type that is sent, as soon as it is. */
  async sentOf<Type extends SentType>(type: Type): Promise<MessageOf<Type>> {
    for (;;) {
      const found = this.sent.find((message): message is MessageOf<Type> => message.type === type);
      if (found) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #finish(error: LanyardError | null): void {
    this.#isOpen = false;
    this.#end.resolve({ error });
  }
}

/** A greeted session over `connection`. */
export function sessionOver(connection: FakeConnection): Session {
  return {
    connection,
    peer: { name: 'Fake', platform: 'linux', port: 0, isHidden: false },
    purpose: 'transfer',
    isKept: false,
  };
}
