import { open } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { TransferError } from './lanyard-error.ts';
import { asOwnStorage, toStorageError } from './to-storage-error.ts';

describe('toStorageError()', () => {
  it.each([
    ['ENOSPC', 'STORAGE_FULL'],
    ['EDQUOT', 'STORAGE_FULL'],
    ['EACCES', 'STORAGE_DENIED'],
    ['EPERM', 'STORAGE_DENIED'],
    ['EROFS', 'STORAGE_DENIED'],
    ['ENOENT', 'STORAGE_MISSING'],
    ['ENOTDIR', 'STORAGE_MISSING'],
    ['ENODEV', 'STORAGE_MISSING'],
    ['ENOTCONN', 'STORAGE_MISSING'],
    ['EHOSTDOWN', 'STORAGE_MISSING'],
    ['ENXIO', 'STORAGE_MISSING'],
    ['ESTALE', 'STORAGE_MISSING'],
    ['ECONNRESET', 'STORAGE_MISSING'],
    ['ETIMEDOUT', 'STORAGE_MISSING'],
    ['ENETUNREACH', 'STORAGE_MISSING'],
    ['ENAMETOOLONG', 'STORAGE_NAME_TOO_LONG'],
    ['EFBIG', 'STORAGE_FILE_TOO_LARGE'],
    ['ELOOP', 'STORAGE_UNSAFE'],
    ['EIO', 'STORAGE_FAILED'],
    ['__proto__', 'STORAGE_FAILED'],
  ])('gives %s the code %s and keeps the cause', (errno, code) => {
    const cause = Object.assign(new Error(errno), { code: errno });
    expect(toStorageError(cause, 'write')).toMatchObject({ code, cause, context: { errno } });
  });

  it.each([
    undefined,
    null,
    'ENOSPC',
    { code: 'ENOSPC' },
    new Error('no code'),
    Object.assign(new Error(), { code: 5 }),
  ])('gives what is no error of the system (%s) the code STORAGE_FAILED', (thrown) => {
    expect(toStorageError(thrown, 'write').code).toBe('STORAGE_FAILED');
  });

  it('leaves our own errors as they are', () => {
    const error = new TransferError('TRANSFER_HASH_MISMATCH', 'x');
    expect(toStorageError(error, 'write')).toBe(error);
  });

  it('knows a real error of the system', async () => {
    const error: unknown = await open('/nowhere/at/all').catch((reason: unknown) => reason);
    expect(toStorageError(error, 'open').code).toBe('STORAGE_MISSING');
  });
});

describe('asOwnStorage()', () => {
  it.each([
    ['ENOSPC', 'STORAGE_OWN_FULL'],
    ['EROFS', 'STORAGE_OWN_FAILED'],
    ['ENOENT', 'STORAGE_OWN_FAILED'],
    ['EIO', 'STORAGE_OWN_FAILED'],
    ['EUNHEARDOF', 'STORAGE_OWN_FAILED'],
    ['EFBIG', 'STORAGE_FILE_TOO_LARGE'],
  ])('says that it is the own disk: %s is %s', async (errno, code) => {
    const cause = Object.assign(new Error(errno), { code: errno });
    await expect(asOwnStorage('write', () => Promise.reject(cause))).rejects.toMatchObject({ code });
  });
});
