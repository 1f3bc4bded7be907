import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { planPaths, type NameTraits } from './manifest-check.ts';
import { HOSTILE_NAMES } from './testing/name-corpus.ts';
import { directoryEntry, fileEntry } from './testing/receive.ts';

// a busy machine must not fail it: what is asserted is the time of this process
vi.setConfig({ testTimeout: 60_000 });

const LINUX: NameTraits = { rules: 'posix', isCaseInsensitive: false, isNormalizing: false, maxNameBytes: 255 };
const MACOS: NameTraits = { rules: 'posix', isCaseInsensitive: true, isNormalizing: true, maxNameBytes: 255 };
const WINDOWS: NameTraits = { rules: 'windows', isCaseInsensitive: true, isNormalizing: false, maxNameBytes: 255 };

/** `a/` is a folder, `a` a file. */
function manifest(...paths: readonly string[]): readonly ManifestEntry[] {
  return paths.map((text) => (text.endsWith('/') ? directoryEntry(text.slice(0, -1)) : fileEntry(text, '')));
}

function plan(traits: NameTraits, ...paths: readonly string[]): readonly string[] {
  return planPaths(manifest(...paths), traits).safePaths;
}

describe('planPaths()', () => {
  it('keeps honest paths as they are', () => {
    const paths = ['album/', 'album/a.jpg', 'album/b/', 'album/b/A.jpg', 'note.txt', 'Note.txt'];
    const planned = planPaths(manifest(...paths), LINUX);
    expect(planned.safePaths).toEqual(['album', 'album/a.jpg', 'album/b', 'album/b/A.jpg', 'note.txt', 'Note.txt']);
    expect(planned.parents).toEqual([-1, 0, 0, 2, -1, -1]);
    expect(planned.names).toEqual(['album', 'a.jpg', 'b', 'A.jpg', 'note.txt', 'Note.txt']);
  });

  it.each([
    ['absolute', ['/etc/x']],
    ['only a separator', ['/']],
    ['empty', ['']],
    ['with an empty component', ['a/', 'a//x']],
    ['ending in a separator', ['a/', 'a/b//']],
    ['the folder itself', ['.']],
    ['the folder above', ['..']],
    ['climbing', ['a/', 'a/../../x']],
    ['climbing at the start', ['../x']],
    ['with a NUL', ['a\0b']],
    ['listed twice', ['a', 'a']],
    ['a file and a folder', ['a', 'a/']],
    ['a file under a file', ['a', 'a/b']],
    ['in a folder that is not listed', ['a/b']],
    ['in a folder that is listed later', ['a/b', 'a/']],
    ['too deep', Array.from({ length: 65 }, (_, i) => 'd/'.repeat(i + 1))],
  ])('refuses a manifest with a path that is %s', (_, paths) => {
    expect(() => planPaths(manifest(...paths), LINUX)).toThrow(expect.objectContaining({ code: 'STORAGE_UNSAFE' }));
  });

  it('takes 64 folders in each other', () => {
    const paths = Array.from({ length: 64 }, (_, i) => 'd/'.repeat(i + 1));
    expect(plan(LINUX, ...paths).at(-1)).toBe(Array(64).fill('d').join('/'));
  });

  it('tells names apart that only become equal when made safe', () => {
    expect(plan(LINUX, 'a:b', 'a\\b', 'a_b')).toEqual(['a_b', 'a_b (1)', 'a_b (2)']);
    expect(plan(WINDOWS, 'x?.txt', 'x*.txt', 'con', 'con_')).toEqual(['x_.txt', 'x_ (1).txt', 'con_', 'con_ (1)']);
  });

  it('tells names apart that this volume would mix up', () => {
    const names = ['Read.txt', 'read.txt', 'READ.TXT'];
    expect(plan(LINUX, ...names)).toEqual(names);
    expect(plan(MACOS, ...names)).toEqual(['Read.txt', 'read (1).txt', 'READ (2).TXT']);
    expect(plan(LINUX, 'é', 'e\u0301')).toEqual(['é', 'é (1)']);
    expect(plan(WINDOWS, 'straße', 'STRASSE')).toEqual(['straße', 'STRASSE (1)']);
    expect(plan(MACOS, '\u0130', 'i\u0307')).toEqual(['\u0130', 'i\u0307 (1)']);
    expect(plan(MACOS, 'ẞ', 'ß', 'ss')).toEqual(['ẞ', 'ß (1)', 'ss (2)']);
  });

  it('takes a letter for the same in both cases, whatever the script', () => {
    const isApart = (one: string, other: string) => plan(MACOS, one, other).at(-1) === other;
    const apart: string[] = [];
    for (let code = 0xa0; code <= 0x1ffff; code++) {
      const letter = String.fromCodePoint(code);
      const cases = [letter.toLowerCase(), letter.toUpperCase()].filter((other) => other !== letter);
      if (cases.some((other) => isApart(letter, other))) apart.push(code.toString(16));
    }
    expect(apart).toEqual([]);
  });

  it('does not take a name that the manifest gives to something else later', () => {
    expect(plan(LINUX, 'a (1)', 'a:', 'a_', 'a_ (1)')).toEqual(['a (1)', 'a_', 'a_ (1)', 'a_ (1) (1)']);
  });

  it('lets what is in a renamed folder follow it', () => {
    expect(plan(MACOS, 'A/', 'A/x', 'a/', 'a/x', 'a/X')).toEqual(['A', 'A/x', 'a (1)', 'a (1)/x', 'a (1)/X (1)']);
  });

  it('keeps what is in a folder of that name apart from what an object has anyway', () => {
    const paths = ['__proto__/', '__proto__/constructor', 'constructor', 'toString'];
    expect(plan(LINUX, ...paths)).toEqual(['__proto__', '__proto__/constructor', 'constructor', 'toString']);
    expect({}).not.toHaveProperty('x');
  });

  describe('given 100,000 entries', () => {
    const COUNT = 100_000;
    const many = (name: (i: number) => string) => Array.from({ length: COUNT }, (_, i) => fileEntry(name(i), ''));
    /** All the ways to write one long name in two cases. */
    const cased = (length: number, i: number) =>
      Array.from({ length }, (_, bit) => (bit < 17 && (i >> bit) % 2 === 1 ? 'A' : 'a')).join('');

    it.each([
      ['that differ in case only', (i: number) => cased(17, i)],
      ['whose long names differ in case only', (i: number) => cased(255, i)],
      ['in pairs whose suffixed names share a stem', (i: number) => `${(i % 2 ? 'x' : 'X').repeat(249)}${i >> 1}`],
      ['that take the suffixed names first', (i: number) => (i < COUNT / 2 ? `a (${i + 1})` : cased(17, i))],
    ])('%s, finds a name for each in linear time', (_, name) => {
      const entries = many(name);
      const before = process.cpuUsage();
      const { safePaths } = planPaths(entries, MACOS);
      // of this process: what else the machine does must not count. Linear is 1 to 2 s, quadratic would be minutes
      const { user, system } = process.cpuUsage(before);
      expect(new Set(safePaths.map((text) => text.toLowerCase())).size).toBe(COUNT);
      expect((user + system) / 1000).toBeLessThan(20_000);
    });
  });

  it('puts every entry below the inbox and no two in one place, whatever the names', () => {
    const component = fc.constantFrom(...HOSTILE_NAMES.filter((name) => !/^\.{0,2}$|[/\0]/.test(name)));
    const traits = fc.constantFrom(LINUX, MACOS, WINDOWS);
    fc.assert(
      fc.property(fc.uniqueArray(component, { minLength: 1, maxLength: 40 }), traits, (names, volume) => {
        const entries = names.flatMap((name) => [directoryEntry(name), fileEntry(`${name}/${name}`, '')]);
        const { safePaths } = planPaths(entries, volume);
        const folded = safePaths.map((text) => (volume.isCaseInsensitive ? text.toLowerCase() : text).normalize('NFC'));
        expect(new Set(folded).size).toBe(entries.length);
        for (const text of safePaths) {
          expect(path.posix.resolve('/in', text)).toBe(`/in/${text}`);
          expect(path.win32.resolve('C:\\in', text)).toBe(`C:\\in\\${text.replaceAll('/', '\\')}`);
        }
      }),
      { numRuns: 300 },
    );
  });
});
