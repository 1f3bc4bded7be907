import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { greetEvil } from './testing/evil-peer.ts';
import { startTestEngine } from './testing/test-engine.ts';

/** More than there are places for connections that have not greeted. */
const CONNECTS = 300;

/** A TCP connection on which nothing is said yet. */
async function openTcp(port: number, localAddress: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

it('a flood of connections from another address does not cut an honest one that is slow to begin', async () => {
  const victim = await startTestEngine('Victim');
  const slow = await openTcp(victim.port, '127.0.0.1');
  for (let n = 0; n < CONNECTS; n++) await openTcp(victim.port, '127.0.0.2');
  const peer = await greetEvil(victim.port, { tls: { socket: slow }, hello: { purpose: 'presence' } });
  expect(peer.heard[0]?.type).toBe('welcome');
});
