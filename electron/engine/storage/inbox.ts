import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ErrorInfo } from '../../../shared/errors/error-info.ts';
import { StorageError, toErrorInfo } from '../../../shared/errors/lanyard-error.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { ExistingChoice } from '../../../shared/model/settings.ts';
import { STAGING, type DirectoryRecord } from './directories.ts';
import { inParallel } from './in-parallel.ts';
import type { InboxTransfer, TransferParts } from './inbox-transfer.ts';
import type { ReceiveNotes, ReceiveState } from './receive-notes.ts';
import { planPaths } from './manifest-check.ts';
import { createOriginMark } from './origin-mark.ts';
import { NO_NOTES } from './no-notes.ts';
import { openDirectories } from './open-directories.ts';
import { openStaging, type OpenStaging } from './open-staging.ts';
import { createInboxTransfer, recoverInboxTransfer } from './staged-transfer.ts';
import { NO_TRASH, type Trash } from './replace-standing.ts';
import type { StagingRegistry } from './staging-registry.ts';
import { lookAtStandingFiles, type StandingLook } from './compare-standing.ts';
import { makeStaging, removeStaging } from './staging.ts';
import { asStorage } from './storage-error.ts';
import { isNothingTakable, sumTakable, type Takable } from './takable.ts';
import { probeVolume, readFreeBytes, type VolumeTraits } from './volume.ts';

export type { InboxTransfer } from './inbox-transfer.ts';
export type { Part } from './part.ts';
export type { Placed } from './receive-notes.ts';
export type { FoundStanding, StandingFile, StandingLook } from './compare-standing.ts';

/** A folder that files are received into. Holds nothing open between transfers. */
export interface Inbox {
  /** Absolute. */
  readonly rootDir: string;
  /** The largest file its disk can hold; null: no limit is known. */
  readonly maxFileBytes: number | null;
  /** What the user may still write there; null: the system does not say. */
  freeBytes(): Promise<number | null>;
  /**
   * Prepares to receive: plans every name, then makes the private staging directory. Nothing the user sees is made yet.
   * The caller ends it with `finish`, `abort` or `suspend`.
   *
   * @param wanted - the entries the user accepted; all others are refused by `openPart`
   * @param existing - what to do with names that stand there already; `keep-both` when not given
   * @param notes - what a later run goes on from; when not given, none can
   * @param isException - files for which `existing` is the other way round; none when not given
   * @throws StorageError STORAGE_UNSAFE for a manifest that no honest sender makes, before anything is made
   */
  beginTransfer(
    transferId: TransferId,
    entries: readonly ManifestEntry[],
    wanted: (index: number) => boolean,
    existing?: ExistingChoice,
    notes?: ReceiveNotes,
    isException?: (index: number) => boolean,
  ): Promise<InboxTransfer>;
  /**
   * Goes on with a transfer that was suspended or killed: what was asked for is what it began with. What
   * it left is looked through, and every noted block of its parts is read. A `state` without a staging directory begins
   * with a new one: what is placed stays so, and directories are found again.
   *
   * @param isStopped - asked between reads
   * @throws StorageError STORAGE_MISSING when the staging directory is not there, or is another one; everything else that
   * is there stays as it is, as with every error
   * @throws TransferError TRANSFER_CANCELLED when `isStopped`
   */
  resumeTransfer(
    transferId: TransferId,
    entries: readonly ManifestEntry[],
    wanted: (index: number) => boolean,
    existing: ExistingChoice,
    state: ReceiveState,
    notes: ReceiveNotes,
    isStopped: () => boolean,
    isException?: (index: number) => boolean,
  ): Promise<InboxTransfer>;
  /**
   * How many of `entries`, which lie at the top, would find their name taken. Only looks.
   *
   * @throws StorageError STORAGE_UNSAFE as `beginTransfer`
   */
  countStanding(entries: readonly ManifestEntry[]): Promise<number>;
  /**
   * Prepares to compare a whole offer with what stands there.
   *
   * @throws StorageError STORAGE_UNSAFE as `beginTransfer`
   */
  lookAt(entries: readonly ManifestEntry[]): StandingLook;
}

export interface InboxOptions {
  /** Without it, what a killed run leaves behind is never swept. */
  readonly registry?: StagingRegistry;
  /** Known better than the probe does; for tests of volumes that are not at hand. */
  readonly volume?: Partial<VolumeTraits>;
  /** Where replaced files go; without it none is replaced. */
  readonly trash?: Trash;
  /** How directories are reached; for tests of the way that other systems have. */
  readonly openDirectories?: typeof openDirectories;
  /** How files are marked as coming from elsewhere; for tests of what other systems do. */
  readonly createMark?: typeof createOriginMark;
}

async function mustBeDirectory(rootDir: string): Promise<void> {
  const stats = await stat(rootDir);
  if (!stats.isDirectory()) throw new StorageError('STORAGE_MISSING', 'the inbox is not a folder');
}

/** Makes a private directory in the inbox, looks from within it at what the volume can do, and removes it. */
async function tryOut(
  rootDir: string,
  { registry, openDirectories: open = openDirectories }: InboxOptions,
): Promise<VolumeTraits> {
  const records = new Map<number, DirectoryRecord>();
  const directories = await open(rootDir, records);
  let announced = '';
  try {
    const announce = async (name: string): Promise<void> => {
      announced = path.join(rootDir, name);
      await registry?.announce(announced);
    };
    try {
      await makeStaging(directories, records, true, announce);
    } catch (error) {
      // or a folder that is looked at again and again would fill the list
      await registry?.discard(announced);
      throw error;
    }
    try {
      return await directories.within(STAGING, probeVolume);
    } finally {
      await removeStaging(directories, records);
      await registry?.remove(announced);
    }
  } finally {
    await directories.close();
  }
}

/**
 * Opens an existing folder for receiving, after really making and removing something in it.
 *
 * @throws StorageError STORAGE_MISSING, STORAGE_DENIED, STORAGE_FULL
 */
export async function openInbox(rootDir: string, options: InboxOptions = {}): Promise<Inbox> {
  const root = path.resolve(rootDir);
  const volume = await asStorage('use the inbox', async () => {
    await mustBeDirectory(root);
    return { ...(await tryOut(root, options)), ...options.volume };
  });
  const { hasHardLinks, maxFileBytes } = volume;
  const {
    registry,
    trash = NO_TRASH,
    openDirectories: openThem = openDirectories,
    createMark = createOriginMark,
  } = options;
  const access = { rootDir: root, openDirectories: openThem, registry, hasStableIds: hasHardLinks };
  const toParts: ToParts = (order) => {
    const plan = planPaths(order.entries, volume);
    return { ...order, rootDir: root, plan, hasHardLinks, maxFileBytes, trash, mark: createMark() };
  };
  return {
    rootDir: root,
    maxFileBytes,
    freeBytes: () => readFreeBytes(root),
    countStanding: (entries) => asStorage('look for names', () => countTaken(root, planPaths(entries, volume).names)),
    lookAt: (entries) => lookAtStandingFiles({ ...access, entries, plan: planPaths(entries, volume) }),
    beginTransfer: (transferId, entries, wanted, existing = 'keep-both', notes = NO_NOTES, isException = never) =>
      asStorage('begin a transfer', async () => {
        const parts = toParts({ transferId, entries, wanted, existing, notes, isException });
        const staging = await openStaging({ ...access, notes }, null);
        return createInboxTransfer({ ...parts, ...staging });
      }),
    resumeTransfer: (transferId, entries, wanted, existing, state, notes, isStopped, isException = never) =>
      asStorage('resume a transfer', async () => {
        const parts = toParts({ transferId, entries, wanted, existing, notes, isException });
        const recorded = state.directories.get(STAGING) ?? null;
        const { bornNs, ...staging } = await openStaging({ ...access, notes }, recorded);
        return recoverInboxTransfer({ ...parts, ...staging }, { state, bornNs, isStopped });
      }),
  };
}

/** What a transfer brings along; the folder knows the rest. */
type Order = Pick<TransferParts, 'transferId' | 'entries' | 'wanted' | 'existing' | 'notes' | 'isException'>;
type ToParts = (order: Order) => Omit<TransferParts, keyof OpenStaging>;

const never = (): boolean => false;

/** What can be said of a folder before anything is received into it. */
export interface DestinationLook {
  /** Why it cannot take what is to come; null: it can. */
  readonly problem: ErrorInfo | null;
  readonly freeBytes: number | null;
  /** Null: it could not be opened. */
  readonly inbox: Inbox | null;
}

/** Whether the files of `entries` can be received into `rootDir` as things stand. Never rejects. */
export async function lookAtDestination(
  rootDir: string,
  entries: readonly ManifestEntry[],
  registry?: StagingRegistry,
  isNeeded: (index: number) => boolean = () => true,
): Promise<DestinationLook> {
  try {
    const inbox = await openInbox(rootDir, registry && { registry });
    const freeBytes = await inbox.freeBytes();
    return {
      problem: findProblem(sumTakable(entries, isNeeded, inbox.maxFileBytes), freeBytes),
      freeBytes,
      inbox,
    };
  } catch (error) {
    return { problem: toErrorInfo(error), freeBytes: null, inbox: null };
  }
}

/** Files that are too large are a problem of their own, unless there are no others. */
function findProblem(takable: Takable, freeBytes: number | null): ErrorInfo | null {
  if (isNothingTakable(takable)) return { code: 'STORAGE_FILE_TOO_LARGE', at: 'here' };
  if (freeBytes === null || takable.bytes <= freeBytes) return null;
  return { code: 'STORAGE_FULL', at: 'here', shortBytes: takable.bytes - freeBytes };
}

/** As many as leave room for transfers in Node's four threads. */
const LOOKS_AT_ONCE = 2;

async function countTaken(rootDir: string, names: readonly string[]): Promise<number> {
  let count = 0;
  await inParallel(names, LOOKS_AT_ONCE, async (name) => {
    // asked by name, so that the volume itself says which names are one
    const isTaken = await lstat(`${rootDir}/${name}`).then(
      () => true,
      () => false,
    );
    if (isTaken) count += 1;
  });
  return count;
}
