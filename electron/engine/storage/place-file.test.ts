import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOfSeries } from './free-name.ts';
import { choosePlacing, removeReservation, reserveName } from './place-file.ts';
import { sha256Hex } from './testing/receive.ts';

let directory: string;
const inside = (...parts: readonly string[]) => path.join(directory, ...parts);
const sha256 = sha256Hex('content');

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lanyard-place-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

describe('a reserved name', () => {
  it('is given free by a later run that knows it', async () => {
    await reserveName(inside('a'), sha256);
    await removeReservation(inside('a'), sha256Hex('other'));
    expect(await readdir(directory)).toEqual(['a']);
    await removeReservation(inside('a'), sha256);
    expect(await readdir(directory)).toEqual([]);
    await removeReservation(inside('a'), sha256);
  });

  it.each([
    ['an empty file', ''],
    ['a file', 'mine'],
  ])('is not taken from %s of somebody else', async (_, content) => {
    await writeFile(inside('a'), content);
    await removeReservation(inside('a'), sha256);
    expect(await readFile(inside('a'), 'utf8')).toBe(content);
  });

  it('is not one any more when it was filled', async () => {
    await reserveName(inside('a'), sha256);
    const { atime, mtime } = await stat(inside('a'));
    await writeFile(inside('a'), 'mine');
    await utimes(inside('a'), atime, mtime);
    await removeReservation(inside('a'), sha256);
    expect(await readFile(inside('a'), 'utf8')).toBe('mine');
  });

  it('is noted before it is touched, and only when it is free', async () => {
    await writeFile(inside('staged'), 'content');
    await writeFile(inside('taken'), 'mine');
    const noted: (readonly string[])[] = [];
    const renaming = { sha256, note: async () => void noted.push(await readdir(directory)) };
    const { place } = choosePlacing(false);
    expect(await place(inside('staged'), inside('taken'), renaming)).toBe(false);
    expect(await readFile(inside('taken'), 'utf8')).toBe('mine');
    expect(noted).toEqual([]);
    expect(await place(inside('staged'), inside('free'), renaming)).toBe(true);
    expect(noted).toEqual([['staged', 'taken']]);
    expect(await readFile(inside('free'), 'utf8')).toBe('content');
    expect((await readdir(directory)).sort()).toEqual(['free', 'taken']);
  });
});

const TRAITS = { rules: 'posix', isCaseInsensitive: false, isNormalizing: false, maxNameBytes: 255 } as const;

describe('isOfSeries()', () => {
  it.each([
    ['a.txt', 'a.txt', true],
    ['a (1).txt', 'a.txt', true],
    ['a (1) (2).txt', 'a (1).txt', true],
    ['a (12345).tar.gz', 'a.tar.gz', true],
    [`${'x'.repeat(242)} (1).txt`, `${'x'.repeat(251)}.txt`, true],
    ['a (x).txt', 'a.txt', false],
    ['a (1).txt', 'b.txt', false],
    ['a (1).txt/..', 'a.txt', false],
    ['..', 'a.txt', false],
    ['', 'a.txt', false],
  ])('%s of %s: %s', (found, name, expected) => {
    expect(isOfSeries(found, name, 'file', TRAITS)).toBe(expected);
  });

  it('knows a name that the disk spells in its own way', () => {
    const macos = { ...TRAITS, isCaseInsensitive: true, isNormalizing: true };
    expect(isOfSeries('e\u0301 (1).txt', '\u00e9.txt', 'file', macos)).toBe(true);
    expect(isOfSeries('E\u0301.TXT', '\u00e9.txt', 'file', macos)).toBe(true);
    expect(isOfSeries('E\u0301.TXT', '\u00e9.txt', 'file', TRAITS)).toBe(false);
  });
});
