import type { ErrorCode } from '../../../../shared/errors/codes.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { MAX_COMPONENT_UNITS, MAX_DEPTH, MAX_PATH_BYTES } from '../../../../shared/protocol/constants.ts';
import type { Look } from '../../disk-thread/look-at.ts';
import { isOwnTemporary } from '../../storage/own-names.ts';

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
export function whyNotOffered(path: string, { kind, sizeBytes }: Look, totalBytes: number): NotOffered | null {
  if (isOwnTemporary(path.slice(path.lastIndexOf('/') + 1))) return { status: 'skipped', code: 'TRANSFER_OWN_FILE' };
  if (kind === 'link') return { status: 'skipped', code: 'TRANSFER_SOURCE_IS_LINK' };
  if (kind === 'special') return { status: 'skipped', code: 'TRANSFER_SOURCE_SPECIAL' };
  // Windows has names with half a character
  if (!path.isWellFormed()) return { status: 'failed', code: 'TRANSFER_NAME_NOT_TEXT' };
  if (!isShortEnough(path)) return { status: 'failed', code: 'TRANSFER_PATH_TOO_LONG' };
  if (totalBytes + sizeBytes > Number.MAX_SAFE_INTEGER) return { status: 'failed', code: 'TRANSFER_FILE_TOO_LARGE' };
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
export function toEntry(path: string, { kind, sizeBytes, mtimeMs, isExecutable }: Look): ManifestEntry {
  return { path, kind: kind === 'file' ? 'file' : 'directory', sizeBytes, mtimeMs, isExecutable };
}
