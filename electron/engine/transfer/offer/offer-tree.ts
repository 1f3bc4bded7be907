import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { OfferEntry } from '../../../../shared/model/offer.ts';
import { parentsOf } from '../wanted.ts';

/**
 * A checked manifest (depth-first, each folder before what is in it) with what the list shows of each folder:
 * where it ends, how many files and bytes are in it. Linear.
 */
export function toOfferEntries(entries: readonly ManifestEntry[]): OfferEntry[] {
  const rows = entries.map(({ path, kind, sizeBytes }, index) => ({
    index,
    path,
    kind,
    sizeBytes,
    lastIndex: index,
    fileCount: kind === 'file' ? 1 : 0,
    standing: 'new' as const,
  }));
  // from the end, so that a folder is complete before it is added to its own
  for (let index = rows.length - 1, parents = parentsOf(entries); index >= 0; index--) {
    const row = rows[index];
    const parent = rows[parents[index] ?? -1];
    if (!row || !parent) continue;
    parent.lastIndex = Math.max(parent.lastIndex, row.lastIndex);
    parent.fileCount += row.fileCount;
    parent.sizeBytes += row.sizeBytes;
  }
  return rows;
}
