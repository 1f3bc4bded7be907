import { describe, expect, it } from 'vitest';
import { candidateNames, type SuffixMemory } from './free-name.ts';

/** Takes the first name that is not in `taken`, in a folder of names only. */
function takeFrom(taken: Set<string>, memory: SuffixMemory = new Map(), tries: string[] = []): string {
  const names = candidateNames({ name: 'a.txt', kind: 'file', folder: -1, memory, maxNameBytes: 255 });
  for (;;) {
    const name = names.next().value;
    tries.push(name);
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

describe('candidateNames()', () => {
  it('begins with the name itself, and goes on with its series', () => {
    expect(takeFrom(new Set(['a.txt', 'a (1).txt']))).toBe('a (2).txt');
  });

  it('goes on where it was for the next one of a series', () => {
    const memory: SuffixMemory = new Map();
    const tries: string[] = [];
    const taken = new Set(['a.txt', ...Array.from({ length: 500 }, (_, i) => `a (${i + 1}).txt`)]);
    for (let i = 0; i < 500; i += 1) takeFrom(taken, memory, tries);
    expect(tries).toHaveLength(500 + 1000);
  });

  it('gives up after 10,000 tries', () => {
    const names = candidateNames({ name: 'a.txt', kind: 'file', folder: -1, memory: new Map(), maxNameBytes: 255 });
    for (let i = 0; i < 10_001; i += 1) names.next();
    expect(() => names.next()).toThrow(expect.objectContaining({ code: 'STORAGE_FAILED' }));
  });
});
