import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** One interface and family to speak on. */
export interface Endpoint {
  readonly family: 'IPv4' | 'IPv6';
  /** Tells the system which interface: an IPv4 address of it, or `::%eth0`. */
  readonly joinAddress: string;
  readonly mdnsPort: number;
}

export interface MdnsSocket {
  /** Sends to everybody on the interface, or to one asker. Rejects with the system's error. */
  send(bytes: Uint8Array, to?: { readonly host: string; readonly port: number }): Promise<void>;
  close(): Promise<void>;
}

interface SocketEvents {
  readonly onMessage: (bytes: Buffer, from: RemoteInfo) => void;
  /** The socket is of no use any more. */
  readonly onError: (error: Error) => void;
}

/** RFC 6762 3 and 5. */
const GROUPS = { IPv4: '224.0.0.251', IPv6: 'ff02::fb' } as const;
/** RFC 6762 11. */
const TTL_HOPS = 255;

function groupOf({ family, joinAddress }: Endpoint): string {
  const zone = joinAddress.split('%')[1];
  return family === 'IPv4' || zone === undefined ? GROUPS[family] : `${GROUPS.IPv6}%${zone}`;
}

/**
 * Bound to the group, a socket hears nothing sent to our own addresses, and with IPv6 nothing of other interfaces.
 * Only Linux does this well: Windows refuses, BSD and macOS would send with the group as source.
 */
function bindAddressOf(endpoint: Endpoint): string {
  if (process.platform === 'linux') return groupOf(endpoint);
  return endpoint.family === 'IPv4' ? '0.0.0.0' : '::';
}

async function bindAndJoin(socket: Socket, endpoint: Endpoint): Promise<void> {
  const listening = once(socket, 'listening');
  socket.bind({ port: endpoint.mdnsPort, address: bindAddressOf(endpoint) });
  await listening;
  socket.addMembership(GROUPS[endpoint.family], endpoint.joinAddress);
  socket.setMulticastInterface(endpoint.joinAddress);
  socket.setMulticastTTL(TTL_HOPS);
  socket.setTTL(TTL_HOPS);
  // other Lanyards on this computer must hear us
  socket.setMulticastLoopback(true);
}

/** Never rejects: one that the system has closed already is closed. */
function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    try {
      socket.close(() => resolve());
    } catch {
      resolve();
    }
  });
}

/** Opens a socket that hears and sends mDNS on one interface, beside others of this computer. Rejects with the system's error. */
export async function openMdnsSocket(endpoint: Endpoint, events: SocketEvents): Promise<MdnsSocket> {
  const isIPv6 = endpoint.family === 'IPv6';
  const socket = createSocket({ type: isIPv6 ? 'udp6' : 'udp4', reuseAddr: true, ipv6Only: isIPv6 });
  try {
    await bindAndJoin(socket, endpoint);
  } catch (error) {
    await closeSocket(socket);
    throw error;
  }
  socket.on('error', events.onError);
  socket.on('message', events.onMessage);

  const multicast = { host: groupOf(endpoint), port: endpoint.mdnsPort };
  return {
    send: (bytes, to = multicast) =>
      new Promise((resolve, reject) => {
        socket.send(bytes, to.port, to.host, (error) => (error ? reject(error) : resolve()));
      }),
    close: () => closeSocket(socket),
  };
}
