import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { IndexRange } from '../../../shared/model/offer.ts';
import type { ExistingChoice, ExistingNames } from '../../../shared/model/settings.ts';
import { MAX_PAGE_ITEMS } from '../../../shared/protocol/constants.ts';
import type { MessageOf } from '../../../shared/protocol/messages.ts';
import { openInbox, type InboxTransfer } from '../storage/inbox.ts';
import type { StagingRegistry } from '../storage/staging-registry.ts';
import { toSkipRanges, wantedEntries } from './offer-tree.ts';

interface AcceptOptions {
  readonly transferId: TransferId;
  readonly entries: readonly ManifestEntry[];
  readonly directory: string;
  readonly skip: readonly IndexRange[];
  /** What to do with names that stand there already. */
  readonly existing: ExistingChoice;
  readonly registry: StagingRegistry;
  /** True when the sender has gone meanwhile. */
  readonly isGone: () => boolean;
}

/** What the user agreed to, with a place for it on the disk. */
export interface AcceptedOffer {
  readonly inbox: InboxTransfer;
  /** Where the wanted folders stand, by index; they are there. */
  readonly folders: ReadonlyMap<number, string>;
  /** Indexes of the wanted files, ascending. */
  readonly files: readonly number[];
  readonly totalBytes: number;
  /** Entries not wanted. */
  readonly skip: readonly IndexRange[];
}

/**
 * Opens `directory` for what is wanted and makes the folders. Null when the sender went meanwhile; nothing is left then.
 *
 * @throws StorageError with nothing left either: the offer may be accepted again, differently
 */
export async function acceptOffer(options: AcceptOptions): Promise<AcceptedOffer | null> {
  const { entries, directory, registry, transferId, isGone } = options;
  const wanted = wantedEntries(entries, options.skip);
  const isWanted = (index: number): boolean => wanted[index] === 1;
  const files = [...entries.keys()].filter((index) => isWanted(index) && entries[index]?.kind === 'file');
  const totalBytes = files.reduce((sum, index) => sum + (entries[index]?.sizeBytes ?? 0), 0);
  const folder = await openInbox(directory, { registry });
  const freeBytes = await folder.freeBytes();
  if (freeBytes !== null && totalBytes > freeBytes) {
    throw new StorageError('STORAGE_FULL', 'not enough space', { shortBytes: totalBytes - freeBytes });
  }
  const inbox = await folder.beginTransfer(transferId, entries, isWanted, options.existing);
  const folders = await makeFolders(inbox, entries, isWanted, isGone);
  return folders && { inbox, folders, files, totalBytes, skip: toSkipRanges(wanted) };
}

async function makeFolders(
  inbox: InboxTransfer,
  entries: readonly ManifestEntry[],
  isWanted: (index: number) => boolean,
  isGone: () => boolean,
): Promise<ReadonlyMap<number, string> | null> {
  const made = new Map<number, string>();
  let isComplete = false;
  try {
    for (const [index, { kind }] of entries.entries()) {
      if (isGone()) return null;
      if (kind === 'directory' && isWanted(index)) made.set(index, (await inbox.makeDirectory(index)).savedAs);
    }
    isComplete = !isGone();
    return isComplete ? made : null;
  } finally {
    if (!isComplete) await inbox.abort();
  }
}

/** Without an answer of the user's, nothing is left out. */
export function choiceOf(existingNames: ExistingNames): ExistingChoice {
  return existingNames === 'ask' ? 'keep-both' : existingNames;
}

/** The yes, in as many pages as its ranges take. */
export function toAnswerPages(skip: readonly IndexRange[]): MessageOf<'answer'>[] {
  const pageCount = Math.max(1, Math.ceil(skip.length / MAX_PAGE_ITEMS));
  return Array.from({ length: pageCount }, (_, page) => {
    const ranges = skip.slice(page * MAX_PAGE_ITEMS, (page + 1) * MAX_PAGE_ITEMS);
    const copy = ranges.map(([first, last]): [number, number] => [first, last]);
    return { type: 'answer', accepted: true, skip: copy, resume: [], isLast: page === pageCount - 1 };
  });
}
