import { generateKeyPairSync, sign } from 'node:crypto';
import type { AppUpdater } from 'electron-updater';
import { describe, expect, it, vi } from 'vitest';
import { signedFeedProvider } from './signed-feed.ts';

vi.mock('electron', () => ({ app: {} }));

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const sha512 = Buffer.alloc(64, 7).toString('base64');
const FEED = `version: 2.0.0
files:
  - url: Lanyard-2.0.0-x86_64.AppImage
    sha512: ${sha512}
    size: 1000
path: Lanyard-2.0.0-x86_64.AppImage
sha512: ${sha512}
releaseDate: '2026-11-30T00:00:00.000Z'
`;

/** The provider as electron-updater makes it, which answers what the feed says. */
function setup(signature: Buffer) {
  const feed = { url: new URL('https://example.org/feed/'), publicKey };
  const bodies = new Map([
    ['yml', FEED],
    ['sig', signature.toString('base64')],
  ]);
  const asked: string[] = [];
  const SignedFeed = signedFeedProvider(feed, (url) => {
    asked.push(url);
    return Promise.resolve(new Response(bodies.get(url.split('.').at(-1) ?? '')));
  });
  const runtime: unknown = { isUseMultipleRangeRequest: false, platform: 'linux', executor: {} };
  // it asks its updater and the executor for nothing
  const updater: unknown = {};
  const provider = new SignedFeed({}, updater as AppUpdater, runtime as ConstructorParameters<typeof SignedFeed>[2]);
  return { provider, asked };
}

// it builds on files of electron-updater that are not its public interface: another version may have moved them
describe('signedFeedProvider', () => {
  it('tells of the version and the files that the signed feed names', async () => {
    const { provider, asked } = setup(sign(null, Buffer.from(FEED), privateKey));
    const info = await provider.getLatestVersion();
    expect(info).toMatchObject({ version: '2.0.0', files: [{ sha512 }] });
    expect(asked).toEqual([
      'https://example.org/feed/latest-linux.yml',
      'https://example.org/feed/latest-linux.yml.sig',
    ]);
    expect(provider.resolveFiles(info).map(({ url }) => url.href)).toEqual([
      'https://example.org/feed/Lanyard-2.0.0-x86_64.AppImage',
    ]);
  });

  it('believes no other signature', async () => {
    const { provider } = setup(sign(null, Buffer.from(`${FEED} `), privateKey));
    await expect(provider.getLatestVersion()).rejects.toMatchObject({ code: 'UPDATE_UNTRUSTED' });
  });
});
