import { createHash, createPrivateKey, timingSafeEqual, X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { z } from 'zod';
import { toPeerId, type PeerId } from '../../../shared/model/ids.ts';
import { readJson, writeJson } from '../storage/json-file.ts';

/** This installation's key and certificate. PROTOCOL.md §2 */
export interface Identity {
  readonly peerId: PeerId;
  readonly privateKeyPem: string;
  readonly certificatePem: string;
}

/** An identity as it was loaded or made. */
export interface LoadedIdentity extends Identity {
  /** There was one before, whose file was damaged. */
  readonly isReplaced: boolean;
}

/** TLS can be spoken with it: a P-256 certificate, and the key that belongs to it. */
function isUsable({ privateKeyPem, certificatePem }: Omit<Identity, 'peerId'>): boolean {
  try {
    const certificate = new X509Certificate(certificatePem);
    return peerIdOf(certificate) !== null && certificate.checkPrivateKey(createPrivateKey(privateKeyPem));
  } catch {
    // no PEM, or of something else: the same to whoever needs a key
    return false;
  }
}

const identitySchema = z.object({ privateKeyPem: z.string(), certificatePem: z.string() }).refine(isUsable);

/** Words that stand for a device id: 6 of 11 bits each, enough that nobody finds a second key with the same ones. */
const FINGERPRINT_WORDS = 6;
const BITS_PER_WORD = 11;

/** A fresh ECDSA P-256 key with a self-signed X.509 v3 certificate. */
export async function createIdentity(): Promise<Identity> {
  // a fifth of the engine's code, and needed once in an installation's life
  const { makeCertificate } = await import('./self-signed.ts');
  const { privateKeyPem, certificatePem } = await makeCertificate();
  return toIdentity(privateKeyPem, certificatePem);
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
export async function loadIdentity(dataDir: string): Promise<LoadedIdentity> {
  const path = join(dataDir, 'identity.json');
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  const stored = await readJson(path, identitySchema);
  if (stored) return { ...toIdentity(stored.privateKeyPem, stored.certificatePem), isReplaced: false };
  const identity = await createIdentity();
  await writeJson(path, { privateKeyPem: identity.privateKeyPem, certificatePem: identity.certificatePem });
  return { ...identity, isReplaced: isThere };
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
