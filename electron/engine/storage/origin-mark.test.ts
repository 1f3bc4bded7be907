import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOriginMark, quarantineValue } from './origin-mark.ts';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lanyard-mark-'));
  file = path.join(directory, 'a.exe');
  await writeFile(file, 'x');
});

afterEach(() => rm(directory, { recursive: true, force: true }));

describe('createOriginMark()', () => {
  it('writes the Mark of the Web beside a file on Windows', async () => {
    const mark = createOriginMark('win32');
    await mark.beforePlacing(file);
    await mark.afterPlacing(file);
    await mark.flush();
    // where `:` is a letter as any other, the stream is a file of that name
    const [stream = ''] = (await readdir(directory)).filter((name) => name !== 'a.exe');
    expect(stream).toBe('a.exe:Zone.Identifier');
    expect(await readFile(path.join(directory, stream), 'latin1')).toBe('[ZoneTransfer]\r\nZoneId=3\r\n');
  });

  it('quarantines many files with few calls on macOS', async () => {
    const calls: (readonly [string, readonly string[]])[] = [];
    const mark = createOriginMark('darwin', (tool, args) => Promise.resolve(calls.push([tool, args])));
    const files = Array.from({ length: 450 }, (_, i) => `/in/${i}`);
    for (const name of files) {
      await mark.beforePlacing(name);
      await mark.afterPlacing(name);
    }
    await mark.flush();
    await mark.flush();
    expect(calls.map(([, args]) => args.length - 4)).toEqual([200, 200, 50]);
    expect(calls.flatMap(([, args]) => args.slice(4))).toEqual(files);
    for (const [tool, args] of calls) {
      expect(tool).toBe('/usr/bin/xattr');
      expect(args.slice(0, 3)).toEqual(['-w', '-s', 'com.apple.quarantine']);
      expect(args[3]).toMatch(/^0081;[0-9a-f]{8};Lanyard;[0-9A-F-]{36}$/);
    }
  });

  it('does nothing on Linux', async () => {
    const mark = createOriginMark('linux', () => Promise.reject(new Error('must not run')));
    await mark.beforePlacing(file);
    await mark.afterPlacing(file);
    await mark.flush();
    expect(await readdir(directory)).toEqual(['a.exe']);
  });

  it('never fails a file for its mark', async () => {
    await createOriginMark('win32').beforePlacing(path.join(directory, 'none', 'a'));
    const mark = createOriginMark('darwin', () => Promise.reject(new Error('no such tool')));
    await mark.afterPlacing(file);
    await expect(mark.flush()).resolves.toBeUndefined();
  });
});

describe('quarantineValue()', () => {
  it('has the form that macOS reads', () => {
    expect(quarantineValue(Date.UTC(2026, 0, 1), 'ID')).toBe('0081;6955b900;Lanyard;ID');
  });
});
