import { describe, expect, it } from 'vitest';
import { fetchBytes } from './fetch-bytes.ts';

const url = new URL('https://example.org/latest.yml');
const answer =
  (body: string, status = 200) =>
  () =>
    Promise.resolve(new Response(body, { status }));

describe('fetchBytes()', () => {
  it('gives the whole body', async () => {
    expect(Buffer.from(await fetchBytes(answer('hello'), url, 5)).toString()).toBe('hello');
  });

  it('believes no body that is too long', async () => {
    await expect(fetchBytes(answer('hello!'), url, 5)).rejects.toMatchObject({ code: 'UPDATE_UNTRUSTED' });
  });

  it.each([
    ['a 404', answer('x', 404)],
    ['no network', () => Promise.reject(new TypeError('failed'))],
  ])('says UPDATE_UNREACHABLE for %s', async (_, fetch) => {
    await expect(fetchBytes(fetch, url, 5)).rejects.toMatchObject({ code: 'UPDATE_UNREACHABLE' });
  });
});
