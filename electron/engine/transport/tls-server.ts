import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { PeerError } from '../../../shared/errors/lanyard-error.ts';
import type { PeerId } from '../../../shared/model/ids.ts';
import { KEPT_MS } from '../../../shared/protocol/constants.ts';
import type { ControlMessage } from '../../../shared/protocol/messages.ts';
import type { Log } from '../log.ts';
import { Admission } from './admission.ts';
import { Connection } from './connection.ts';
import { systemCode } from './dial-error.ts';
import { answerHello, greetAsServer, type Greeting, type SelfGreeting, type Session } from './handshake.ts';
import { isSamePeer, type Identity } from './identity.ts';
import { KeptConnections } from './kept-connections.ts';
import { serverTlsOptions, takePeerId } from './tls-options.ts';
import { Turn } from './turn.ts';

interface TlsServerOptions {
  readonly identity: Identity;
  /** Addresses; null: all of them, IPv6 and IPv4. */
  readonly listen: readonly string[] | null;
  /** Tried first; when it cannot be had any free one is used. 0 lets the system choose. */
  readonly port: number;
  /** False: the connection is cut before a byte of it is looked at. */
  readonly accepts: (socket: Socket) => boolean;
  /** Somebody the user has dealt with was last seen at that address: strangers do not take its places. */
  readonly isKnownHost: (host: string) => boolean;
  /** What WELCOME says; read at each greeting. */
  readonly greeting: () => Greeting;
  readonly onSession: (session: Session) => void;
  readonly log: Log;
  /** How long the TLS handshake may take. */
  readonly handshakeMs?: number;
}

/** The client closes a kept connection first: no HELLO crosses our CLOSE. */
const KEPT_LONGER_MS = 15_000;

/** Listens on TCP, does TLS and the greeting, and hands over only peers that have proven who they are. */
export async function startTlsServer(options: TlsServerOptions) {
  const places = { admission: new Admission(options.isKnownHost), kept: new KeptConnections(KEPT_MS + KEPT_LONGER_MS) };
  const { admission, kept } = places;
  const tls = createTlsServer(serverTlsOptions(options.identity, options.handshakeMs));
  tls.on('secureConnection', (socket) => void welcome(socket, places, options));
  // strangers, port scanners, cut handshakes; of one that took too long Node tells, and leaves it open
  tls.on('tlsClientError', (error, socket) => {
    options.log.info('handshake refused', { reason: error.message });
    socket.destroy();
  });
  const onTcp = (socket: Socket): void => {
    // until TLS listens itself, an error here would be an uncaught one
    socket.on('error', () => socket.destroy());
    if (!options.accepts(socket)) socket.destroy();
    else if (admission.admit(socket)) tls.emit('connection', socket);
  };
  const servers = await listenAll(options, onTcp);
  return {
    port: portOf(servers[0]),
    /** Closes the connection of that peer that is kept for another transfer. */
    forget: (peerId: PeerId): void => kept.forget(peerId),
    /** The port is free at once. Cuts all connections, or all but transfers: those go on and end by themselves. */
    stop(spared: 'none' | 'transfers'): void {
      for (const server of servers) server.close();
      kept.stop();
      admission.clear(spared === 'transfers');
    },
  };
}

interface Places {
  readonly admission: Admission;
  readonly kept: KeptConnections;
}

async function welcome(socket: TLSSocket, places: Places, options: TlsServerOptions): Promise<void> {
  let connection: Connection | null = null;
  try {
    const peerId = takePeerId(socket);
    connection = new Connection({ socket, side: 'server', peerId, log: options.log });
    if (isSamePeer(peerId, options.identity.peerId)) {
      connection.close(new PeerError('PEER_IS_SELF', 'dialled myself'));
      return;
    }
    serve(await greetAsServer(connection, toSelf(options)), socket, places, options);
  } catch (error) {
    options.log.info('greeting failed', { reason: error instanceof Error ? error.message : String(error) });
    // a connection has said CLOSE by now, and lingers until that is heard
    if (!connection) socket.destroySoon();
  }
}

/** Hands over a session; where both sides keep the connection, one after the other. */
function serve(session: Session, socket: TLSSocket, places: Places, options: TlsServerOptions): void {
  const { connection, purpose, isKept } = session;
  places.admission.settle(socket, purpose === 'transfer');
  if (!isKept) return options.onSession(session);
  const onHello = (hello: ControlMessage): void => {
    places.kept.take(connection.peerId);
    serve(answerHello(connection, toSelf(options), hello), socket, places, options);
  };
  const turn = new Turn(connection, () => {
    if (!places.kept.keep(connection)) return;
    places.admission.rest(socket);
    connection.setHandler({ onMessage: onHello, onData: () => undefined });
  });
  options.onSession({ ...session, connection: turn });
}

function toSelf({ greeting, identity }: TlsServerOptions): SelfGreeting {
  return { ...greeting(), peerId: identity.peerId };
}

const portOf = (server: Server | undefined): number => (server?.address() as AddressInfo | null)?.port ?? 0;

async function listenAll(options: TlsServerOptions, onTcp: (socket: Socket) => void): Promise<Server[]> {
  const [first, ...others] = options.listen ?? ['::'];
  if (first === undefined) return [];
  const server = await listenFirst(first, options, onTcp);
  const rest = await Promise.allSettled(others.map((host) => listenOn(host, portOf(server), onTcp, options.log)));
  const servers = [server, ...rest.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))];
  const failed = rest.find((one) => one.status === 'rejected');
  if (!failed) return servers;
  for (const one of servers) one.close();
  throw failed.reason;
}

/** Taken; kept for the system; not a port at all. */
const PORT_TROUBLE = new Set(['EADDRINUSE', 'EACCES', 'ERR_SOCKET_BAD_PORT']);

async function listenFirst(host: string, options: TlsServerOptions, onTcp: (socket: Socket) => void): Promise<Server> {
  try {
    return await listenOn(host, options.port, onTcp, options.log);
  } catch (error) {
    if (PORT_TROUBLE.has(systemCode(error)) && options.port !== 0) {
      options.log.warn('this port cannot be used, using another', { port: options.port, reason: systemCode(error) });
      return listenFirst(host, { ...options, port: 0 }, onTcp);
    }
    // a machine without IPv6
    if (host === '::' && ['EAFNOSUPPORT', 'EADDRNOTAVAIL'].includes(systemCode(error)))
      return listenFirst('0.0.0.0', options, onTcp);
    throw error;
  }
}

async function listenOn(host: string, port: number, onTcp: (socket: Socket) => void, log: Log): Promise<Server> {
  const server = createTcpServer(onTcp);
  server.listen({ host, port });
  await once(server, 'listening');
  // of a single accept, when the process is out of file descriptors, say: the next one may work
  server.on('error', (error) => log.warn('a connection could not be taken', { reason: error.message }));
  return server;
}
