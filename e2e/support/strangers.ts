import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect } from 'node:tls';
import 'reflect-metadata';
import { X509CertificateGenerator } from '@peculiar/x509';
import { toPeerId, type PeerId } from '../../shared/model/ids.ts';
import { encodeMessage } from '../../shared/protocol/codec.ts';
import { ALPN } from '../../shared/protocol/constants.ts';

/** One of the many devices that anybody can be. */
interface Stranger {
  readonly peerId: PeerId;
  readonly key: string;
  readonly cert: string;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

const toPem = (label: string, der: ArrayBuffer): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`;

async function makeStranger(): Promise<Stranger> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=x',
    keys,
    signingAlgorithm: ALGORITHM,
  });
  const id = createHash('sha256').update(new Uint8Array(certificate.publicKey.rawData)).digest('hex');
  const key = toPem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  return { peerId: toPeerId(id), key, cert: toPem('CERTIFICATE', certificate.rawData) };
}

export function makeStrangers(count: number): Promise<readonly Stranger[]> {
  return Promise.all(Array.from({ length: count }, makeStranger));
}

/** Says HELLO for presence and hangs up as soon as anything comes back. */
export async function sayHelloAndGo(
  { peerId, key, cert }: Stranger,
  port: number,
  localAddress: string,
): Promise<void> {
  const tcp = connectTcp({ host: '127.0.0.1', port, localAddress });
  const tls = { minVersion: 'TLSv1.3', ALPNProtocols: [ALPN], rejectUnauthorized: false } as const;
  const socket = connect({ socket: tcp, key, cert, ...tls });
  // refused, cut: all the same to whoever does this
  for (const one of [tcp, socket]) one.on('error', () => undefined);
  const closed = once(tcp, 'close').catch(() => undefined);
  socket.on('secureConnect', () => {
    const versions = { minVersion: 1, maxVersion: 1 };
    const self = { deviceId: peerId, name: 'Mallory', platform: 'linux', port: 0 } as const;
    socket.write(encodeMessage({ type: 'hello', purpose: 'presence', ...versions, ...self, features: [] }));
  });
  socket.once('data', () => socket.destroy());
  await closed;
}
