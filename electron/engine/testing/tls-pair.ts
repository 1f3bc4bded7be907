import { once } from 'node:events';
import { connect as connectTcp, createServer as createTcpServer, type AddressInfo } from 'node:net';
import { connect as connectTls, createServer, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import { createIdentity } from '../transport/identity.ts';
import { clientTlsOptions, serverTlsOptions } from '../transport/tls-options.ts';

/** Two ends of one TLS connection, made as the engine makes them; gone after the test. */
export async function openTlsPair(): Promise<readonly [accepted: TLSSocket, dialled: TLSSocket]> {
  const tls = createServer(serverTlsOptions(await createIdentity()));
  const server = createTcpServer((socket) => void tls.emit('connection', socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP, not on a path
  const tcp = connectTcp({ host: '127.0.0.1', port });
  await once(tcp, 'connect');
  const dialled = connectTls({ socket: tcp, ...clientTlsOptions(await createIdentity()) });
  const [[accepted]] = (await Promise.all([once(tls, 'secureConnection'), once(dialled, 'secureConnect')])) as [
    [TLSSocket],
    unknown,
  ];
  onTestFinished(() => {
    for (const socket of [accepted, dialled]) socket.destroy();
    server.close();
  });
  for (const socket of [accepted, dialled]) socket.on('error', () => undefined);
  return [accepted, dialled];
}
