import { createPublicKey, type KeyObject } from 'node:crypto';

declare global {
  /** Put into a release by `npm run dist`: docs/releasing.md. */
  interface ImportMetaEnv {
    readonly MAIN_VITE_UPDATE_URL?: string;
    readonly MAIN_VITE_UPDATE_KEY?: string;
  }
}

/** Where newer versions are told of, and whose word counts. */
export interface Feed {
  /** Folder of the feed, ending in `/`. */
  readonly url: URL;
  /** Ed25519. */
  readonly publicKey: KeyObject;
}

/** What a release was built with, or what a test gave: the key is base64 of the SPKI DER. */
export interface FeedWords {
  readonly url: string | undefined;
  readonly key: string | undefined;
}

/**
 * The feed of this build; null: it has none, and nothing is ever asked for. A half-configured build throws a TypeError:
 * it must not be released.
 */
export function readFeed({ url, key }: FeedWords, isPackaged: boolean): Feed | null {
  if (url === undefined || url === '') return null;
  const folder = new URL(url.endsWith('/') ? url : `${url}/`);
  if (isPackaged && folder.protocol !== 'https:') throw new TypeError('the update feed is not https');
  const publicKey = createPublicKey({ key: Buffer.from(key ?? '', 'base64'), format: 'der', type: 'spki' });
  if (publicKey.asymmetricKeyType !== 'ed25519') throw new TypeError('the release key is not Ed25519');
  return { url: folder, publicKey };
}

/** What this build knows, or, in an unpackaged app only, what the environment says. */
export function feedWords(isPackaged: boolean): FeedWords {
  if (!isPackaged) return { url: process.env['LANYARD_UPDATE_URL'], key: process.env['LANYARD_UPDATE_KEY'] };
  return { url: import.meta.env.MAIN_VITE_UPDATE_URL, key: import.meta.env.MAIN_VITE_UPDATE_KEY };
}
