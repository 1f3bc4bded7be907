import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaveFiles, takeFiles } from './hand-over.ts';

const nothing = { starts: [], isHeld: false };
const named = (paths: readonly string[], startedAtMs = 0) => ({ paths, unusable: [], startedAtMs });

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
    const left = { ...named(['/a', '/my 林']), unusable: [{ name: 'caf\u{fffd}', why: 'notText' as const }] };
    leaveFiles(folder, left);
    expect(takeFiles(folder, Date.now())).toEqual({ starts: [left], isHeld: false });
    expect(readdirSync(folder)).toEqual([]);
    expect(takeFiles(folder, Date.now())).toEqual(nothing);
  });

  it('gives the others although one name is longer than any path', () => {
    const long = `/${'a'.repeat(40_000)}`;
    const left = { ...named(['/a', long]), unusable: [{ name: long, why: 'elsewhere' as const }] };
    leaveFiles(folder, left);
    expect(takeFiles(folder, Date.now()).starts).toEqual([left]);
  });

  it('is read by this user only', () => {
    leaveFiles(folder, named([]));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, readdirSync(folder)[0]!)).mode & 0o777).toBe(0o600);
  });

  it('gives one for each start, the earliest first', () => {
    leaveFiles(folder, named(['/b', '/c'], 2_000));
    leaveFiles(folder, named(['/a', '/b'], 1_000));
    expect(takeFiles(folder, Date.now()).starts).toEqual([named(['/a', '/b'], 1_000), named(['/b', '/c'], 2_000)]);
  });

  it.skipIf(process.getuid?.() === 0)('keeps what cannot be read now, and says so', () => {
    leaveFiles(folder, named(['/a']));
    const file = join(folder, readdirSync(folder)[0]!);
    chmodSync(file, 0o000);
    expect(takeFiles(folder, Date.now())).toEqual({ starts: [], isHeld: true });
    chmodSync(file, 0o600);
    expect(takeFiles(folder, Date.now())).toEqual({ starts: [named(['/a'])], isHeld: false });
  });

  it('survives a folder in the place of a file', () => {
    mkdirSync(join(folder, '0123456789abcdef.json'), { recursive: true });
    expect(takeFiles(folder, Date.now())).toEqual(nothing);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes a long list', () => {
    const paths = Array.from({ length: 20_000 }, (_, n) => `/home/ann/Pictures/2026/holiday/picture ${n}.jpg`);
    leaveFiles(folder, named(paths));
    expect(takeFiles(folder, Date.now()).starts[0]?.paths).toEqual(paths);
  });

  it.each([
    ['no JSON', '{"paths":'],
    ['no object', '[]'],
    ['other types', '{"paths":[1],"unusable":[],"startedAtMs":0}'],
    ['a relative path', '{"paths":["a"],"unusable":[],"startedAtMs":0}'],
    ['no list', '{"paths":[],"unusable":1,"startedAtMs":0}'],
    ['nothing', ''],
  ])('drops %s', (_what, content) => {
    put('0123456789abcdef.json', content);
    expect(takeFiles(folder, Date.now())).toEqual(nothing);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('drops what is old', () => {
    put('0123456789abcdef.json', '{"paths":["/a"],"unusable":[],"startedAtMs":0}', 120_000);
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
