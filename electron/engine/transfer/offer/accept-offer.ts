import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import { StorageError, toErrorInfo } from '../../../../shared/errors/lanyard-error.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import type { IndexRange } from '../../../../shared/model/offer.ts';
import type { ExistingChoice, ExistingNames } from '../../../../shared/model/settings.ts';
import type { ReceiveJournal } from '../../journal/receive-journal.ts';
import { openInbox, type Inbox, type InboxTransfer, type StandingFile } from '../../storage/inbox.ts';
import { inParallel } from '../../storage/in-parallel.ts';
import { unresolvedVolumeOf } from '../../storage/volumes.ts';
import { isNothingTakable, sumTakable, type Takable } from '../../storage/takable.ts';
import { isOneFolderTrouble } from '../disk-trouble.ts';
import type { ReceiveHome } from '../home.ts';
import { noteFolder, notePlaced, noteSkipped } from '../list/note-placed.ts';
import type { TransferRecord } from '../list/transfer-record.ts';
import { toSkipRanges, toWanted, type Wanted } from '../wanted.ts';
import type { OfferAnswer } from './pending-offer.ts';

/** What was agreed; the same over all connections and restarts. */
export interface ReceiveTerms {
  readonly record: TransferRecord;
  /** Absolute: where the user wants it. */
  readonly directory: string;
  /** Entries not wanted. */
  readonly skip: readonly IndexRange[];
  /** Indexes of the wanted files, ascending. */
  readonly files: readonly number[];
  /** Of the wanted files. */
  readonly totalBytes: number;
}

/** What the user agreed to, with a place for it on the disk. */
export interface AcceptedOffer {
  readonly terms: ReceiveTerms;
  readonly inbox: InboxTransfer;
  readonly journal: ReceiveJournal;
}

/** Enough to share the writes of the journal. */
const CLAIMS_AT_ONCE = 16;

/**
 * Makes an accepted transfer of an offer: the folder is open, the journal begun, the wanted folders are made, and what
 * stands there already is claimed and shown. Null when `isGone` meanwhile; nothing is left then.
 *
 * @throws StorageError with nothing left either: the offer may be accepted again, differently
 */
export async function acceptOffer(
  home: ReceiveHome,
  record: TransferRecord,
  answer: OfferAnswer,
  isGone: () => boolean,
): Promise<AcceptedOffer | null> {
  const { registry, trash, threads } = home;
  const { directory, identical } = answer;
  const wanted = toWanted(record.files.entries, answer.skip);
  const disk = threads.of(unresolvedVolumeOf(directory));
  disk.prepare();
  const folder = await openInbox(directory, { registry, trash, disk });
  const isMissing = (index: number): boolean => wanted.isWanted(index) && !identical.has(index);
  mustBeTakable(sumTakable(record.files.entries, isMissing, folder.maxFileBytes), await folder.freeBytes());
  const acceptedAtMs = Date.now();
  const begun = await begin(home, record, answer, wanted, folder, acceptedAtMs);
  let isTaken = false;
  try {
    isTaken = await fill(begun, record, wanted, answer, isGone);
    if (!isTaken) return null;
    record.update({ acceptedAtMs });
    const { skip, files, totalBytes } = wanted;
    return { ...begun, terms: { record, directory, skip, files, totalBytes } };
  } finally {
    if (!isTaken) await abandon(begun);
  }
}

type Begun = Pick<AcceptedOffer, 'inbox' | 'journal'>;

/** The journal, without which nothing is received: what it says is needed to go on after a break; then staging. */
async function begin(
  { journals }: ReceiveHome,
  record: TransferRecord,
  answer: OfferAnswer,
  wanted: Wanted,
  folder: Inbox,
  acceptedAtMs: number,
): Promise<Begun> {
  const { id: transferId, peerId } = record;
  const { entries, leftOutThere: leftOut } = record.files;
  const { directory, existing } = answer;
  const { peerName, startedAtMs } = record.snapshot();
  const { exceptions, isException } = toExceptions(answer.exceptions, entries.length);
  const { skip, totalBytes, isWanted } = wanted;
  const sender = { peerId, peerName, leftOut };
  const agreed = { directory, existing, exceptions, skip, totalBytes };
  const header = { transferId, ...sender, ...agreed, startedAtMs, acceptedAtMs };
  const journal = await journals.createReceive(header, entries);
  try {
    const begun = { transferId, entries, isWanted, existing, isException, notes: journal };
    return { inbox: await folder.beginTransfer(begun), journal };
  } catch (error) {
    await journal.remove();
    throw error;
  }
}

/** Makes folders, claims what is there, and shows both. False when the sender went meanwhile. */
async function fill(
  { inbox }: Begun,
  record: TransferRecord,
  wanted: Wanted,
  { directory, identical }: OfferAnswer,
  isGone: () => boolean,
): Promise<boolean> {
  const { made, failed } = await makeFolders(inbox, record.files.entries, wanted.isWanted, isGone);
  await inParallel(wanted.files, CLAIMS_AT_ONCE, async (index) => {
    const file = identical.get(index);
    // what is not as it was when it was compared is received like any other
    if (file !== undefined && !isGone()) await inbox.claim(index, file);
  });
  if (isGone()) return false;
  noteSkipped(record, wanted.isWanted);
  for (const [index, savedAs] of made) noteFolder(record, directory, index, savedAs);
  for (const [index, error] of failed) record.files.set(index, 'failed', error);
  for (const [index, placed] of inbox.placed) notePlaced(record, directory, index, placed);
  return true;
}

async function abandon({ inbox, journal }: Begun): Promise<void> {
  await inbox.abort();
  await journal.remove();
}

function mustBeTakable(takable: Takable, freeBytes: number | null): void {
  if (isNothingTakable(takable)) throw new StorageError('STORAGE_FILE_TOO_LARGE', 'no file fits on this kind of disk');
  if (freeBytes === null || takable.bytes <= freeBytes) return;
  throw new StorageError('STORAGE_FULL', 'not enough space', { shortBytes: takable.bytes - freeBytes });
}

interface MadeFolders {
  /** Where they stand, by index. */
  readonly made: ReadonlyMap<number, string>;
  /** What the disk has against them, by index: what lies in them will fail as well, and nothing else. */
  readonly failed: ReadonlyMap<number, ErrorInfo>;
}

/**
 * Makes the wanted folders, in order; not all of them when `isGone`.
 *
 * @throws StorageError when the disk takes none
 */
export async function makeFolders(
  inbox: InboxTransfer,
  entries: readonly ManifestEntry[],
  isWanted: (index: number) => boolean,
  isGone: () => boolean,
): Promise<MadeFolders> {
  const made = new Map<number, string>();
  const failed = new Map<number, ErrorInfo>();
  for (const [index, { kind }] of entries.entries()) {
    if (isGone()) break;
    if (kind !== 'directory' || !isWanted(index)) continue;
    try {
      made.set(index, (await inbox.makeDirectory(index)).savedAs);
    } catch (error) {
      if (!(await isOneFolderTrouble(error, inbox))) throw error;
      failed.set(index, toErrorInfo(error));
    }
  }
  return { made, failed };
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

/** Without an answer of the user's, nothing is left out. */
export function choiceOf(existingNames: ExistingNames): ExistingChoice {
  return existingNames === 'ask' ? 'skip-identical' : existingNames;
}

/** Nothing stands there, or nobody looked. */
export const NOTHING_IDENTICAL: ReadonlyMap<number, StandingFile> = new Map();
