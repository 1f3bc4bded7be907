import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { IndexRange } from '../../../shared/model/offer.ts';
import type { ExistingChoice, ExistingNames } from '../../../shared/model/settings.ts';
import type { IncomingJournal } from '../journal/incoming-journal.ts';
import { openInbox, type Inbox, type InboxTransfer } from '../storage/inbox.ts';
import type { StagingRegistry } from '../storage/staging-registry.ts';
import { isNothingTakable, sumTakable, type Takable } from '../storage/takable.ts';
import { toSkipRanges, wantedEntries } from './offer-tree.ts';

interface AcceptOptions {
  readonly transferId: TransferId;
  readonly entries: readonly ManifestEntry[];
  readonly directory: string;
  readonly skip: readonly IndexRange[];
  /** What to do with names that stand there already. */
  readonly existing: ExistingChoice;
  readonly registry: StagingRegistry;
  /** Begins the journal, without which nothing is received: what it says is needed to go on after a break. */
  readonly beginJournal: (wanted: Wanted) => Promise<IncomingJournal>;
  /** True when the sender has gone meanwhile. */
  readonly isGone: () => boolean;
}

/** What the user agreed to. */
export interface Wanted {
  /** Indexes of the wanted files, ascending. */
  readonly files: readonly number[];
  readonly totalBytes: number;
  /** Entries not wanted. */
  readonly skip: readonly IndexRange[];
  readonly isWanted: (index: number) => boolean;
}

/** What the user agreed to, with a place for it on the disk. */
export interface AcceptedOffer extends Wanted {
  readonly inbox: InboxTransfer;
  readonly journal: IncomingJournal;
  /** Where the wanted folders stand, by index; they are there. */
  readonly folders: ReadonlyMap<number, string>;
}

/** Sums up what is wanted of `entries`. */
export function toWanted(entries: readonly ManifestEntry[], skip: readonly IndexRange[]): Wanted {
  const wanted = wantedEntries(entries, skip);
  const isWanted = (index: number): boolean => wanted[index] === 1;
  const files = [...entries.keys()].filter((index) => isWanted(index) && entries[index]?.kind === 'file');
  const totalBytes = files.reduce((sum, index) => sum + (entries[index]?.sizeBytes ?? 0), 0);
  return { files, totalBytes, skip: toSkipRanges(wanted), isWanted };
}

/**
 * Opens `directory` for what is wanted and makes the folders. Null when the sender went meanwhile; nothing is left then.
 *
 * @throws StorageError with nothing left either: the offer may be accepted again, differently
 */
export async function acceptOffer(options: AcceptOptions): Promise<AcceptedOffer | null> {
  const { entries, directory, registry, transferId, isGone } = options;
  const wanted = toWanted(entries, options.skip);
  const folder = await openInbox(directory, { registry });
  await mustHaveRoom(folder, sumTakable(entries, wanted.isWanted, folder.maxFileBytes));
  const journal = await options.beginJournal(wanted);
  let inbox: InboxTransfer | null = null;
  let folders: ReadonlyMap<number, string> | null = null;
  try {
    inbox = await folder.beginTransfer(transferId, entries, wanted.isWanted, options.existing, journal);
    folders = await makeFolders(inbox, entries, wanted.isWanted, isGone);
    return folders && { ...wanted, inbox, journal, folders };
  } finally {
    if (!folders) {
      await inbox?.abort();
      await journal.remove();
    }
  }
}

async function mustHaveRoom(folder: Inbox, takable: Takable): Promise<void> {
  if (isNothingTakable(takable)) throw new StorageError('STORAGE_FILE_TOO_LARGE', 'no file fits on this kind of disk');
  const freeBytes = await folder.freeBytes();
  if (freeBytes === null || takable.bytes <= freeBytes) return;
  throw new StorageError('STORAGE_FULL', 'not enough space', { shortBytes: takable.bytes - freeBytes });
}

/** Null when the sender went meanwhile. */
export async function makeFolders(
  inbox: InboxTransfer,
  entries: readonly ManifestEntry[],
  isWanted: (index: number) => boolean,
  isGone: () => boolean,
): Promise<ReadonlyMap<number, string> | null> {
  const made = new Map<number, string>();
  for (const [index, { kind }] of entries.entries()) {
    if (isGone()) return null;
    if (kind === 'directory' && isWanted(index)) made.set(index, (await inbox.makeDirectory(index)).savedAs);
  }
  return isGone() ? null : made;
}

/** Without an answer of the user's, nothing is left out. */
export function choiceOf(existingNames: ExistingNames): ExistingChoice {
  return existingNames === 'ask' ? 'skip-identical' : existingNames;
}
