import type { EntryTree } from './entry-tree.ts';

/** Which rows of an offer's list are on show: entry indices hidden inside closed folders are left out. */
export interface Folding {
  /** Rows in all. Shrinks while more of the list is loaded and its folders close. */
  readonly rowCount: number;
  /** Entry index of row `row`, in O(log folders). */
  readonly indexOfRow: (row: number) => number;
}

/**
 * Folders start closed, and only loaded ones can be: `opened` holds those the user opened. A single folder around
 * everything starts open, for closed it would say nothing.
 */
export function createFolding(tree: EntryTree, opened: ReadonlySet<number>, closed: ReadonlySet<number>): Folding {
  const hidden = hiddenRanges(tree, (index) => isOpen(tree, opened, closed, index));
  const hiddenCount = hidden.at(-1)?.hiddenUpTo ?? 0;
  return {
    rowCount: tree.total - hiddenCount,
    indexOfRow: (row) => row + hiddenBefore(hidden, row),
  };
}

export function isOpen(
  tree: EntryTree,
  opened: ReadonlySet<number>,
  closed: ReadonlySet<number>,
  index: number,
): boolean {
  const isWholeOffer = index === 0 && tree.entries[0]?.lastIndex === tree.total - 1;
  return opened.has(index) || (isWholeOffer && !closed.has(index));
}

interface HiddenRange {
  /** The first row that comes after the closed folder. */
  readonly rowAfter: number;
  /** Entries hidden by this and all ranges before. */
  readonly hiddenUpTo: number;
}

function hiddenRanges(tree: EntryTree, isFolderOpen: (index: number) => boolean): readonly HiddenRange[] {
  const ranges: HiddenRange[] = [];
  let hiddenUpTo = 0;
  let index = 0;
  while (index < tree.entries.length) {
    const entry = tree.entries[index];
    if (entry?.kind !== 'directory' || entry.lastIndex === index || isFolderOpen(index)) {
      index += 1;
      continue;
    }
    const rowAfter = index - hiddenUpTo + 1;
    hiddenUpTo += entry.lastIndex - index;
    ranges.push({ rowAfter, hiddenUpTo });
    index = entry.lastIndex + 1;
  }
  return ranges;
}

function hiddenBefore(ranges: readonly HiddenRange[], row: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.rowAfter ?? Infinity) <= row) low = middle + 1;
    else high = middle;
  }
  return ranges[low - 1]?.hiddenUpTo ?? 0;
}
