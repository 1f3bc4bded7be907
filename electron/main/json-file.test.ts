import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepAside, readJsonObject, writeJsonObject } from './json-file.ts';

let dir = '';
let file = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lanyard-json-'));
  file = join(dir, 'kept.json');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('readJsonObject()', () => {
  it('gives null when there is no file', () => {
    expect(readJsonObject(file, 100)).toBeNull();
  });

  it.each(['', '{', '[]', 'null', '"text"', '1', '\u0000', '{"a":1}{"b":2}'])('throws at %j', async (text) => {
    await writeFile(file, text);
    expect(() => readJsonObject(file, 100)).toThrow();
  });

  it('takes a file that an editor has put a byte order mark into', async () => {
    await writeFile(file, '\uFEFF{"a":1}');
    expect(readJsonObject(file, 100)).toEqual({ a: 1 });
  });

  it('does not read a file that is too large', async () => {
    await writeFile(file, JSON.stringify({ a: 'x'.repeat(100) }));
    expect(() => readJsonObject(file, 100)).toThrow('too large');
  });

  it('does not wait for what is no file', async () => {
    await mkdir(file);
    expect(() => readJsonObject(file, 100)).toThrow('not a file');
  });

  it('knows no prototype that a file names', async () => {
    await writeFile(file, '{"__proto__":{"a":1}}');
    expect(readJsonObject(file, 100)?.['a']).toBeUndefined();
  });
});

describe('writeJsonObject()', () => {
  it('leaves one file, for this user only', async () => {
    await writeJsonObject(join(dir, 'new', 'kept.json'), { a: 1 }, 100);
    expect(await readdir(join(dir, 'new'))).toEqual(['kept.json']);
    expect(readJsonObject(join(dir, 'new', 'kept.json'), 100)).toEqual({ a: 1 });
    if (process.platform !== 'win32') expect((await stat(join(dir, 'new', 'kept.json'))).mode & 0o777).toBe(0o600);
  });

  it('does not write what it could not read again', async () => {
    await writeJsonObject(file, { a: 1 }, 100);
    const tooMuch = writeJsonObject(file, { a: 'x'.repeat(100) }, 100);
    await expect(tooMuch).rejects.toMatchObject({ code: 'STORAGE_FILE_TOO_LARGE' });
    expect(readJsonObject(file, 100)).toEqual({ a: 1 });
  });

  it('says what the disk says', async () => {
    await writeFile(join(dir, 'file'), '');
    await expect(writeJsonObject(join(dir, 'file', 'kept.json'), {}, 100)).rejects.toMatchObject({
      name: 'StorageError',
    });
  });
});

describe('keepAside()', () => {
  const now = new Date('2026-11-21T23:59:59Z');

  it('never writes over what it kept before', async () => {
    for (const text of ['one', 'two', 'three']) {
      await writeFile(file, text);
      keepAside(file, now);
    }
    expect((await readdir(dir)).sort()).toEqual([
      'kept.broken-2026-11-21-2.json',
      'kept.broken-2026-11-21-3.json',
      'kept.broken-2026-11-21.json',
    ]);
    expect(await readFile(join(dir, 'kept.broken-2026-11-21.json'), 'utf8')).toBe('one');
  });

  it.skipIf(process.platform === 'win32')('does not write over a link to nowhere either', async () => {
    await symlink(join(dir, 'nowhere'), join(dir, 'kept.broken-2026-11-21.json'));
    await writeFile(file, 'one');
    expect(keepAside(file, now)).toBe('kept.broken-2026-11-21-2.json');
  });
});
