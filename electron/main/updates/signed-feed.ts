import { Provider, type AppUpdater, type ResolvedUpdateFileInfo, type UpdateInfo } from 'electron-updater';
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js';
import { parseUpdateInfo, resolveFiles } from 'electron-updater/out/providers/Provider.js';
import { UpdateError } from '../../../shared/errors/lanyard-error.ts';
import type { Feed } from './feed.ts';
import { fetchBytes, type Fetch } from './fetch-bytes.ts';
import { readSigned } from './signed-text.ts';

/** A version's description has a dozen lines and, at most, pages of notes. */
const MAX_FEED_BYTES = 256 * 1024;
const MAX_SIGNATURE_BYTES = 1024;

/**
 * electron-updater's way to `feed`: what a version is and the SHA-512 of its files come from `latest*.yml`, which counts
 * only with our signature beside it (`latest*.yml.sig`). The files themselves are held against those hashes.
 */
export function signedFeedProvider(feed: Feed, fetch: Fetch) {
  return class SignedFeed extends Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: AppUpdater, runtimeOptions: ProviderRuntimeOptions) {
      super(runtimeOptions);
    }

    async getLatestVersion(): Promise<UpdateInfo> {
      const fileName = `${this.getDefaultChannelName()}.yml`;
      const url = new URL(fileName, feed.url);
      const [text, signature] = await Promise.all([
        fetchBytes(fetch, url, MAX_FEED_BYTES),
        fetchBytes(fetch, new URL(`${fileName}.sig`, feed.url), MAX_SIGNATURE_BYTES),
      ]);
      const signed = readSigned(text, signature, feed.publicKey);
      if (signed === null) throw new UpdateError('UPDATE_UNTRUSTED', 'the feed is not signed by the release key');
      return parseUpdateInfo(signed, fileName, url);
    }

    resolveFiles(info: UpdateInfo): ResolvedUpdateFileInfo[] {
      return resolveFiles(info, feed.url);
    }
  };
}
