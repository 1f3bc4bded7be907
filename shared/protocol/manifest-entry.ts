import type { ManifestEntry } from '../model/manifest.ts';

/** An entry as it travels: a file has a size, a directory none. PROTOCOL.md §4.6 */
export type WireEntry =
  | readonly [path: string, mtimeMs: number]
  | readonly [path: string, mtimeMs: number, sizeBytes: number]
  | readonly [path: string, mtimeMs: number, sizeBytes: number, isExecutable: true];

export function toWireEntry({ path, kind, sizeBytes, mtimeMs, isExecutable }: ManifestEntry): WireEntry {
  if (kind === 'directory') return [path, mtimeMs];
  return isExecutable ? [path, mtimeMs, sizeBytes, true] : [path, mtimeMs, sizeBytes];
}

/** @param sizeBytes - undefined: it is a directory */
export function fromWireEntry(
  path: string,
  mtimeMs: number,
  sizeBytes: number | undefined,
  isExecutable = false,
): ManifestEntry {
  if (sizeBytes === undefined) return { path, kind: 'directory', sizeBytes: 0, mtimeMs, isExecutable: false };
  return { path, kind: 'file', sizeBytes, mtimeMs, isExecutable };
}
