import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  FAT_MAX_FILE_BYTES,
  findMaxNameBytes,
  isNameTrouble,
  probeVolume,
  readFreeBytes,
  tryMaxFileBytes,
  tryWriting,
} from './volume.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lanyard-volume-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

describe('probeVolume()', () => {
  it('leaves nothing behind', async () => {
    await probeVolume(directory);
    expect(await readdir(directory)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('knows an ordinary Linux volume', async () => {
    const traits = {
      rules: 'posix',
      isCaseInsensitive: false,
      isNormalizing: false,
      hasHardLinks: true,
      maxFileBytes: null,
      maxNameBytes: 255,
    };
    expect(await probeVolume(directory)).toEqual(traits);
  });
});

describe('tryWriting()', () => {
  it('leaves nothing behind, also when several run at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => tryWriting(directory)));
    expect(await readdir(directory)).toEqual([]);
  });

  it('rejects as the system does', async () => {
    await expect(tryWriting(path.join(directory, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('tryMaxFileBytes()', () => {
  const GIB = 1024 ** 3;
  const answering = (code: string | null) => ({
    truncate: () => (code === null ? Promise.resolve() : Promise.reject(Object.assign(new Error(code), { code }))),
  });

  it.each([
    ['takes it', null, 100 * GIB, null],
    ['says that a file is too large', 'EFBIG', null, FAT_MAX_FILE_BYTES],
    ['says that the disk is full, and it is not', 'ENOSPC', 5 * GIB, FAT_MAX_FILE_BYTES],
    ['says that the disk is full, and it is', 'ENOSPC', GIB, null],
    ['says that the disk is full, and nobody knows', 'ENOSPC', null, null],
    ['fails in another way', 'EIO', 100 * GIB, null],
  ])('knows FAT by its answer: the system %s', async (_, code, freeBytes, expected) => {
    expect(await tryMaxFileBytes(answering(code), freeBytes)).toBe(expected);
  });
});

describe('readFreeBytes()', () => {
  it('says how much may be written, or that it is not known', async () => {
    expect(await readFreeBytes(directory)).toBeGreaterThan(0);
    expect(await readFreeBytes(path.join(directory, 'none'))).toBeNull();
  });
});

describe('isNameTrouble()', () => {
  it.each(['ENAMETOOLONG', 'EINVAL', 'ENOENT', 'EIO', 'EPROTO'])('a name may be refused by %s', (code) => {
    expect(isNameTrouble(Object.assign(new Error(code), { code }))).toBe(true);
  });

  it.each(['ENOSPC', 'EMFILE'])('%s is about no name', (code) => {
    expect(isNameTrouble(Object.assign(new Error(code), { code }))).toBe(false);
  });

  it('nor is a bug', () => {
    expect(isNameTrouble(new Error('a bug'))).toBe(false);
  });
});

describe('findMaxNameBytes()', () => {
  it.each([
    ['most disks', 255, 255],
    ['a long-winded one', 1024, 255],
    ['eCryptfs', 143, 143],
    ['one byte less than most', 254, 254],
    ['one that takes next to nothing', 14, 64],
  ])('finds the limit of %s', async (_, limit, expected) => {
    expect(await findMaxNameBytes((nameBytes) => Promise.resolve(nameBytes <= limit))).toBe(expected);
  });

  it('passes on what has nothing to do with names', async () => {
    await expect(findMaxNameBytes(() => Promise.reject(new Error('full')))).rejects.toThrow('full');
  });
});
