import { PeerError, ProtocolError, toLanyardError } from '../../../shared/errors/lanyard-error.ts';
import type { PeerId } from '../../../shared/model/ids.ts';
import type { Platform } from '../../../shared/model/peer.ts';
import { GREETING_TIMEOUT_MS, PROTOCOL_VERSION } from '../../../shared/protocol/constants.ts';
import type { ControlMessage, HelloMessage, WelcomeMessage } from '../../../shared/protocol/messages.ts';
import { afterWelcome } from '../../../shared/protocol/session-machine.ts';
import type { Connection, FrameConnection } from './connection.ts';

export type Purpose = HelloMessage['purpose'];

/** What a side says of itself inside TLS: the only source of names that are shown. */
export interface Greeting {
  readonly name: string;
  readonly platform: Platform;
  /** Port it listens on; 0: none. */
  readonly port: number;
  /** It wants to be in the list of those only who added it by address. PROTOCOL.md §4.1 */
  readonly isHidden: boolean;
}

/** The feature of HELLO and WELCOME that says so. */
const HIDDEN = 'hidden';

/** A greeted connection: both ids proven, one purpose agreed. */
export interface Session {
  readonly connection: FrameConnection;
  readonly peer: Greeting;
  readonly purpose: Purpose;
}

/** The next control message, or the connection's end as an error. Data frames are illegal this early. */
function nextMessage(connection: Connection): Promise<ControlMessage> {
  return new Promise((resolve, reject) => {
    connection.setHandler({ onMessage: resolve, onData: () => undefined });
    void connection.closed.then(({ error }) => {
      reject(error ?? new PeerError('PEER_CLOSED', 'closed before the greeting'));
    });
  });
}

/** Runs `greet` under the greeting deadline; closes `connection` with the error when it fails. */
async function withDeadline<T>(connection: Connection, greet: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => {
    connection.close(new PeerError('PEER_TIMED_OUT', 'no greeting in time'));
  }, GREETING_TIMEOUT_MS);
  try {
    return await greet();
  } catch (error) {
    connection.close(toLanyardError(error, 'greeting'));
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function checkSaidId(connection: Connection, said: PeerId): void {
  if (said !== connection.peerId) throw new ProtocolError('PROTOCOL_ID_MISMATCH', 'greeting names another device');
}

const toGreeting = ({ name, platform, port, features }: HelloMessage | WelcomeMessage): Greeting => ({
  name,
  platform,
  port,
  isHidden: features.includes(HIDDEN),
});

/** The part of HELLO and WELCOME that is about the side that says it. */
const toWords = ({ peerId, name, platform, port, isHidden }: Greeting & { readonly peerId: PeerId }) => ({
  deviceId: peerId,
  name,
  platform,
  port,
  features: isHidden ? [HIDDEN] : [],
});

/**
 * Sends HELLO and waits for WELCOME: until then nothing counts as connected, since in TLS 1.3 a client is told
 * "connected" before the server has judged its certificate. Closes `connection` when it throws.
 */
export function greetAsClient(
  connection: Connection,
  self: Greeting & { readonly peerId: PeerId },
  purpose: Purpose,
): Promise<Session> {
  return withDeadline(connection, async () => {
    const answer = nextMessage(connection);
    connection.send({
      type: 'hello',
      minVersion: PROTOCOL_VERSION,
      maxVersion: PROTOCOL_VERSION,
      purpose,
      ...toWords(self),
    });
    const welcome = await answer;
    if (welcome.type !== 'welcome') throw new ProtocolError('PROTOCOL_UNEXPECTED_MESSAGE', welcome.type);
    checkSaidId(connection, welcome.deviceId);
    if (welcome.version !== PROTOCOL_VERSION) throw new ProtocolError('PROTOCOL_VERSION', `chose ${welcome.version}`);
    connection.enterState(afterWelcome(purpose));
    return { connection, peer: toGreeting(welcome), purpose };
  });
}

/** Waits for HELLO and answers WELCOME. Closes `connection` when it throws. */
export function greetAsServer(connection: Connection, self: Greeting & { readonly peerId: PeerId }): Promise<Session> {
  return withDeadline(connection, async () => {
    const hello = await nextMessage(connection);
    if (hello.type !== 'hello') throw new ProtocolError('PROTOCOL_UNEXPECTED_MESSAGE', hello.type);
    checkSaidId(connection, hello.deviceId);
    if (hello.minVersion > PROTOCOL_VERSION || hello.maxVersion < PROTOCOL_VERSION) {
      throw new ProtocolError('PROTOCOL_VERSION', `speaks ${hello.minVersion} to ${hello.maxVersion}`);
    }
    connection.send({
      type: 'welcome',
      version: PROTOCOL_VERSION,
      ...toWords(self),
    });
    connection.enterState(afterWelcome(hello.purpose));
    return { connection, peer: toGreeting(hello), purpose: hello.purpose };
  });
}
