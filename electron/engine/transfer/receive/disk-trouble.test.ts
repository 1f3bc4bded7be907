import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { StorageError } from '../../../../shared/errors/lanyard-error.ts';
import { readFreeBytes } from '../../storage/volume.ts';
import { withShortage } from './disk-trouble.ts';

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
