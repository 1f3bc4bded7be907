import type { PeerId } from '../../../shared/model/ids.ts';
import { AGAIN_TIMEOUT_MS, KEPT_MS } from '../../../shared/protocol/constants.ts';
import { dial, type DialOptions } from './dial.ts';
import { greetAsClient, type Session } from './handshake.ts';
import { KeptConnections } from './kept-connections.ts';
import { Turn } from './turn.ts';

interface TransferDiallerOptions {
  /** Who dials and what HELLO says; read at each greeting. */
  readonly how: () => Pick<DialOptions, 'identity' | 'greeting' | 'log'>;
  /** Best first. */
  readonly addressesOf: (peerId: PeerId) => DialOptions['addresses'];
}

/** Sessions for transfers: over the connection that an earlier transfer to that peer has left, or over a new one. */
export class TransferDialler {
  readonly #options: TransferDiallerOptions;
  readonly #kept = new KeptConnections(KEPT_MS);

  constructor(options: TransferDiallerOptions) {
    this.#options = options;
  }

  /** A kept connection has answered by then: one that died unnoticed costs a second. @throws PeerError */
  async dial(peerId: PeerId, signal: AbortSignal): Promise<Session> {
    return this.#lend((await this.#again(peerId, signal)) ?? (await this.#dialAnew(peerId, signal)));
  }

  /** Closes what is kept to that peer. */
  forget(peerId: PeerId): void {
    this.#kept.forget(peerId);
  }

  /** Nothing is kept any more. What is in use goes on. */
  stop(): void {
    this.#kept.stop();
  }

  async #again(peerId: PeerId, signal: AbortSignal): Promise<Session | null> {
    const connection = this.#kept.take(peerId);
    if (!connection) return null;
    const onAbort = (): void => connection.close(null);
    signal.addEventListener('abort', onAbort);
    try {
      const { greeting, identity } = this.#options.how();
      return await greetAsClient(connection, { ...greeting, peerId: identity.peerId }, 'transfer', AGAIN_TIMEOUT_MS);
    } catch {
      // closed by now; whatever is wrong, a new connection tells
      return null;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  #dialAnew(peerId: PeerId, signal: AbortSignal): Promise<Session> {
    const { how, addressesOf } = this.#options;
    return dial({ ...how(), addresses: addressesOf(peerId), expectedId: peerId, purpose: 'transfer', signal });
  }

  #lend(session: Session): Session {
    const { connection, isKept } = session;
    if (!isKept) return session;
    return { ...session, connection: new Turn(connection, () => this.#keep(session)) };
  }

  #keep({ connection }: Session): void {
    connection.setHandler({ onMessage: saysNothing, onData: saysNothing });
    this.#kept.keep(connection);
  }
}

/** The server of a kept connection may only close it. */
function saysNothing(): void {
  throw new Error('bug: the session machine let something through');
}
