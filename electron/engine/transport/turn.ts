import type { LanyardError } from '../../../shared/errors/lanyard-error.ts';
import type { PeerId } from '../../../shared/model/ids.ts';
import type { ControlMessage } from '../../../shared/protocol/messages.ts';
import { afterReceipt, type SessionState, type Side } from '../../../shared/protocol/session-machine.ts';
import { deferred } from '../deferred.ts';
import type { ConnectionEnd, ConnectionHandler, FrameConnection } from './connection.ts';

/**
 * One transfer's use of a connection that both sides keep after a receipt. To its user it is a connection of its own:
 * closing it after the receipt ends the turn and nothing else, closing it earlier closes the connection. After its end it
 * does nothing any more, whoever uses the connection then. PROTOCOL.md §5.5
 */
export class Turn implements FrameConnection {
  readonly closed: Promise<ConnectionEnd>;
  readonly #connection: FrameConnection;
  readonly #onOver: () => void;
  readonly #end = deferred<ConnectionEnd>();
  #isOver = false;

  /** @param onOver - the connection is free, in the state `kept`; its handler is the caller's to set */
  constructor(connection: FrameConnection, onOver: () => void) {
    this.#connection = connection;
    this.#onOver = onOver;
    this.closed = this.#end.promise;
    void connection.closed.then((end) => this.#end.resolve(end));
  }

  get peerId(): PeerId {
    return this.#connection.peerId;
  }

  get side(): Side {
    return this.#connection.side;
  }

  get remoteAddress(): string {
    return this.#connection.remoteAddress;
  }

  get wasHeard(): Promise<boolean> {
    return this.#connection.wasHeard;
  }

  get state(): SessionState {
    return this.#isOver ? 'closed' : this.#connection.state;
  }

  get isOpen(): boolean {
    return !this.#isOver && this.#connection.isOpen;
  }

  setHandler(handler: ConnectionHandler): void {
    if (this.#isOver) return;
    this.#connection.setHandler({
      onMessage: (message) => {
        this.#follow(message);
        handler.onMessage(message);
      },
      onData: (piece, isStart) => handler.onData(piece, isStart),
    });
  }

  enterState(state: SessionState): void {
    if (!this.#isOver) this.#connection.enterState(state);
  }

  send(message: ControlMessage): void {
    if (!this.isOpen) return;
    this.#connection.send(message);
    this.#follow(message);
  }

  async sendData(frame: Uint8Array): Promise<void> {
    if (!this.#isOver) await this.#connection.sendData(frame);
  }

  async drained(): Promise<void> {
    if (!this.#isOver) await this.#connection.drained();
  }

  pause(): void {
    if (!this.#isOver) this.#connection.pause();
  }

  resume(): void {
    if (!this.#isOver) this.#connection.resume();
  }

  close(error: LanyardError | null): void {
    if (this.#isOver) return;
    if (error === null && this.#connection.state === 'kept') this.#finish();
    else this.#connection.close(error);
  }

  expectClose(): void {
    if (this.#isOver) return;
    if (this.#connection.state === 'kept') this.#finish();
    else this.#connection.expectClose();
  }

  #follow({ type }: ControlMessage): void {
    if (type === 'receipt' && this.isOpen) this.#connection.enterState(afterReceipt(true));
  }

  #finish(): void {
    this.#isOver = true;
    // a flow that was held back must not leave that to the next one
    this.#connection.resume();
    this.#end.resolve({ error: null });
    this.#onOver();
  }
}
