import type { ErrorCode } from '../../../../shared/errors/codes.ts';
import { TransferError } from '../../../../shared/errors/lanyard-error.ts';
import { errnoOf } from '../../../../shared/errors/to-storage-error.ts';
import { DiskCallError, type DiskFailure } from '../../disk-thread/disk-failure.ts';
import { SIZE_UNKNOWN, SOURCE_CHANGED } from '../../disk-thread/source-faults.ts';

type SourceCode = TransferError['code'] & `TRANSFER_${string}`;

const CODES: ReadonlyMap<string, SourceCode> = new Map([
  ['ENOENT', 'TRANSFER_SOURCE_MISSING'],
  ['ENOTDIR', 'TRANSFER_SOURCE_MISSING'],
  [SOURCE_CHANGED, 'TRANSFER_SOURCE_CHANGED'],
  [SIZE_UNKNOWN, 'TRANSFER_SIZE_UNKNOWN'],
  // a link stands where the file stood: it was none when it was offered
  ['ELOOP', 'TRANSFER_SOURCE_CHANGED'],
  ['ENAMETOOLONG', 'TRANSFER_PATH_TOO_LONG'],
  // Windows, of a file that another program has locked
  ['EBUSY', 'TRANSFER_SOURCE_IN_USE'],
  ['ETXTBSY', 'TRANSFER_SOURCE_IN_USE'],
  ['EDEADLK', 'TRANSFER_SOURCE_IN_USE'],
  ['ETIMEDOUT', 'TRANSFER_SOURCE_SILENT'],
  // pulled out; a share whose server went away
  ['ENODEV', 'TRANSFER_SOURCE_SILENT'],
  ['ENXIO', 'TRANSFER_SOURCE_SILENT'],
  ['ENOTCONN', 'TRANSFER_SOURCE_SILENT'],
  ['ECONNABORTED', 'TRANSFER_SOURCE_SILENT'],
  ['ECONNRESET', 'TRANSFER_SOURCE_SILENT'],
  ['EHOSTDOWN', 'TRANSFER_SOURCE_SILENT'],
  ['EHOSTUNREACH', 'TRANSFER_SOURCE_SILENT'],
  ['ENETUNREACH', 'TRANSFER_SOURCE_SILENT'],
  ['ENETDOWN', 'TRANSFER_SOURCE_SILENT'],
  ['ESTALE', 'TRANSFER_SOURCE_SILENT'],
] satisfies [string, SourceCode][]);

/** What a failed step on a source means for it. @param path - of the source */
export function sourceCodeOf(error: unknown, path: string): SourceCode & ErrorCode {
  if (error instanceof TransferError && error.code.startsWith('TRANSFER_')) return error.code as SourceCode;
  const code = CODES.get(errnoOf(error) ?? '') ?? 'TRANSFER_SOURCE_UNREADABLE';
  // a name whose bytes are no text came to us with U+FFFD in their place, and nothing has that name
  const isNotText = code === 'TRANSFER_SOURCE_MISSING' && (path.includes('\ufffd') || !path.isWellFormed());
  return isNotText ? 'TRANSFER_NAME_NOT_TEXT' : code;
}

/** @param path - of the source */
export function toSourceError(failure: DiskFailure, path: string): TransferError {
  const cause = new DiskCallError(failure);
  return new TransferError(sourceCodeOf(cause, path), 'a source failed', { cause });
}
