import type { IndexRange, OfferEntry } from '../../../shared/model/offer.ts';
import { ancestorsOf, type EntryTree } from './entry-tree.ts';

/** Where the user's choice changes on the way down the tree. */
interface Decision {
  readonly entry: OfferEntry;
  readonly isSkipped: boolean;
}

/**
 * What of an offer is wanted: everything, but for these decisions. Each differs from what the folder around it
 * says, so sums over decisions are exact even while most of the list is not loaded.
 */
export interface Selection {
  readonly decisions: ReadonlyMap<number, Decision>;
}

export interface Amount {
  readonly fileCount: number;
  readonly sizeBytes: number;
}

export const SELECT_ALL: Selection = { decisions: new Map() };

/** The selection after `entry`, with all that is in it, was ticked or unticked. */
export function setWanted(tree: EntryTree, selection: Selection, entry: OfferEntry, isWanted: boolean): Selection {
  let next = decide(tree, selection, entry, !isWanted);
  for (const folder of ancestorsOf(tree, entry.index)) {
    // a folder whose last file was unticked is not wanted itself; else it would arrive empty
    if (isWanted || checkState(tree, next, folder) !== 'none') break;
    next = decide(tree, next, folder, true);
  }
  return next;
}

function decide(tree: EntryTree, selection: Selection, entry: OfferEntry, isSkipped: boolean): Selection {
  const decisions = new Map(
    [...selection.decisions].filter(([index]) => index < entry.index || index > entry.lastIndex),
  );
  if (isSkipped !== isSkippedAt({ decisions }, tree, entry.index)) decisions.set(entry.index, { entry, isSkipped });
  return { decisions };
}

/** Whether the nearest decision at or around `index` says skip. */
function isSkippedAt({ decisions }: Selection, tree: EntryTree, index: number): boolean {
  const own = decisions.get(index);
  if (own !== undefined) return own.isSkipped;
  for (const folder of ancestorsOf(tree, index)) {
    const decision = decisions.get(folder.index);
    if (decision !== undefined) return decision.isSkipped;
  }
  return false;
}

/** `some`: partly wanted, only for folders. */
export function checkState(tree: EntryTree, selection: Selection, entry: OfferEntry): 'all' | 'some' | 'none' {
  const isSkipped = isSkippedAt(selection, tree, entry.index);
  const inside = [...selection.decisions.values()].filter((decision) => isInside(decision.entry, entry));
  if (inside.length === 0) return isSkipped ? 'none' : 'all';
  const skipped = (isSkipped ? entry.fileCount : 0) + sumSkipped(inside).fileCount;
  if (skipped === entry.fileCount && entry.fileCount > 0) return 'none';
  return 'some';
}

function isInside(inner: OfferEntry, folder: OfferEntry): boolean {
  return inner.index > folder.index && inner.index <= folder.lastIndex;
}

function sumSkipped(decisions: Iterable<Decision>): Amount {
  let fileCount = 0;
  let sizeBytes = 0;
  for (const { entry, isSkipped } of decisions) {
    const sign = isSkipped ? 1 : -1;
    fileCount += sign * entry.fileCount;
    sizeBytes += sign * entry.sizeBytes;
  }
  return { fileCount, sizeBytes };
}

/** How much of `whole` is wanted. */
export function selectedAmount(selection: Selection, whole: Amount): Amount {
  const skipped = sumSkipped(selection.decisions.values());
  return { fileCount: whole.fileCount - skipped.fileCount, sizeBytes: whole.sizeBytes - skipped.sizeBytes };
}

/**
 * Indices that are not wanted, as the engine takes them: sorted, not overlapping, not touching.
 * A folder with something wanted in it is itself wanted, or nothing in it could arrive.
 */
export function skipRanges(tree: EntryTree, selection: Selection): readonly IndexRange[] {
  const sorted = [...selection.decisions.values()].toSorted((a, b) => a.entry.index - b.entry.index);
  let ranges: IndexRange[] = [];
  for (const { entry, isSkipped } of sorted) {
    if (isSkipped) {
      ranges = [...ranges, [entry.index, entry.lastIndex]];
      continue;
    }
    ranges = without(ranges, [entry.index, entry.lastIndex]);
    for (const folder of ancestorsOf(tree, entry.index)) ranges = without(ranges, [folder.index, folder.index]);
  }
  return mergeRanges(ranges);
}

function without(ranges: readonly IndexRange[], [first, last]: IndexRange): IndexRange[] {
  return ranges.flatMap(([from, to]): IndexRange[] => {
    if (to < first || from > last) return [[from, to]];
    const before: IndexRange[] = from < first ? [[from, first - 1]] : [];
    const after: IndexRange[] = to > last ? [[last + 1, to]] : [];
    return [...before, ...after];
  });
}

/** The same, sorted and joined where they touch. */
export function mergeRanges(ranges: readonly IndexRange[]): readonly IndexRange[] {
  const merged: [number, number][] = [];
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const open = merged.at(-1);
    if (open !== undefined && first <= open[1] + 1) open[1] = Math.max(open[1], last);
    else merged.push([first, last]);
  }
  return merged;
}
