import { StorageError } from '../../../../shared/errors/lanyard-error.ts';
import type { TransferId } from '../../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { IndexRange } from '../../../../shared/model/offer.ts';
import type { ExistingChoice, ExistingNames } from '../../../../shared/model/settings.ts';
import type { ReceiveJournal } from '../../journal/receive-journal.ts';
import { openInbox, type Inbox, type InboxTransfer, type StandingFile } from '../../storage/inbox.ts';
import { inParallel } from '../../storage/in-parallel.ts';
import type { Trash } from '../../storage/replace-standing.ts';
import type { StagingRegistry } from '../../storage/staging-registry.ts';
import { isNothingTakable, sumTakable, type Takable } from '../../storage/takable.ts';
import { toSkipRanges, wantedEntries } from './offer-tree.ts';

interface AcceptOptions {
  readonly transferId: TransferId;
  readonly entries: readonly ManifestEntry[];
  readonly directory: string;
  readonly skip: readonly IndexRange[];
  /** What to do with names that stand there already. */
  readonly existing: ExistingChoice;
  /** Files for which it is the other way round. */
  readonly isException: (index: number) => boolean;
  /** Files that stood there already when they were compared. */
  readonly identical: ReadonlyMap<number, StandingFile>;
  readonly registry: StagingRegistry;
  readonly trash: Trash;
  /** Begins the journal, without which nothing is received: what it says is needed to go on after a break. */
  readonly beginJournal: (wanted: Wanted) => Promise<ReceiveJournal>;
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
  readonly journal: ReceiveJournal;
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

/** Ranges of the user's, clipped to the `count` entries that there are. */
export function toExceptions(
  ranges: readonly IndexRange[],
  count: number,
): { readonly exceptions: readonly IndexRange[]; readonly isException: (index: number) => boolean } {
  const ruled = new Uint8Array(count).fill(1);
  for (const [first, last] of ranges) ruled.fill(0, Math.max(0, first), last + 1);
  return { exceptions: toSkipRanges(ruled), isException: (index) => ruled[index] === 0 };
}

/** Enough to share the writes of the journal. */
const CLAIMS_AT_ONCE = 16;

/**
 * Opens `directory` for what is wanted, makes the folders and claims what stands there already. Null when the sender went meanwhile; nothing is left then.
 *
 * @throws StorageError with nothing left either: the offer may be accepted again, differently
 */
export async function acceptOffer(options: AcceptOptions): Promise<AcceptedOffer | null> {
  const { entries, directory, registry, trash, transferId, identical, isGone, isException } = options;
  const wanted = toWanted(entries, options.skip);
  const folder = await openInbox(directory, { registry, trash });
  const isMissing = (index: number): boolean => wanted.isWanted(index) && !identical.has(index);
  await mustHaveRoom(folder, sumTakable(entries, isMissing, folder.maxFileBytes));
  const journal = await options.beginJournal(wanted);
  let inbox: InboxTransfer | null = null;
  let folders: ReadonlyMap<number, string> | null = null;
  try {
    const { isWanted } = wanted;
    const { existing } = options;
    inbox = await folder.beginTransfer({ transferId, entries, isWanted, existing, isException, notes: journal });
    const made = await makeFolders(inbox, entries, isWanted, isGone);
    await claimAll(inbox, wanted, identical, isGone);
    folders = isGone() ? null : made;
    return folders && { ...wanted, inbox, journal, folders };
  } finally {
    if (!folders) {
      await inbox?.abort();
      await journal.remove();
    }
  }
}

/** What is not as it was when it was compared is received like any other. */
async function claimAll(
  inbox: InboxTransfer,
  { files }: Wanted,
  identical: ReadonlyMap<number, StandingFile>,
  isGone: () => boolean,
): Promise<void> {
  await inParallel(files, CLAIMS_AT_ONCE, async (index) => {
    const file = identical.get(index);
    if (file !== undefined && !isGone()) await inbox.claim(index, file);
  });
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
