import type { BigIntStats } from 'node:fs';
import type { ErrorCode } from '../../../../shared/errors/codes.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { MAX_COMPONENT_UNITS, MAX_DEPTH, MAX_PATH_BYTES } from '../../../../shared/protocol/constants.ts';
import { toWireTime } from '../../storage/file-time.ts';
import { isOwnTemporary } from '../../storage/own-names.ts';

/** S_IXUSR; Node has no such constant on Windows. */
const OWNER_MAY_EXECUTE = 0o100n;

interface NotOffered {
  readonly status: 'skipped' | 'failed';
  readonly code: ErrorCode;
}

/**
 * Why something is not offered; null: it is.
 *
 * @param path - in the manifest
 * @param totalBytes - of all that is offered so far
 */
export function whyNotOffered(path: string, stats: BigIntStats, totalBytes: bigint): NotOffered | null {
  if (isOwnTemporary(path.slice(path.lastIndexOf('/') + 1))) return { status: 'skipped', code: 'TRANSFER_OWN_FILE' };
  if (stats.isSymbolicLink()) return { status: 'skipped', code: 'TRANSFER_SOURCE_IS_LINK' };
  if (!stats.isFile() && !stats.isDirectory()) return { status: 'skipped', code: 'TRANSFER_SOURCE_SPECIAL' };
  // Windows has names with half a character
  if (!path.isWellFormed()) return { status: 'failed', code: 'TRANSFER_NAME_NOT_TEXT' };
  if (!isShortEnough(path)) return { status: 'failed', code: 'TRANSFER_PATH_TOO_LONG' };
  if (stats.isFile() && totalBytes + stats.size > BigInt(Number.MAX_SAFE_INTEGER))
    return { status: 'failed', code: 'TRANSFER_FILE_TOO_LARGE' };
  return null;
}

function isShortEnough(path: string): boolean {
  const components = path.split('/');
  return (
    components.length <= MAX_DEPTH &&
    Buffer.byteLength(path) <= MAX_PATH_BYTES &&
    components.every(({ length }) => length <= MAX_COMPONENT_UNITS)
  );
}

/** @param path - in the manifest */
export function toEntry(path: string, stats: BigIntStats): ManifestEntry {
  const isFile = stats.isFile();
  return {
    path,
    kind: isFile ? 'file' : 'directory',
    sizeBytes: isFile ? Number(stats.size) : 0,
    mtimeMs: toWireTime(stats.mtimeMs),
    isExecutable: isFile && (stats.mode & OWNER_MAY_EXECUTE) !== 0n,
  };
}
