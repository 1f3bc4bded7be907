import { describe, expect, it } from 'vitest';
import { LanyardError } from '../errors/lanyard-error.ts';
import type { ManifestEntry } from '../model/manifest.ts';
import { ManifestReader } from './manifest-reader.ts';

const file = (path: string, sizeBytes = 1): ManifestEntry => ({
  path,
  kind: 'file',
  sizeBytes,
  mtimeMs: 0,
  isExecutable: false,
});
const folder = (path: string): ManifestEntry => ({ ...file(path, 0), kind: 'directory' });

function codeFor(entries: readonly ManifestEntry[]): string | undefined {
  try {
    new ManifestReader().add(entries);
    return undefined;
  } catch (error) {
    return error instanceof LanyardError ? error.code : String(error);
  }
}

describe('ManifestReader', () => {
  it('takes a depth-first tree', () => {
    const reader = new ManifestReader();
    reader.add([folder('a'), folder('a/b'), file('a/b/x', 3)]);
    reader.add([file('a/y', 4), folder('empty'), file('z')]);
    reader.finish({ entryCount: 6, totalBytes: 8 });
    expect(reader.entries).toHaveLength(6);
  });

  it.each([
    ['..', [file('..')]],
    ['../x', [file('../x')]],
    ['a/../../x', [folder('a'), file('a/../../x')]],
    ['/etc/x', [file('/etc/x')]],
    ['empty', [file('')]],
    ['a//b', [folder('a'), file('a//b')]],
    ['trailing slash', [folder('a/')]],
    ['.', [file('.')]],
    ['NUL', [file('a\0b')]],
    ['256 units', [file('x'.repeat(256))]],
    ['128 emoji', [file('🌞'.repeat(128))]],
    ['twice', [file('a'), file('a')]],
    ['file under file', [file('a'), file('a/b')]],
    ['folder not listed', [file('a/b')]],
    ['folder left and entered again', [folder('a'), folder('b'), file('a/x')]],
    ['folder with a size', [{ ...folder('a'), sizeBytes: 5 }]],
    [
      'too deep',
      Array.from({ length: 65 }, (_, depth) =>
        folder(
          Array(depth + 1)
            .fill('d')
            .join('/'),
        ),
      ),
    ],
    ['sum over 2^53', [file('a', Number.MAX_SAFE_INTEGER), file('b', 1)]],
  ])('refuses %s', (_name, entries) => {
    expect(codeFor(entries)).toBe('PROTOCOL_BAD_MANIFEST');
  });

  it('takes names of 255 UTF-16 units', () => {
    expect(codeFor([file('x'.repeat(255)), file('漢'.repeat(255))])).toBeUndefined();
  });

  it('stops at 200,000 entries', () => {
    const page = Array.from({ length: 200_001 }, (_, position) => file(`f${position}`));
    expect(codeFor(page.slice(0, 200_000))).toBeUndefined();
    expect(codeFor(page)).toBe('PROTOCOL_TOO_LARGE');
  });

  it('refuses totals that do not agree', () => {
    const reader = new ManifestReader();
    reader.add([file('a', 5)]);
    expect(() => reader.finish({ entryCount: 1, totalBytes: 6 })).toThrow(/totals/);
  });
});
