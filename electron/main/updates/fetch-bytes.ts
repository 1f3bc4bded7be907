import { UpdateError } from '../../../shared/errors/lanyard-error.ts';

/** As `fetch`, over whichever network stack. */
export type Fetch = (url: string, init: { readonly signal: AbortSignal }) => Promise<Response>;

const TIMEOUT_MS = 20_000;

/**
 * The body at `url`, at most `maxBytes` of it: a feed that sends more is not believed.
 *
 * @throws UpdateError UPDATE_UNREACHABLE for anything but a whole answer, UPDATE_UNTRUSTED for one too long
 */
export async function fetchBytes(fetch: Fetch, url: URL, maxBytes: number): Promise<Uint8Array> {
  try {
    const response = await fetch(url.href, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok || response.body === null) {
      throw new UpdateError('UPDATE_UNREACHABLE', `the feed answered ${response.status}`);
    }
    return await readAll(response.body, maxBytes);
  } catch (cause) {
    if (cause instanceof UpdateError) throw cause;
    throw new UpdateError('UPDATE_UNREACHABLE', 'the feed did not answer', { cause });
  }
}

async function readAll(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > maxBytes) throw new UpdateError('UPDATE_UNTRUSTED', 'the feed is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
