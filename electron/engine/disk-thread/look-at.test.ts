import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { volumeOf } from '../storage/volumes.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { lookAt, readFolder } from './look-at.ts';

let folder: string;
let volume: string;
beforeEach(async () => {
  folder = await makeTempDir();
  volume = volumeOf(folder);
});

describe('lookAt()', () => {
  it.skipIf(process.platform === 'win32')('says what each of them is, and why one cannot be looked at', () => {
    writeFileSync(join(folder, 'file'), 'abc');
    chmodSync(join(folder, 'file'), 0o700);
    utimesSync(join(folder, 'file'), 1.5, 1.5);
    mkdirSync(join(folder, 'folder'));
    symlinkSync('file', join(folder, 'link'));
    const looks = lookAt({ folder, volume, names: ['file', 'folder', 'link', 'none'] });
    expect(looks).toMatchObject([
      { value: { kind: 'file', sizeBytes: 3, mtimeMs: 1_500, isExecutable: true } },
      { value: { kind: 'directory', sizeBytes: 0, isExecutable: false } },
      { value: { kind: 'link' } },
      { failure: { code: 'ENOENT' } },
    ]);
  });

  it.runIf(process.platform === 'linux')('does not ask another disk that is mounted there, unless it is meant', () => {
    expect(lookAt({ folder: '/', volume: '/', names: ['proc', 'etc'] })).toMatchObject(['elsewhere', { value: {} }]);
    expect(lookAt({ folder: '/', volume: null, names: ['proc'] })).toMatchObject([{ value: { kind: 'directory' } }]);
  });
});

describe('readFolder()', () => {
  it('gives the names in order, and as many looks as are wanted', () => {
    for (const name of ['b', 'a', 'c']) writeFileSync(join(folder, name), name);
    expect(readFolder({ folder, volume, lookCount: 2 }).value).toMatchObject({
      names: ['a', 'b', 'c'],
      notText: [],
      looks: [{ value: { kind: 'file' } }, { value: { kind: 'file' } }],
    });
    expect(readFolder({ folder, volume, lookCount: 0 }).value?.looks).toEqual([]);
  });

  it('fails for what is no folder', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(readFolder({ folder: join(folder, 'file'), volume, lookCount: 1 }).failure?.code).toMatch(/ENOTDIR|EACCES/);
  });
});
