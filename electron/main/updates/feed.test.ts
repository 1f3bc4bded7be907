import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readFeed } from './feed.ts';

const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .publicKey.export({ format: 'der', type: 'spki' })
  .toString('base64');

describe('readFeed()', () => {
  it.each([undefined, ''])('is no feed without a URL: %j', (url) => {
    expect(readFeed({ url, key: ed25519 }, true)).toBeNull();
  });

  it('is a folder, with or without the slash', () => {
    expect(readFeed({ url: 'https://example.org/feed', key: ed25519 }, true)?.url.href).toBe(
      'https://example.org/feed/',
    );
    expect(readFeed({ url: 'https://example.org/feed/', key: ed25519 }, true)?.url.href).toBe(
      'https://example.org/feed/',
    );
  });

  it.each([
    ['over plain http', 'http://example.org/', ed25519],
    ['that is no URL', 'example', ed25519],
    ['without a key', 'https://example.org/', undefined],
    ['with a key that is none', 'https://example.org/', 'AAAA'],
    ['with a key of another kind', 'https://example.org/', p256],
  ])('refuses one %s', (_, url, key) => {
    expect(() => readFeed({ url, key }, true)).toThrow();
  });

  it('takes plain http in an unpackaged app, for tests', () => {
    expect(readFeed({ url: 'http://127.0.0.1:1/', key: ed25519 }, false)?.url.port).toBe('1');
  });
});
