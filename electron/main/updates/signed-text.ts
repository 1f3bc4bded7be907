import { verify, type KeyObject } from 'node:crypto';

const SIGNATURE_BYTES = 64;

/**
 * `text` as a string, once its detached signature was checked: Ed25519 over its bytes, written as base64.
 * Null: it is not signed by that key.
 */
export function readSigned(text: Uint8Array, signature: Uint8Array, publicKey: KeyObject): string | null {
  const raw = Buffer.from(Buffer.from(signature).toString('latin1').trim(), 'base64');
  if (raw.length !== SIGNATURE_BYTES || !verify(null, text, publicKey, raw)) return null;
  return Buffer.from(text).toString('utf8');
}
