import { PeerError, ProtocolError, toLanyardError } from '../../../shared/errors/lanyard-error.ts';
import type { PeerId } from '../../../shared/model/ids.ts';
import type { Platform } from '../../../shared/model/peer.ts';
import { GREETING_TIMEOUT_MS, PROTOCOL_VERSION } from '../../../shared/protocol/constants.ts';
import type { ControlMessage, HelloMessage, WelcomeMessage } from '../../../shared/protocol/messages.ts';
import { afterWelcome } from '../../../shared/protocol/session-machine.ts';
import type { FrameConnection } from './connection.ts';

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

/** What a side says of itself, and who it is. */
export type SelfGreeting = Greeting & { readonly peerId: PeerId };

/** The feature of HELLO and WELCOME that says so. */
const HIDDEN = 'hidden';
/** The feature of a side that keeps a connection after RECEIPT, for another transfer. PROTOCOL.md §5.5 */
const KEEP = 'keep';

/** A greeted connection: both ids proven, one purpose agreed. */
export interface Session {
  readonly connection: FrameConnection;
  readonly peer: Greeting;
  readonly purpose: Purpose;
  /** Both sides keep the connection after a receipt. */
  readonly isKept: boolean;
}

/** The next control message, or the connection's end as an error. Data frames are illegal this early. */
function nextMessage(connection: FrameConnection): Promise<ControlMessage> {
  return new Promise((resolve, reject) => {
    connection.setHandler({ onMessage: resolve, onData: () => undefined });
    void connection.closed.then(({ error }) => {
      reject(error ?? new PeerError('PEER_CLOSED', 'closed before the greeting'));
    });
  });
}

/** Runs `greet` under the greeting deadline; closes `connection` with the error when it fails. */
async function withDeadline<T>(connection: FrameConnection, timeoutMs: number, greet: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => {
    connection.close(new PeerError('PEER_TIMED_OUT', 'no greeting in time'));
  }, timeoutMs);
  try {
    return await greet();
  } catch (error) {
    connection.close(toLanyardError(error, 'greeting'));
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function checkSaidId(connection: FrameConnection, said: PeerId): void {
  if (said !== connection.peerId) throw new ProtocolError('PROTOCOL_ID_MISMATCH', 'greeting names another device');
}

const toGreeting = ({ name, platform, port, features }: HelloMessage | WelcomeMessage): Greeting => ({
  name,
  platform,
  port,
  isHidden: features.includes(HIDDEN),
});

/** The part of HELLO and WELCOME that is about the side that says it. */
const toWords = ({ peerId, name, platform, port, isHidden }: SelfGreeting) => ({
  deviceId: peerId,
  name,
  platform,
  port,
  features: isHidden ? [HIDDEN, KEEP] : [KEEP],
});

/**
 * Sends HELLO and waits for WELCOME: until then nothing counts as connected, since in TLS 1.3 a client is told
 * "connected" before the server has judged its certificate. Closes `connection` when it throws.
 *
 * @param connection - new, or kept by both sides
 */
export function greetAsClient(
  connection: FrameConnection,
  self: SelfGreeting,
  purpose: Purpose,
  timeoutMs = GREETING_TIMEOUT_MS,
): Promise<Session> {
  return withDeadline(connection, timeoutMs, async () => {
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
    return { connection, peer: toGreeting(welcome), purpose, isKept: welcome.features.includes(KEEP) };
  });
}

/** Waits for HELLO and answers WELCOME. Closes `connection` when it throws. */
export function greetAsServer(connection: FrameConnection, self: SelfGreeting): Promise<Session> {
  return withDeadline(connection, GREETING_TIMEOUT_MS, async () =>
    answerHello(connection, self, await nextMessage(connection)),
  );
}

/** Answers WELCOME to `hello`. @throws ProtocolError when that is none, or not one to agree with */
export function answerHello(connection: FrameConnection, self: SelfGreeting, hello: ControlMessage): Session {
  if (hello.type !== 'hello') throw new ProtocolError('PROTOCOL_UNEXPECTED_MESSAGE', hello.type);
  checkSaidId(connection, hello.deviceId);
  if (hello.minVersion > PROTOCOL_VERSION || hello.maxVersion < PROTOCOL_VERSION) {
    throw new ProtocolError('PROTOCOL_VERSION', `speaks ${hello.minVersion} to ${hello.maxVersion}`);
  }
  if (connection.state === 'returning' && hello.purpose !== 'transfer')
    throw new ProtocolError('PROTOCOL_BAD_MESSAGE', 'a kept connection is for transfers');
  connection.send({ type: 'welcome', version: PROTOCOL_VERSION, ...toWords(self) });
  connection.enterState(afterWelcome(hello.purpose));
  return {
    connection,
    peer: toGreeting(hello),
    purpose: hello.purpose,
    isKept: hello.purpose === 'transfer' && hello.features.includes(KEEP),
  };
}
