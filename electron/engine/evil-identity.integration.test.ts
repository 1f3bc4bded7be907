import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect, type ConnectionOptions } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ALPN } from '../../shared/protocol/constants.ts';
import { createIdentity } from './transport/identity.ts';
import { clientTlsOptions } from './transport/tls-options.ts';
import { fileEntry } from './testing/entries.ts';
import { connectEvil, greetEvil, helloOf, offerEvil } from './testing/evil-peer.ts';
import { startEvilServer } from './testing/evil-server.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startTestEngine, type TestEngine } from './testing/test-engine.ts';

/** Key and certificate by openssl, of a kind that we never make. */
async function foreignKey(...algorithm: readonly string[]): Promise<{ readonly key: string; readonly cert: string }> {
  const directory = await makeTempDir();
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const request = ['req', '-x509', '-nodes', '-days', '30', '-subj', '/CN=Mallory', '-keyout', key, '-out', cert];
  execFileSync('openssl', [...request, ...algorithm], { stdio: 'ignore' });
  return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
}

/** What comes back on a TLS connection made with `options` that says a correct HELLO: nothing, if it is refused. */
async function hear(victim: TestEngine, options: ConnectionOptions): Promise<string> {
  const identity = await createIdentity();
  const socket = connect({ host: '127.0.0.1', port: victim.port, ...clientTlsOptions(identity), ...options });
  onTestFinished(() => void socket.destroy());
  const heard: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => heard.push(chunk));
  socket.on('error', () => undefined);
  socket.on('end', () => socket.end());
  socket.once('secureConnect', () => {
    const { type: _type, ...body } = helloOf(identity);
    const payload = Buffer.from(JSON.stringify(body));
    const header = Buffer.from([0, 0, payload.length >> 8, payload.length & 0xff, 1]);
    socket.write(Buffer.concat([header, payload]));
  });
  await closed(socket);
  return Buffer.concat(heard).toString();
}

/** Whether it went with an error or not. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

async function expectUnseen(victim: TestEngine): Promise<void> {
  expect(await victim.engine.snapshot()).toMatchObject({ peers: [], offers: [], transfers: [] });
}

describe('a client without the right kind of certificate', () => {
  it('is cut off with nothing said: none at all', async () => {
    const victim = await startTestEngine('Victim');
    // absent, not undefined: that is how TLS is told that there is none
    const { key: _key, cert: _cert, ...bare } = clientTlsOptions(await createIdentity());
    const socket = connect({ host: '127.0.0.1', port: victim.port, ...bare });
    const heard: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => heard.push(chunk)).on('error', () => undefined);
    await closed(socket);
    expect(heard).toEqual([]);
    await expectUnseen(victim);
  });

  it.each([
    ['RSA', ['-newkey', 'rsa:2048']],
    ['Ed25519', ['-newkey', 'ed25519']],
    ['P-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
    ['secp256k1', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1']],
  ])('is cut off with nothing said: %s', async (_, algorithm) => {
    const victim = await startTestEngine('Victim');
    const foreign = await foreignKey(...algorithm);
    let heard = '';
    try {
      heard = await hear(victim, foreign);
    } catch (error) {
      // a TLS library that cannot even show such a certificate
      expect(String(error)).toMatch(/unsupported|wrong|unknown|invalid|no common/i);
    }
    expect(heard).toBe('');
    await expectUnseen(victim);
  });
});

describe('a client that does not speak TLS 1.3 as Lanyard does', () => {
  it.each<readonly [string, ConnectionOptions]>([
    ['TLS 1.2', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }],
    ['no application protocol', { ALPNProtocols: [] }],
    ['another application protocol', { ALPNProtocols: ['http/1.1'] }],
    ['a later application protocol', { ALPNProtocols: ['lanyard/2'] }],
  ])('is cut off with nothing said: %s', async (_, options) => {
    const victim = await startTestEngine('Victim');
    expect(await hear(victim, options)).toBe('');
    await expectUnseen(victim);
  });

  it('is heard when everything is right (the other cases prove something)', async () => {
    const victim = await startTestEngine('Victim');
    const peer = await greetEvil(victim.port);
    expect(peer.heard).toMatchObject([{ type: 'welcome', deviceId: victim.id, name: 'Victim' }]);
    expect(peer.socket.getProtocol()).toBe('TLSv1.3');
    expect(peer.socket.alpnProtocol).toBe(ALPN);
  });

  it.each([
    ['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a HELLO without TLS', '\0\0\0\u0002\u0001{}'],
    ['nothing but zeros', '\0'.repeat(1_000)],
  ])('gets no answer to plain text: %s', async (_, text) => {
    const victim = await startTestEngine('Victim');
    const socket: Socket = connectTcp(victim.port, '127.0.0.1');
    const heard: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => heard.push(chunk)).on('error', () => undefined);
    socket.write(text);
    await closed(socket);
    // at most a TLS alert, type 21
    expect(Buffer.concat(heard)[0] ?? 21).toBe(21);
    expect(Buffer.concat(heard).length).toBeLessThan(20);
    await expectUnseen(victim);
  });

  it('goes through a full handshake each time', async () => {
    const victim = await startTestEngine('Victim');
    const identity = await createIdentity();
    const tls = { secureOptions: 0 } as const;
    let session: Buffer | undefined;
    const first = await connectEvil(victim.port, { identity, tls });
    first.socket.on('session', (given: Buffer) => (session = given));
    first.send(helloOf(identity));
    await first.next('welcome');
    session ??= first.socket.getSession();
    first.destroy();
    await first.ended;
    const second = await connectEvil(victim.port, { identity, tls: { ...tls, ...(session && { session }) } });
    expect(second.socket.isSessionReused()).toBe(false);
    second.send(helloOf(identity));
    await second.next('welcome');
  });
});

describe('a client that says it is another', () => {
  it('is closed with 106 when its HELLO has another id than its certificate', async () => {
    const victim = await startTestEngine('Victim');
    const other = await createIdentity();
    const peer = await connectEvil(victim.port);
    peer.send(helloOf(peer.identity, { deviceId: other.peerId }));
    expect((await peer.ended).closeCode).toBe(106);
    await expectUnseen(victim);
  });

  it('hears why, though it goes on talking', async () => {
    const victim = await startTestEngine('Victim');
    const other = await createIdentity();
    for (let turn = 0; turn < 10; turn++) {
      const peer = await connectEvil(victim.port);
      peer.send(helloOf(peer.identity, { deviceId: other.peerId }));
      for (let frame = 0; frame < 40; frame++) peer.sendData(Buffer.alloc(100_000));
      expect((await peer.ended).closeCode).toBe(106);
    }
  });

  it('is closed when it shows the very identity of the one it calls', async () => {
    const victim = await startTestEngine('Victim');
    const file = await readFile(join(victim.dataDir, 'identity.json'), 'utf8');
    // the file is ours, as loadIdentity writes it
    const stolen = JSON.parse(file) as { readonly privateKeyPem: string; readonly certificatePem: string };
    const identity = { ...stolen, peerId: victim.id };
    const peer = await connectEvil(victim.port, { identity });
    expect((await peer.ended).closeCode).toBe(204);
    await expectUnseen(victim);
  });

  it.each([
    ['a version from the future', { minVersion: 2, maxVersion: 9 }, 105],
    ['a version range upside down', { minVersion: 2, maxVersion: 1 }, 105],
    ['no name', { name: '' }, 102],
    ['a name of 65 characters', { name: 'x'.repeat(65) }, 102],
    ['an id in capitals', { deviceId: 'A'.repeat(64) as never }, 102],
    ['no purpose that we know', { purpose: 'pairing' as never }, 102],
    ['a negative port', { port: -1 }, 102],
    ['33 features', { features: Array.from({ length: 33 }, () => 'x') }, 102],
    ['a HELLO over 4 KiB', { features: ['x'.repeat(4_096)] }, 101],
  ])('is closed for %s', async (_, changes, code) => {
    const victim = await startTestEngine('Victim');
    const peer = await connectEvil(victim.port);
    peer.send(helloOf(peer.identity, changes));
    expect((await peer.ended).closeCode).toBe(code);
    await expectUnseen(victim);
  });

  it('may name an unknown platform and fields of a later version', async () => {
    const victim = await startTestEngine('Victim');
    const hello = { platform: 'beos' as never, maxVersion: 7, features: ['later'] };
    const peer = await offerEvil(victim.port, [fileEntry('a', 1)], { hello });
    expect(await victim.untilOffer()).toMatchObject({ peerId: peer.identity.peerId, peerPlatform: 'other' });
  });
});

describe('a server that is not who it should be', () => {
  it('never gets the offer: it has no P-256 certificate', async () => {
    const dialler = await startTestEngine('Dialler');
    const server = await startEvilServer({ tls: await foreignKey('-newkey', 'rsa:2048') });
    await expect(dialler.engine.addPeer(`127.0.0.1:${server.port}`)).rejects.toMatchObject({
      code: 'PEER_NOT_LANYARD',
    });
    await expectUnseen(dialler);
  });

  it('never gets the offer: it says WELCOME with an id that is not its own', async () => {
    const dialler = await startTestEngine('Dialler');
    const other = await createIdentity();
    const server = await startEvilServer({ welcome: { deviceId: other.peerId } });
    const adding = dialler.engine.addPeer(`127.0.0.1:${server.port}`);
    await expect(adding).rejects.toMatchObject({ code: 'PROTOCOL_ID_MISMATCH' });
    await expectUnseen(dialler);
  });
});
