import type { ManifestEntry } from '../../../shared/model/manifest.ts';

export function fileEntry(path: string, sizeBytes: number): ManifestEntry {
  return { path, kind: 'file', sizeBytes, mtimeMs: 1_000_000_000_000, isExecutable: true };
}

export function folderEntry(path: string): ManifestEntry {
  return { ...fileEntry(path, 0), kind: 'directory', isExecutable: false };
}

/** A folder with a file and a folder with a file, an empty folder, a file beside them. */
export const SMALL_TREE: readonly ManifestEntry[] = [
  folderEntry('a'),
  fileEntry('a/1', 10),
  folderEntry('a/b'),
  fileEntry('a/b/2', 20),
  folderEntry('empty'),
  fileEntry('z', 5),
];
