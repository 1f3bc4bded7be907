import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { PeerId } from '../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { WelcomeMessage } from '../../../shared/protocol/messages.ts';
import { createIdentity, type Identity } from '../transport/identity.ts';
import { serverTlsOptions } from '../transport/tls-options.ts';
import { toRawPeer, type RawPeer } from './raw-peer.ts';

/** A receiver of its own making. Greets politely; what it does after that is the test's business. */
export interface EvilServer {
  readonly id: PeerId;
  readonly identity: Identity;
  readonly port: number;
  /** The next connection made for a transfer or a test, greeted. */
  nextTransfer(): Promise<RawPeer>;
}

interface EvilServerOptions {
  readonly identity?: Identity;
  readonly tls?: TlsOptions;
  readonly welcome?: Partial<WelcomeMessage>;
  /** False: says nothing to who wants to send; `nextTransfer` gives the connection all the same. */
  readonly welcomesTransfers?: boolean;
  /** It is of a version that knows no tests. */
  readonly refusesTests?: boolean;
  /** 0 or absent lets the system choose. */
  readonly port?: number;
}

/** Starts a server on loopback that is gone after the test. */
export async function startEvilServer(options: EvilServerOptions = {}): Promise<EvilServer> {
  const identity = options.identity ?? (await createIdentity());
  const sockets = new Set<TLSSocket>();
  const waiting: RawPeer[] = [];
  const takers: ((peer: RawPeer) => void)[] = [];
  let port = 0;
  const server = createServer({ ...serverTlsOptions(identity), ...options.tls }, (socket) => {
    sockets.add(socket);
    const peer = toRawPeer(socket);
    // a dial that was given up says nothing
    greet(peer, identity, port, options).then(onTransfer, () => undefined);
  });
  const onTransfer = (peer: RawPeer | null): void => {
    if (!peer) return;
    const taker = takers.shift();
    if (taker) taker(peer);
    else waiting.push(peer);
  };
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo); // it listens on TCP, not on a path
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    id: identity.peerId,
    identity,
    port,
    nextTransfer: () => {
      const ready = waiting.shift();
      return ready ? Promise.resolve(ready) : new Promise((resolve) => takers.push(resolve));
    },
  };
}

/** Null for a presence connection. */
async function greet(
  peer: RawPeer,
  identity: Identity,
  port: number,
  { welcome, welcomesTransfers = true, refusesTests = false }: EvilServerOptions,
): Promise<RawPeer | null> {
  const { purpose } = await peer.next('hello');
  if (purpose === 'transfer' && !welcomesTransfers) return peer;
  if (purpose === 'test' && refusesTests) {
    peer.send({ type: 'close', code: 102 });
    return null;
  }
  peer.send({
    type: 'welcome',
    version: 1,
    deviceId: identity.peerId,
    name: 'Mallory',
    platform: 'linux',
    port,
    features: [],
    ...welcome,
  });
  return purpose === 'presence' ? null : peer;
}

/** Hears the whole offer. */
export async function hearOffer(peer: RawPeer): Promise<readonly ManifestEntry[]> {
  await peer.next('manifest-end');
  return peer.heard.flatMap((message) => (message.type === 'manifest' ? message.entries : []));
}
