import type { OfferEntry } from '../../../shared/model/offer.ts';

/**
 * The beginning of an offer's list, as far as it was loaded. Always a gapless beginning: so the folders around
 * every loaded entry are loaded too.
 */
export interface EntryTree {
  /** Length of the whole list. */
  readonly total: number;
  readonly entries: readonly OfferEntry[];
  /** Index of the folder that directly holds the entry; -1: none. */
  readonly parents: readonly number[];
}

export function emptyTree(total: number): EntryTree {
  return { total, entries: [], parents: [] };
}

/** The tree with `rows` added at its end. Rows that do not continue it are left out. */
export function appendEntries(tree: EntryTree, rows: readonly OfferEntry[]): EntryTree {
  const entries = [...tree.entries];
  const parents = [...tree.parents];
  for (const row of rows) {
    if (row.index !== entries.length) continue;
    parents.push(parentOf(row.index, entries, parents));
    entries.push(row);
  }
  return { total: tree.total, entries, parents };
}

/** The tree with rows that it has, as they are now. Others are left out. */
export function replaceEntries(tree: EntryTree, rows: readonly OfferEntry[]): EntryTree {
  const entries = [...tree.entries];
  for (const row of rows) if (row.index < entries.length) entries[row.index] = row;
  return { ...tree, entries };
}

// the entry before is the folder itself, a sibling, or the last of a sibling's subtree: its chain leads to the parent
function parentOf(index: number, entries: readonly OfferEntry[], parents: readonly number[]): number {
  let candidate = index - 1;
  while (candidate >= 0) {
    const entry = entries[candidate];
    if (entry?.kind === 'directory' && entry.lastIndex >= index) return candidate;
    candidate = parents[candidate] ?? -1;
  }
  return -1;
}

/** How many files in or at an entry differ from what is there, as far as they are loaded; in O(1) for each entry. */
export function countDiffering({ entries }: EntryTree): (entry: OfferEntry) => number {
  const before = new Uint32Array(entries.length + 1);
  for (const [index, { standing }] of entries.entries()) {
    before[index + 1] = (before[index] ?? 0) + (standing === 'different' ? 1 : 0);
  }
  const upTo = (end: number): number => before[Math.min(end, entries.length)] ?? 0;
  return ({ index, lastIndex }) => upTo(lastIndex + 1) - upTo(index);
}

/** Folders around an entry, innermost first. */
export function ancestorsOf(tree: EntryTree, index: number): readonly OfferEntry[] {
  const found: OfferEntry[] = [];
  for (let at = tree.parents[index] ?? -1; at >= 0; at = tree.parents[at] ?? -1) {
    const entry = tree.entries[at];
    if (entry !== undefined) found.push(entry);
  }
  return found;
}
