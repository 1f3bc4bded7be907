import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createIdentity } from './transport/identity.ts';
import { startEvilServer } from './testing/evil-server.ts';
import { startPair, startTestEngine } from './testing/test-engine.ts';

/** Listens on loopback until the test ends; gives its address. */
async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  // listens on TCP, not on a path
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Why adding it failed. */
async function whyNot(address: string): Promise<unknown> {
  const { engine } = await startTestEngine('Adding');
  const error: unknown = await engine.addPeer(address).catch((reason: unknown) => reason);
  expect((await engine.snapshot()).peers).toEqual([]);
  return error;
}

/** A port that nobody answers at: its listener never accepts, and the kernel's queue for it is full. */
async function startDeaf(): Promise<string> {
  const script = `const server = require('net').createServer().listen(0, '127.0.0.1', 1, () => {
    require('fs').writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;
  const deaf = spawn(process.execPath, ['-e', script], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  onTestFinished(() => void deaf.kill('SIGKILL'));
  const [chunk] = (await once(deaf.stdout, 'data')) as [Buffer]; // all that it says
  const port = Number(chunk.toString());
  // the listener's backlog is 1: two get in, more do not
  for (let n = 0; n < 4; n++) {
    const filler = connect(port, '127.0.0.1').on('error', () => undefined);
    onTestFinished(() => void filler.destroy());
    if (n < 2) await once(filler, 'connect');
  }
  return `127.0.0.1:${port}`;
}

describe('an address that cannot be added says why', () => {
  it.each([
    '',
    '   ',
    'not an address',
    '999.1.1.1',
    'host:0',
    'host:65536',
    'host:port',
    '[::1',
    'a b:1',
    'x'.repeat(300),
  ])('no address at all: %j', async (text) => {
    expect(await whyNot(text)).toMatchObject({ code: 'PEER_ADDRESS_NOT_FOUND' });
  });

  it('a host that nobody knows', async () => {
    expect(await whyNot('no-such-host.invalid:53420')).toMatchObject({ code: 'PEER_ADDRESS_NOT_FOUND' });
  });

  it('a port that refuses', async () => {
    const gone = await startTestEngine('Gone');
    await gone.stop();
    expect(await whyNot(`127.0.0.1:${gone.port}`)).toMatchObject({ code: 'PEER_REFUSED' });
  });

  it('a web server', async () => {
    const address = await listen(createHttpServer((_, response) => response.end('hello')));
    expect(await whyNot(address)).toMatchObject({ code: 'PEER_NOT_LANYARD' });
  });

  it('a server that talks first, like mail or SSH', async () => {
    const address = await listen(
      createServer((socket) => void socket.on('error', () => undefined).write('220 ready\r\n')),
    );
    expect(await whyNot(address)).toMatchObject({ code: 'PEER_NOT_LANYARD' });
  });

  it('a server that hangs up', async () => {
    expect(await whyNot(await listen(createServer((socket) => void socket.destroy())))).toMatchObject({
      code: 'PEER_NOT_LANYARD',
    });
  });

  it('a TLS server that is something else', async () => {
    const { privateKeyPem: key, certificatePem: cert } = await createIdentity();
    for (const ALPNProtocols of [undefined, ['http/1.1']]) {
      const server = createTlsServer({ key, cert, ...(ALPNProtocols && { ALPNProtocols }) }, (socket) =>
        socket.on('error', () => undefined),
      );
      expect(await whyNot(await listen(server))).toMatchObject({ code: 'PEER_NOT_LANYARD' });
    }
  });

  it('one that takes the call and says nothing (after 10 s), one that does not answer (after 5 s)', async () => {
    const silent = await listen(createServer((socket) => void socket.on('error', () => undefined)));
    const deaf = await startDeaf();
    const [one, other] = await Promise.all([whyNot(silent), whyNot(deaf)]);
    expect(one).toMatchObject({ code: 'PEER_NOT_LANYARD' });
    expect(other).toMatchObject({ code: 'PEER_TIMED_OUT' });
  });

  it('itself', async () => {
    const self = await startTestEngine('Self');
    await expect(self.engine.addPeer(`127.0.0.1:${self.port}`)).rejects.toMatchObject({ code: 'PEER_IS_SELF' });
    expect((await self.engine.snapshot()).peers).toEqual([]);
  });

  it.each([
    ['another version', { version: 2 }, 'PROTOCOL_VERSION'],
    ['another id than its certificate', { deviceId: '0'.repeat(64) as never }, 'PROTOCOL_ID_MISMATCH'],
    ['no name', { name: '' }, 'PROTOCOL_BAD_MESSAGE'],
    ['a name over 64 characters', { name: 'x'.repeat(65) }, 'PROTOCOL_BAD_MESSAGE'],
  ])('a Lanyard that says %s', async (_, welcome, code) => {
    const server = await startEvilServer({ welcome });
    expect(await whyNot(`127.0.0.1:${server.port}`)).toMatchObject({ code });
  });
});

describe('an address that can be added', () => {
  it('shows each the other, under its name, at once', async () => {
    const { sender, receiver } = await startPair();
    const [seen] = (await sender.engine.snapshot()).peers;
    expect(seen).toMatchObject({ id: receiver.id, name: 'Receiver', status: 'online', isManual: true });
    const [back] = (await receiver.engine.snapshot()).peers;
    expect(back).toMatchObject({ id: sender.id, name: 'Sender', status: 'online', isManual: false });
    expect(back?.fingerprintWords).toHaveLength(6);
  });

  it('may be added twice', async () => {
    const { sender, receiver } = await startPair();
    await expect(sender.engine.addPeer(`127.0.0.1:${receiver.port}`)).resolves.toBe(receiver.id);
    expect((await sender.engine.snapshot()).peers).toHaveLength(1);
  });
});
