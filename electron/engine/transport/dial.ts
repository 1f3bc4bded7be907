import { connect as connectTcp, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { LanyardError, PeerError } from '../../../shared/errors/lanyard-error.ts';
import type { PeerId } from '../../../shared/model/ids.ts';
import { TLS_TIMEOUT_MS } from '../../../shared/protocol/constants.ts';
import type { Log } from '../log.ts';
import { Connection } from './connection.ts';
import { DialTimeout, mostTelling, toDialError } from './dial-error.ts';
import { greetAsClient, type Greeting, type Purpose, type Session } from './handshake.ts';
import { isSamePeer, type Identity } from './identity.ts';
import { clientTlsOptions, takePeerId } from './tls-options.ts';

interface DialAddress {
  /** Name, IPv4 or IPv6 without brackets, with its zone where it is link-local. */
  readonly host: string;
  readonly port: number;
}

export interface DialOptions {
  readonly identity: Identity;
  readonly greeting: Greeting;
  /** Best first. */
  readonly addresses: readonly DialAddress[];
  /** Who must answer; null: whoever does. */
  readonly expectedId: PeerId | null;
  readonly purpose: Purpose;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** A LAN answers in milliseconds; a dropped SYN is repeated after 1 s and 3 s. */
const TCP_TIMEOUT_MS = 5_000;
/** RFC 8305 §5: how long the next address waits for the one before it. */
const STAGGER_MS = 250;

/**
 * Dials the addresses, each a little after the one before (happy eyeballs, RFC 8305), until one gives a greeted
 * session with `expectedId`; the others are cut.
 *
 * @throws {@link PeerError} the most telling reason when none does; PEER_UNKNOWN without any address; PEER_IDENTITY_CHANGED when another key answered
 */
export async function dial(options: DialOptions): Promise<Session> {
  if (options.addresses.length === 0) throw new PeerError('PEER_UNKNOWN', 'no address of this peer');
  const race = new AbortController();
  const signal = AbortSignal.any([options.signal, race.signal]);
  const attempts = startAttempts(options, signal);
  try {
    const session = await Promise.any(attempts);
    for (const attempt of attempts) closeLoser(attempt, session);
    return session;
  } catch (error) {
    if (!(error instanceof AggregateError)) throw error;
    throw mostTelling(error.errors.map(toLanyardError));
  } finally {
    race.abort();
  }
}

/** Each attempt starts when the one before it has failed, or has had its head start. */
function startAttempts(options: DialOptions, signal: AbortSignal): Promise<Session>[] {
  const attempts: Promise<Session>[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  for (const address of options.addresses) {
    const before = attempts.at(-1);
    if (before) turn = turn.then(() => Promise.race([before.catch(ignoreHere), delay(STAGGER_MS, signal)]));
    attempts.push(turn.then(() => dialOne(address, options, signal)));
  }
  return attempts;
}

/** The attempt's own promise carries the failure to Promise.any. */
const ignoreHere = (): void => undefined;

const delay = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal, ref: false }).catch(ignoreHere);

function closeLoser(attempt: Promise<Session>, winner: Session): void {
  void attempt.then((session) => session !== winner && session.connection.close(null), ignoreHere);
}

const toLanyardError = (error: unknown): LanyardError =>
  error instanceof LanyardError ? error : new PeerError('PEER_CLOSED', 'dial given up', { cause: error });

async function dialOne(address: DialAddress, options: DialOptions, signal: AbortSignal): Promise<Session> {
  if (signal.aborted) throw new PeerError('PEER_CLOSED', 'dial given up');
  const socket = await openTls(address, options.identity, signal);
  return greet(identify(socket, options), options, signal);
}

/** Cuts `socket` when the other end is not who it should be. */
function identify(socket: TLSSocket, { identity, expectedId, log }: DialOptions): Connection {
  try {
    const peerId = takePeerId(socket);
    if (isSamePeer(peerId, identity.peerId)) throw new PeerError('PEER_IS_SELF', 'dialled myself');
    if (expectedId !== null && !isSamePeer(peerId, expectedId)) {
      throw new PeerError('PEER_IDENTITY_CHANGED', 'another key answers at that address');
    }
    return new Connection({ socket, side: 'client', peerId, log });
  } catch (error) {
    socket.destroySoon();
    throw error;
  }
}

/** Given up when `signal` aborts before WELCOME. */
async function greet(connection: Connection, options: DialOptions, signal: AbortSignal): Promise<Session> {
  const { greeting, identity, purpose } = options;
  const onAbort = (): void => connection.close(null);
  signal.addEventListener('abort', onAbort);
  try {
    return await greetAsClient(connection, { ...greeting, peerId: identity.peerId }, purpose);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** A TLS socket whose handshake is done; cut when `signal` aborts before that. */
async function openTls({ host, port }: DialAddress, identity: Identity, signal: AbortSignal): Promise<TLSSocket> {
  const tcp = connectTcp({ host, port });
  try {
    await untilReady(tcp, 'connect', signal);
    // not sooner: a TLS socket over one that still connects closes without a reason when it cannot
    const tls = connectTls({ socket: tcp, ...clientTlsOptions(identity) });
    await untilReady(tls, 'secureConnect', signal);
    return tls;
  } catch (error) {
    tcp.destroy();
    throw error;
  }
}

/** Resolves with the event. Rejects with a PeerError, and `socket` destroyed, when something else comes first. */
function untilReady(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<void> {
  const isTcpOpen = event === 'secureConnect';
  const timeoutMs = isTcpOpen ? TLS_TIMEOUT_MS : TCP_TIMEOUT_MS;
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    const fail = (error: PeerError): void => {
      settle();
      socket.destroy();
      reject(error);
    };
    const onAbort = (): void => fail(new PeerError('PEER_CLOSED', 'given up'));
    const timer = setTimeout(() => fail(toDialError(new DialTimeout('no answer'), isTcpOpen)), timeoutMs);
    signal.addEventListener('abort', onAbort);
    // the first counts; what a socket in use says later goes to its user as well
    socket.on('error', (cause) => fail(toDialError(cause, isTcpOpen)));
    socket.once('close', () => fail(toDialError(new Error('closed'), isTcpOpen)));
    socket.once(event, () => {
      settle();
      resolve();
    });
  });
}
