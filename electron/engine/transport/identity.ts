import { createHash, timingSafeEqual, webcrypto, X509Certificate } from 'node:crypto';
// the certificate library's dependency container needs this polyfill before it loads
import 'reflect-metadata';
import { X509CertificateGenerator } from '@peculiar/x509';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { z } from 'zod';
import { toPeerId, type PeerId } from '../../../shared/model/ids.ts';
import { readJson, writeJson } from '../storage/json-file.ts';
import { join } from 'node:path';

/** This installation's key and certificate. PROTOCOL.md §2 */
export interface Identity {
  readonly peerId: PeerId;
  readonly privateKeyPem: string;
  readonly certificatePem: string;
}

const identitySchema = z.object({ privateKeyPem: z.string(), certificatePem: z.string() });

/** Dates are never checked by a peer, so they only have to be valid ASN.1 on any clock. */
const NOT_BEFORE = new Date('2000-01-01T00:00:00Z');
const NOT_AFTER = new Date('2999-12-31T23:59:59Z');
const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Words that stand for a device id: 6 of 11 bits each, enough that nobody finds a second key with the same ones. */
const FINGERPRINT_WORDS = 6;
const BITS_PER_WORD = 11;

function toPem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** A fresh ECDSA P-256 key with a self-signed X.509 v3 certificate. */
export async function createIdentity(): Promise<Identity> {
  const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    { name: 'CN=Lanyard', keys, notBefore: NOT_BEFORE, notAfter: NOT_AFTER, signingAlgorithm: KEY_ALGORITHM },
    webcrypto,
  );
  const privateKeyPem = toPem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return toIdentity(privateKeyPem, toPem('CERTIFICATE', certificate.rawData));
}

function toIdentity(privateKeyPem: string, certificatePem: string): Identity {
  const peerId = peerIdOf(new X509Certificate(certificatePem));
  if (peerId === null) throw new Error('bug: own certificate is not P-256');
  return { peerId, privateKeyPem, certificatePem };
}

/**
 * The identity kept in `dataDir`, made at the first call. A damaged file is put aside by the reader and a new
 * identity made: to peers this is then another device.
 */
export async function loadIdentity(dataDir: string): Promise<Identity> {
  const path = join(dataDir, 'identity.json');
  const stored = await readJson(path, identitySchema);
  if (stored) return toIdentity(stored.privateKeyPem, stored.certificatePem);
  const identity = await createIdentity();
  await writeJson(path, { privateKeyPem: identity.privateKeyPem, certificatePem: identity.certificatePem });
  return identity;
}

/** Device id of a certificate: SHA-256 of its SPKI; null when the key is not ECDSA P-256. PROTOCOL.md §2 */
export function peerIdOf(certificate: X509Certificate): PeerId | null {
  const key = certificate.publicKey;
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return null;
  const spki = key.export({ type: 'spki', format: 'der' });
  return toPeerId(createHash('sha256').update(spki).digest('hex'));
}

/** Constant-time equality of two device ids. */
export function isSamePeer(a: PeerId, b: PeerId): boolean {
  return timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'));
}

/** The first 66 bits of a device id as six words of the BIP-39 English list. */
export function toFingerprintWords(peerId: PeerId): readonly string[] {
  const bits = BigInt(`0x${peerId}`);
  return Array.from({ length: FINGERPRINT_WORDS }, (_, position) => {
    const shift = BigInt(256 - BITS_PER_WORD * (position + 1));
    return wordlist[Number((bits >> shift) & 0x7ffn)] ?? '';
  });
}
