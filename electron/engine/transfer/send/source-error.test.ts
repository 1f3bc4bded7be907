import { describe, expect, it } from 'vitest';
import { TransferError } from '../../../../shared/errors/lanyard-error.ts';
import { sourceCodeOf } from './source-error.ts';

const errno = (code: string): Error => Object.assign(new Error(code), { code });

describe('what a failed step on a source means', () => {
  it.each([
    ['ENOENT', 'TRANSFER_SOURCE_MISSING'],
    ['EBUSY', 'TRANSFER_SOURCE_IN_USE'],
    ['ETIMEDOUT', 'TRANSFER_SOURCE_SILENT'],
    ['EHOSTDOWN', 'TRANSFER_SOURCE_SILENT'],
    ['ENAMETOOLONG', 'TRANSFER_PATH_TOO_LONG'],
    ['EACCES', 'TRANSFER_SOURCE_UNREADABLE'],
    ['EIO', 'TRANSFER_SOURCE_UNREADABLE'],
    ['EWHATEVER', 'TRANSFER_SOURCE_UNREADABLE'],
  ])('%s is %s', (code, expected) => {
    expect(sourceCodeOf(errno(code), '/a/b')).toBe(expected);
  });

  it('does not say of a name that is no text that it was deleted', () => {
    expect(sourceCodeOf(errno('ENOENT'), '/a/caf\u{fffd}.txt')).toBe('TRANSFER_NAME_NOT_TEXT');
    expect(sourceCodeOf(errno('ENOENT'), '/caf\u{fffd}/a')).toBe('TRANSFER_NAME_NOT_TEXT');
    expect(sourceCodeOf(errno('EACCES'), '/caf\u{fffd}/a')).toBe('TRANSFER_SOURCE_UNREADABLE');
  });

  it('keeps what was said already', () => {
    expect(sourceCodeOf(new TransferError('TRANSFER_SIZE_UNKNOWN', 'x'), '/a')).toBe('TRANSFER_SIZE_UNKNOWN');
  });
});
