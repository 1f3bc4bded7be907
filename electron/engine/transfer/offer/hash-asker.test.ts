import { describe, expect, it } from 'vitest';
import { HashAsker } from './hash-asker.ts';

const HASH = 'a'.repeat(64);
const nextMoment = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function startAsking() {
  const pages: (readonly number[])[] = [];
  return { pages, asker: new HashAsker(({ indexes }) => void pages.push(indexes)) };
}

describe('asking for hashes', () => {
  it('puts questions of one moment on one page, asks each once, and answers each', async () => {
    const { pages, asker } = startAsking();
    const answers = [asker.ask(4), asker.ask(1), asker.ask(4)];
    await nextMoment();
    expect(pages).toEqual([[4, 1]]);
    asker.onHashes([[1, null]]);
    asker.onHashes([[4, HASH]]);
    expect(await Promise.all(answers)).toEqual([HASH, null, HASH]);
    expect(await asker.ask(4)).toBe(HASH);
    await nextMoment();
    expect(pages).toHaveLength(1);
  });

  it('has never more than 2,000 open, in pages of 500', async () => {
    const { pages, asker } = startAsking();
    const answers = Array.from({ length: 3_200 }, (_, index) => asker.ask(index));
    await nextMoment();
    expect(pages.map(({ length }) => length)).toEqual([500, 500, 500, 500]);
    for (let index = 0; index < 3_200; index++) {
      asker.onHashes([[index, HASH]]);
      if (index % 100 === 99) await nextMoment();
    }
    expect(pages.flat()).toEqual(Array.from({ length: 3_200 }, (_, index) => index));
    expect(pages.every(({ length }) => length <= 500)).toBe(true);
    expect(new Set(await Promise.all(answers))).toEqual(new Set([HASH]));
  });

  it('refuses answers to what was not asked, or not yet, or twice', async () => {
    const { asker } = startAsking();
    void asker.ask(1);
    expect(() => asker.onHashes([[1, HASH]])).toThrow(expect.objectContaining({ code: 'PROTOCOL_BAD_MESSAGE' }));
    await nextMoment();
    asker.onHashes([[1, HASH]]);
    expect(() => asker.onHashes([[1, HASH]])).toThrow(expect.objectContaining({ code: 'PROTOCOL_BAD_MESSAGE' }));
  });

  it('asks nothing more once stopped, gives null, and takes no offence at late answers', async () => {
    const { pages, asker } = startAsking();
    const answers = Array.from({ length: 2_500 }, (_, index) => asker.ask(index));
    await nextMoment();
    asker.stop();
    asker.onHashes([[0, HASH]]);
    await nextMoment();
    expect(new Set(await Promise.all(answers))).toEqual(new Set([null]));
    expect(await asker.ask(9_999)).toBeNull();
    expect(pages).toHaveLength(4);
  });
});
