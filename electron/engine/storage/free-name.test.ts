import { describe, expect, it } from 'vitest';
import { takeFreeName, type SuffixMemory } from './free-name.ts';

/** A folder of names only: takes each once. */
function takeFrom(taken: Set<string>, tries: string[] = []) {
  return (name: string): Promise<void> => {
    tries.push(name);
    if (taken.has(name)) return Promise.reject(Object.assign(new Error('taken'), { code: 'EEXIST' }));
    taken.add(name);
    return Promise.resolve();
  };
}

const query = (memory: SuffixMemory, name = 'a.txt') => ({ name, kind: 'file' as const, folder: -1, memory });

describe('takeFreeName()', () => {
  it('tries the name itself first, then its series', async () => {
    const take = takeFrom(new Set(['a.txt', 'a (1).txt']));
    expect(await takeFreeName(query(new Map()), take)).toBe('a (2).txt');
  });

  it('goes on where it was for the next one of a series', async () => {
    const memory: SuffixMemory = new Map();
    const tries: string[] = [];
    const take = takeFrom(new Set(['a.txt', ...Array.from({ length: 500 }, (_, i) => `a (${i + 1}).txt`)]), tries);
    for (let i = 0; i < 500; i += 1) await takeFreeName(query(memory), take);
    expect(tries).toHaveLength(500 + 1000);
  });

  it('gives up after 10,000 tries', async () => {
    const tries: string[] = [];
    const take = (name: string) => {
      tries.push(name);
      return Promise.reject(Object.assign(new Error('taken'), { code: 'EEXIST' }));
    };
    await expect(takeFreeName(query(new Map()), take)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(tries).toHaveLength(10_001);
  });

  it('passes on every other failure at once', async () => {
    const failure = Object.assign(new Error('full'), { code: 'ENOSPC' });
    await expect(takeFreeName(query(new Map()), () => Promise.reject(failure))).rejects.toBe(failure);
  });
});
