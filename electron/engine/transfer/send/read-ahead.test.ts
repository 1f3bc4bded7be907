import { describe, expect, it } from 'vitest';
import { readAhead } from './stream-files.ts';

describe('readAhead()', () => {
  it('gives every item once, in order, with what was prepared', async () => {
    const items = Array.from({ length: 10 }, (_, n) => n);
    const seen: (readonly [number, string | null])[] = [];
    for (const [item, prepared] of readAhead(items, 3, (n) => (n % 2 ? Promise.resolve(`${n}`) : null))) {
      seen.push([item, await prepared]);
    }
    expect(seen).toEqual(items.map((n) => [n, n % 2 ? `${n}` : null]));
  });

  it('prepares no more than it is allowed to ahead', () => {
    let prepared = 0;
    const ahead = readAhead(
      Array.from({ length: 100 }, (_, n) => n),
      5,
      () => {
        prepared++;
        return Promise.resolve();
      },
    );
    for (let taken = 1; taken <= 20; taken++) {
      ahead.next();
      expect(prepared).toBe(taken + 4);
    }
  });

  it('keeps a failure for its turn', async () => {
    const ahead = readAhead(['fine', 'bad'], 2, (item) =>
      item === 'bad' ? Promise.reject(new Error('bad')) : Promise.resolve(item),
    );
    const [first, second] = [...ahead];
    await expect(first?.[1]).resolves.toBe('fine');
    await expect(second?.[1]).rejects.toThrow('bad');
  });
});
