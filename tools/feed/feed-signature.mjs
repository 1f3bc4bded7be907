import { sign } from 'node:crypto';

/**
 * The detached signature of a feed file, as the app expects it beside it: base64 of Ed25519 over the bytes.
 * @param {Uint8Array} bytes
 * @param {import('node:crypto').KeyObject} privateKey
 */
export function signFeed(bytes, privateKey) {
  return `${sign(null, bytes, privateKey).toString('base64')}\n`;
}
