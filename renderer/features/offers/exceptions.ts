import type { IndexRange } from '../../../shared/model/offer.ts';
import type { ExistingChoice } from '../../../shared/model/settings.ts';
import type { EntryTree } from './entry-tree.ts';
import { mergeRanges } from './selection.ts';

/** What becomes of one file that differs from the one that has its name. */
export const FILE_CHOICES = ['keep', 'replace'] as const;
export type FileChoice = (typeof FILE_CHOICES)[number];

/** Files for which it is the other way round than for all. */
export type Exceptions = ReadonlySet<number>;

export const NO_EXCEPTIONS: Exceptions = new Set();

/** null: there is no choice for single files. */
export function fileChoiceOf(choice: ExistingChoice, exceptions: Exceptions, index: number): FileChoice | null {
  if (choice === 'keep-both') return null;
  return (choice === 'replace') === exceptions.has(index) ? 'keep' : 'replace';
}

export function withFileChoice(
  choice: ExistingChoice,
  exceptions: Exceptions,
  index: number,
  wanted: FileChoice,
): Exceptions {
  const next = new Set(exceptions);
  if ((choice === 'replace') === (wanted === 'replace')) next.delete(index);
  else next.add(index);
  return next;
}

/** As the engine takes them; only files that still differ, for another folder may have been chosen since. */
export function exceptionRanges(
  tree: EntryTree,
  choice: ExistingChoice,
  exceptions: Exceptions,
): readonly IndexRange[] | undefined {
  if (choice === 'keep-both') return undefined;
  const differing = [...exceptions].filter((index) => tree.entries[index]?.standing === 'different');
  return differing.length === 0 ? undefined : mergeRanges(differing.map((index) => [index, index]));
}
