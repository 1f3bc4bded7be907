import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../log.ts';
import { createIdentity } from './identity.ts';
import { startTlsServer } from './tls-server.ts';

/** The beginning of a ClientHello whose rest never comes. */
const HALF_A_HELLO = Buffer.concat([Buffer.from('1603010200010001fc0303', 'hex'), Buffer.alloc(60)]);

async function startServer(): Promise<number> {
  const server = await startTlsServer({
    identity: await createIdentity(),
    listen: ['127.0.0.1'],
    port: 0,
    accepts: () => true,
    isKnownHost: () => false,
    greeting: () => ({ name: 'Server', platform: 'linux', port: 0, isHidden: false }),
    onSession: () => undefined,
    log: silentLog,
    handshakeMs: 200,
  });
  onTestFinished(() => server.stop('none'));
  return server.port;
}

async function stall(port: number, bytes: Uint8Array): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (bytes.length > 0) socket.write(bytes);
  return socket;
}

function untilClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    socket.once('close', () => resolve());
    socket.resume();
  });
}

describe('a connection that never gets through TLS', () => {
  it.each([
    ['says nothing', Buffer.alloc(0)],
    ['says 3 bytes', Buffer.from('abc')],
    ['says 3 bytes of TLS', Buffer.from([0x16, 3, 1])],
    ['says half a ClientHello', HALF_A_HELLO],
  ])('is cut when it %s', async (_what, bytes) => {
    const socket = await stall(await startServer(), bytes);
    await untilClosed(socket);
    expect(socket.destroyed).toBe(true);
  });

  it('takes no place for ever: 500 of them', async () => {
    const port = await startServer();
    const sockets = await Promise.all(
      Array.from({ length: 500 }, (_, n) => stall(port, HALF_A_HELLO.subarray(0, n % 4))),
    );
    await Promise.all(sockets.map(untilClosed));
    expect(sockets.every(({ destroyed }) => destroyed)).toBe(true);
  });
});
