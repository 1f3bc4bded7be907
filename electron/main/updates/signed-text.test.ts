import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signFeed } from '../../../tools/feed/feed-signature.mjs';
import { readSigned } from './signed-text.ts';

const ours = generateKeyPairSync('ed25519');
const theirs = generateKeyPairSync('ed25519');
const text = Buffer.from('version: 1.0.0\n');
const signature = Buffer.from(signFeed(text, ours.privateKey));

describe('readSigned()', () => {
  it('reads what the release tool signed', () => {
    expect(readSigned(text, signature, ours.publicKey)).toBe('version: 1.0.0\n');
  });

  it.each([
    ['changed text', Buffer.from('version: 6.6.6\n'), signature, ours.publicKey],
    ['another key', text, signature, theirs.publicKey],
    ['no signature', text, Buffer.alloc(0), ours.publicKey],
    ['half a signature', text, signature.subarray(0, 40), ours.publicKey],
    ['something else', text, Buffer.from('<html>404</html>'), ours.publicKey],
    [
      'a signature of other bytes',
      text,
      Buffer.from(sign(null, Buffer.alloc(0), ours.privateKey).toString('base64')),
      ours.publicKey,
    ],
  ])('refuses %s', (_, bytes, signed, key) => {
    expect(readSigned(bytes, signed, key)).toBeNull();
  });
});
