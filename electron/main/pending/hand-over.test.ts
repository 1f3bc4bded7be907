import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaveFiles, takeFiles } from './hand-over.ts';

const nothing = { paths: [], unusableCount: 0 };

describe('hand-over', () => {
  let home = '';
  let folder = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'lanyard-hand-over-'));
    folder = join(home, 'hand-over');
  });
  afterEach(() => rmSync(home, { recursive: true }));
  const put = (name: string, content: string, ageMs = 0): void => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), content);
    const date = (Date.now() - ageMs) / 1000;
    utimesSync(join(folder, name), date, date);
  };

  it('gives what was left, once', () => {
    leaveFiles(folder, { paths: ['/a', '/my 林'], unusableCount: 1 });
    expect(takeFiles(folder, Date.now())).toEqual({ paths: ['/a', '/my 林'], unusableCount: 1 });
    expect(readdirSync(folder)).toEqual([]);
    expect(takeFiles(folder, Date.now())).toEqual(nothing);
  });

  it('is read by this user only', () => {
    leaveFiles(folder, nothing);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, readdirSync(folder)[0]!)).mode & 0o777).toBe(0o600);
  });

  it('puts several together', () => {
    leaveFiles(folder, { paths: ['/a', '/b'], unusableCount: 1 });
    leaveFiles(folder, { paths: ['/b', '/c'], unusableCount: 2 });
    const taken = takeFiles(folder, Date.now());
    expect([...taken.paths].sort()).toEqual(['/a', '/b', '/c']);
    expect(taken.unusableCount).toBe(3);
  });

  it('takes a long list', () => {
    const paths = Array.from({ length: 20_000 }, (_, n) => `/home/ann/Pictures/2026/holiday/picture ${n}.jpg`);
    leaveFiles(folder, { paths, unusableCount: 0 });
    expect(takeFiles(folder, Date.now()).paths).toEqual(paths);
  });

  it.each([
    ['no JSON', '{"paths":'],
    ['no object', '[]'],
    ['other types', '{"paths":[1],"unusableCount":0}'],
    ['a relative path', '{"paths":["a"],"unusableCount":0}'],
    ['a negative count', '{"paths":[],"unusableCount":-1}'],
    ['nothing', ''],
  ])('drops %s', (_what, content) => {
    put('0123456789abcdef.json', content);
    expect(takeFiles(folder, Date.now())).toEqual(nothing);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('drops what is old', () => {
    put('0123456789abcdef.json', '{"paths":["/a"],"unusableCount":0}', 120_000);
    put('0123456789abcdef.tmp', '', 120_000);
    expect(takeFiles(folder, Date.now())).toEqual(nothing);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves alone what is being written', () => {
    put('0123456789abcdef.tmp', '{');
    expect(takeFiles(folder, Date.now())).toEqual(nothing);
    expect(readdirSync(folder)).toEqual(['0123456789abcdef.tmp']);
  });

  it('finds nothing where nobody left anything', () => {
    expect(takeFiles(join(home, 'no'), Date.now())).toEqual(nothing);
  });
});
