import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createIdentity } from './identity.ts';
import { clientTlsOptions, serverTlsOptions, takePeerId } from './tls-options.ts';

/** A server that, unlike ours, lets sessions be resumed. */
async function startResuming() {
  const identity = await createIdentity();
  const accepted: TLSSocket[] = [];
  const server = createServer({ ...serverTlsOptions(identity), secureOptions: 0 }, (socket) => {
    accepted.push(socket);
    socket.on('error', () => undefined).write('x');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { identity, accepted, port: (server.address() as AddressInfo).port }; // listens on TCP, not on a path
}

describe('takePeerId()', () => {
  it('gives each side the id of the other', async () => {
    const { identity, accepted, port } = await startResuming();
    const client = await createIdentity();
    const socket = connect({ host: '127.0.0.1', port, ...clientTlsOptions(client) });
    onTestFinished(() => void socket.destroy());
    await once(socket, 'data');
    expect(takePeerId(socket)).toBe(identity.peerId);
    expect(takePeerId(accepted[0]!)).toBe(client.peerId);
  });

  it('refuses a resumed session, on both sides: its certificate proves nothing', async () => {
    const { accepted, port } = await startResuming();
    const options = { host: '127.0.0.1', port, ...clientTlsOptions(await createIdentity()), secureOptions: 0 };
    const first = connect(options);
    onTestFinished(() => void first.destroy());
    const [session] = (await once(first, 'session')) as [Buffer]; // the event has one argument
    const second = connect({ ...options, session });
    onTestFinished(() => void second.destroy());
    await once(second, 'data');
    expect(second.isSessionReused()).toBe(true);
    expect(() => takePeerId(second)).toThrow(/resumed/);
    expect(() => takePeerId(accepted[1]!)).toThrow(/resumed/);
  });
});
