import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSafeComponent, withSuffix, type NameRules } from './safe-name.ts';
import { HOSTILE_NAMES, NAME_GROUPS } from './testing/name-corpus.ts';

const RULES = ['windows', 'posix'] as const satisfies readonly NameRules[];
const KINDS = ['file', 'directory'] as const;

const ROOTS = [
  [path.posix, '/home/somebody/inbox'],
  [path.win32, 'C:\\Users\\somebody\\inbox'],
] as const;

/** What must hold for every name that is given to a disk, whatever it was made from. */
function expectSafe(name: string): void {
  expect(name).not.toMatch(/^\.{0,2}$/);
  expect(name).not.toMatch(/[/\\:\u0000-\u001f\u007f-\u009f\u200b\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
  expect(name).not.toMatch(/\p{Surrogate}/u);
  expect(name).toBe(name.normalize('NFC'));
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
  for (const [flavour, root] of ROOTS) {
    expect(flavour.isAbsolute(name)).toBe(false);
    expect(flavour.dirname(flavour.resolve(root, name))).toBe(root);
    expect(flavour.basename(flavour.join(root, name))).toBe(name);
  }
}

function expectSafeOnWindows(name: string): void {
  expect(name).not.toMatch(/[*?"<>|]/);
  expect(name).not.toMatch(/[. ]$/);
  const stem = (name.split('.')[0] ?? '').trimEnd().toUpperCase();
  expect(stem).not.toMatch(/^(CON|PRN|AUX|NUL|(COM|LPT)[0-9¹²³]|CONIN\$|CONOUT\$|CLOCK\$)$/);
}

const hostileText = fc.array(
  fc.oneof(
    fc.constantFrom(...HOSTILE_NAMES),
    fc.constantFrom('.', ' ', '/', '\\', ':', 'con', 'NUL', '\u202e', '\ud800', '\u0301', 'é', '中'),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
  ),
  { maxLength: 6 },
);

describe('toSafeComponent()', () => {
  it('has a corpus worth the name', () => {
    expect(new Set(HOSTILE_NAMES).size).toBeGreaterThanOrEqual(200);
  });

  describe.each(RULES)('with %s rules', (rules) => {
    it.each(Object.entries(NAME_GROUPS))('makes every name of group "%s" safe, and safe names stay', (_, names) => {
      for (const name of names) {
        for (const kind of KINDS) {
          const safe = toSafeComponent(name, rules, kind);
          expectSafe(safe);
          if (rules === 'windows') expectSafeOnWindows(safe);
          expect(toSafeComponent(safe, rules, kind)).toBe(safe);
        }
      }
    });

    it('makes any text safe, and what it made stays', () => {
      fc.assert(
        fc.property(hostileText, fc.constantFrom(...KINDS), (pieces, kind) => {
          const safe = toSafeComponent(pieces.join(''), rules, kind);
          expectSafe(safe);
          if (rules === 'windows') expectSafeOnWindows(safe);
          expect(toSafeComponent(safe, rules, kind)).toBe(safe);
        }),
        { numRuns: 2000 },
      );
    });

    it('keeps honest names as they are', () => {
      for (const name of NAME_GROUPS['honest'] ?? []) expect(toSafeComponent(name, rules)).toBe(name.normalize('NFC'));
    });
  });

  it('keeps what only Windows dislikes on other systems', () => {
    for (const name of ['what?.txt', '*', '"x"', '<x>', 'a|b', 'name.', 'name ', 'con', 'aux.txt', '...', ' ']) {
      expect(toSafeComponent(name, 'posix')).toBe(name);
    }
  });

  it.each([
    ['con', 'con_'],
    ['con.txt', 'con_.txt'],
    ['aux .c', 'aux_ .c'],
    ['COM¹.log', 'COM¹_.log'],
    ['CONIN$', 'CONIN$_'],
    ['console.txt', 'console.txt'],
    ['name.', 'name_'],
    ['name. .', 'name. _'],
    ['what?.txt', 'what_.txt'],
    ['x:stream', 'x_stream'],
  ])('renames %j to %j on Windows', (name, safe) => {
    expect(toSafeComponent(name, 'windows')).toBe(safe);
  });

  it.each([
    ['', '_'],
    ['.', '_'],
    ['..', '__'],
    ['a/b', 'a_b'],
    ['..\\x', '.._x'],
    ['photo\u202egpj.exe', 'photo_gpj.exe'],
    ['a\r\nb', 'a__b'],
    ['x\ud83d', 'x_'],
    ['e\u0301', 'é'],
  ])('renames %j to %j everywhere', (name, safe) => {
    for (const rules of RULES) expect(toSafeComponent(name, rules)).toBe(safe);
  });

  it('shortens to 255 bytes, keeping the extension', () => {
    const safe = toSafeComponent(`${'x'.repeat(300)}.tar.gz`, 'posix');
    expect(safe).toBe(`${'x'.repeat(248)}.tar.gz`);
    expect(toSafeComponent('中'.repeat(86), 'posix')).toBe('中'.repeat(85));
    expect(toSafeComponent(`${'x'.repeat(251)}.txt`, 'posix')).toHaveLength(255);
  });

  it('never cuts an emoji or a family of them in two', () => {
    expect(toSafeComponent('😀'.repeat(64), 'posix')).toBe('😀'.repeat(63));
    const family = '👨‍👩‍👧‍👦';
    const safe = toSafeComponent(`${family.repeat(20)}.png`, 'posix');
    expect(safe).toBe(`${family.repeat(10)}.png`);
  });
});

describe('withSuffix()', () => {
  it.each([
    ['photo.jpg', 'photo (1).jpg'],
    ['archive.tar.gz', 'archive (1).tar.gz'],
    ['.bashrc', '.bashrc (1)'],
    ['no extension', 'no extension (1)'],
    ['Mr. Smith goes', 'Mr. Smith goes (1)'],
    ['photo (1).jpg', 'photo (1) (1).jpg'],
    ['..x', '..x (1)'],
  ])('gives %j a second name %j', (name, second) => {
    expect(withSuffix(name, 1)).toBe(second);
  });

  it('treats the whole name of a folder as its stem', () => {
    expect(withSuffix('v1.2', 3, 'directory')).toBe('v1.2 (3)');
  });

  it('stays safe and within 255 bytes, and differs for every number', () => {
    const numbers = fc.integer({ min: 1, max: 999_999 });
    fc.assert(
      fc.property(hostileText, fc.constantFrom(...RULES), numbers, numbers, (pieces, rules, n, m) => {
        const name = toSafeComponent(pieces.join(''), rules);
        const second = withSuffix(name, n);
        expectSafe(second);
        if (rules === 'windows') expectSafeOnWindows(second);
        expect(toSafeComponent(second, rules)).toBe(second);
        expect(second).not.toBe(name);
        expect(withSuffix(name, m) === second).toBe(n === m);
      }),
      { numRuns: 1000 },
    );
  });
});
