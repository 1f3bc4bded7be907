import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import { readFreeBytes } from '../storage/volume.ts';
import { isOneFolderTrouble, withShortage } from './disk-trouble.ts';

const FULL = new StorageError('STORAGE_FULL', 'full');
const GIB = 1024 ** 3;

it('says how much lacks on a disk that has not that much', async () => {
  const freeBytes = (await readFreeBytes(tmpdir())) ?? 0;
  const { code, shortBytes } = await withShortage(FULL, tmpdir(), freeBytes + 100 * GIB);
  expect(code).toBe('STORAGE_FULL');
  // others write there meanwhile
  expect(Math.abs((shortBytes ?? 0) - 100 * GIB)).toBeLessThan(5 * GIB);
});

it.runIf(process.platform === 'linux')('never asks for less than a block', async () => {
  // a file system without any room, whatever is on it
  const { shortBytes } = await withShortage(FULL, '/proc', 1);
  expect(shortBytes).toBe(4096);
});

it.each([
  ['another reason', new StorageError('STORAGE_DENIED', 'denied'), tmpdir(), Number.MAX_SAFE_INTEGER],
  ['what is known already', new StorageError('STORAGE_FULL', 'full', { shortBytes: 7 }), tmpdir(), 10 ** 15],
  ['a disk that has room: names, or a quota, lack', FULL, tmpdir(), 1],
  ['a folder that is gone', FULL, '/no such folder', 1],
])('leaves %s as it is', async (_, reason, directory, missingBytes) => {
  expect(await withShortage(reason, directory, missingBytes)).toBe(reason);
});

describe('isOneFolderTrouble()', () => {
  const failure = (errno: string): Error => Object.assign(new Error(errno), { code: errno });
  const disk = (isAlive: boolean) => ({
    tryDisk: () => (isAlive ? Promise.resolve() : Promise.reject(failure('EIO'))),
  });

  it.each(['ENAMETOOLONG', 'EINVAL', 'EILSEQ', 'EPERM', 'EUNHEARDOF'])(
    'is true on a disk that works for %s',
    async (errno) => {
      expect(await isOneFolderTrouble(failure(errno), disk(true))).toBe(true);
    },
  );

  it('is false where all else would fail as well', async () => {
    for (const errno of ['ENOSPC', 'ENOENT']) expect(await isOneFolderTrouble(failure(errno), disk(true))).toBe(false);
    expect(await isOneFolderTrouble(failure('EIO'), disk(false))).toBe(false);
  });
});
