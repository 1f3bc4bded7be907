import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { IndexRange } from '../../../shared/model/offer.ts';

/** What the user agreed to. */
export interface Wanted {
  /** Indexes of the wanted files, ascending. */
  readonly files: readonly number[];
  readonly totalBytes: number;
  /** Entries not wanted. */
  readonly skip: readonly IndexRange[];
  readonly isWanted: (index: number) => boolean;
}

/** Sums up what is wanted of `entries`. */
export function toWanted(entries: readonly ManifestEntry[], skip: readonly IndexRange[]): Wanted {
  const wanted = wantedEntries(entries, skip);
  const isWanted = (index: number): boolean => wanted[index] === 1;
  const files = [...entries.keys()].filter((index) => isWanted(index) && entries[index]?.kind === 'file');
  const totalBytes = files.reduce((sum, index) => sum + (entries[index]?.sizeBytes ?? 0), 0);
  return { files, totalBytes, skip: toSkipRanges(wanted), isWanted };
}

/** Index of the folder that each entry is in; -1 at the top. */
export function parentsOf(entries: readonly ManifestEntry[]): Int32Array {
  const parents = new Int32Array(entries.length).fill(-1);
  const open: { readonly path: string; readonly index: number }[] = [];
  for (const [index, { path, kind }] of entries.entries()) {
    const parentPath = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    while (open.length > 0 && open.at(-1)?.path !== parentPath) open.pop();
    parents[index] = open.at(-1)?.index ?? -1;
    if (kind === 'directory') open.push({ path, index });
  }
  return parents;
}

/**
 * Which entries are wanted, one byte each, when `skip` is not. Folders on the way to a wanted entry are wanted too.
 * Ranges out of bounds are clipped.
 */
export function wantedEntries(entries: readonly ManifestEntry[], skip: readonly IndexRange[]): Uint8Array {
  const wanted = new Uint8Array(entries.length).fill(1);
  for (const [first, last] of skip) wanted.fill(0, Math.max(0, first), last + 1);
  const parents = parentsOf(entries);
  for (let index = entries.length - 1; index >= 0; index--) {
    const parent = parents[index] ?? -1;
    if (wanted[index] === 1 && parent >= 0) wanted[parent] = 1;
  }
  return wanted;
}

/** The unwanted entries as ranges, sorted: what ANSWER carries. */
export function toSkipRanges(wanted: Uint8Array): IndexRange[] {
  const ranges: [number, number][] = [];
  for (let index = 0; index < wanted.length; index++) {
    if (wanted[index] === 1) continue;
    const last = ranges.at(-1);
    if (last && last[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges;
}
