import type { ExistingChoice } from '../../../shared/model/settings.ts';
import type { Comparison, Offer, OfferEntry } from '../../../shared/model/offer.ts';
import type { EntryTree } from './entry-tree.ts';
import { selectedAmount, type Amount, type Selection } from './selection.ts';

/**
 * How much of what is selected has to be sent, as far as it is compared. What is unticked and not loaded counts as
 * not there, so it may be a little more than this.
 */
export function missingAmount(offer: Offer, tree: EntryTree, selection: Selection, choice: ExistingChoice): Amount {
  const selected = selectedAmount(selection, { fileCount: offer.fileCount, sizeBytes: offer.totalBytes });
  if (choice === 'keep-both') return selected;
  const { identicalCount, identicalBytes } = offer.comparison;
  let [fileCount, sizeBytes] = [selected.fileCount - identicalCount, selected.sizeBytes - identicalBytes];
  for (const { entry, isSkipped } of selection.decisions.values()) {
    const there = identicalWithin(tree, entry);
    const sign = isSkipped ? 1 : -1;
    fileCount += sign * there.fileCount;
    sizeBytes += sign * there.sizeBytes;
  }
  return { fileCount: within(fileCount, selected.fileCount), sizeBytes: within(sizeBytes, selected.sizeBytes) };
}

/** Bytes that are still being compared and may turn out not to be needed; null: nobody knows yet. */
export function undecidedBytes({ comparison, existingCount }: Offer, choice: ExistingChoice): number | null {
  if (choice === 'keep-both' || comparison.state === 'done') return 0;
  if (comparison.state === 'looking') return existingCount === 0 ? 0 : null;
  return comparison.candidateBytes - comparison.comparedBytes;
}

/** Something of the offer has its name taken at the destination, or soon may turn out to. */
export function hasConflicts({ existingCount, comparison }: Offer): boolean {
  return existingCount > 0 || comparison.differentCount > 0;
}

/** True while it is being found out what is there, and something is. */
export function isComparing(offer: Offer): boolean {
  const { state }: Comparison = offer.comparison;
  return state === 'comparing' || (state === 'looking' && offer.existingCount > 0);
}

function identicalWithin({ entries }: EntryTree, { index, lastIndex }: OfferEntry): Amount {
  const found = entries.slice(index, lastIndex + 1).filter(({ standing }) => standing === 'identical');
  return { fileCount: found.length, sizeBytes: found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}

function within(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
