import { constants } from 'node:fs';
import { access as mayUse, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ErrorInfo } from '../../../shared/errors/error-info.ts';
import { StorageError, toErrorInfo } from '../../../shared/errors/lanyard-error.ts';
import { asStorage } from '../../../shared/errors/to-storage-error.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { DiskThreads, diskInThisThread, type Disk } from '../disk-thread/disk-threads.ts';
import { countStanding } from './count-standing.ts';
import { STAGING } from './directories.ts';
import { idOfDirectory, isSame, type FileId } from './file-id.ts';
import type { TransferOrder } from './transfer-parts.ts';
import type { Progress } from './receive-notes.ts';
import { planPaths } from './manifest-check.ts';
import { createOriginMark } from './origin-mark.ts';
import { openDirectories } from './open-directories.ts';
import { openStaging } from './open-staging.ts';
import { openInboxTransfer, type InboxTransfer } from './inbox-transfer.ts';
import { NO_TRASH, type Trash } from './replace-standing.ts';
import type { StagingRegistry } from './staging-registry.ts';
import { StandingLook } from './compare-standing.ts';
import { isNothingTakable, sumTakable, type Takable } from './takable.ts';
import { tryOut } from './try-out.ts';
import { asOnDisk, readFreeBytes, type VolumeTraits } from './volume.ts';

export type { InboxTransfer } from './inbox-transfer.ts';
export type { Part } from './part.ts';
export type { Placed } from './receive-notes.ts';
export type { StandingFile, StandingLook } from './compare-standing.ts';

export interface InboxOptions {
  /** Without it, what a killed run leaves behind is never swept. */
  readonly registry?: StagingRegistry;
  /** Known better than the probe does; for tests of volumes that are not at hand. */
  readonly volume?: Partial<VolumeTraits>;
  /** Where replaced files go; without it none is replaced. */
  readonly trash?: Trash;
  /** Of the inbox; without it the calling thread does that work, too. */
  readonly disk?: Disk;
  /** How directories are reached; for tests of the way that other systems have. */
  readonly openDirectories?: typeof openDirectories;
  /** How files are marked as coming from elsewhere; for tests of what other systems do. */
  readonly createMark?: typeof createOriginMark;
}

const USUAL = {
  disk: new DiskThreads(diskInThisThread).of(''),
  trash: NO_TRASH,
  openDirectories,
  createMark: createOriginMark,
};

/** Which folder stands at `rootDir` now; a link there is followed. @throws StorageError STORAGE_MISSING for a file */
async function idOfInbox(rootDir: string): Promise<FileId> {
  const found = idOfDirectory(await stat(rootDir, { bigint: true }));
  if (found === null) throw new StorageError('STORAGE_MISSING', 'the inbox is not a folder');
  return found;
}

/**
 * Opens an existing folder for receiving, after really making and removing something in it.
 *
 * @throws StorageError STORAGE_MISSING, STORAGE_DENIED, STORAGE_FULL
 */
export async function openInbox(rootDir: string, options: InboxOptions = {}) {
  const root = path.resolve(rootDir);
  const { registry, disk, trash, openDirectories: openThem, createMark } = { ...USUAL, ...options };
  const { id, ...volume } = await asOnDisk(root, 'use the inbox', async () => ({
    id: await idOfInbox(root),
    ...(await tryOut(root, { registry, openDirectories: openThem })),
    ...options.volume,
  }));
  const { hasHardLinks, maxFileBytes } = volume;
  const access = { rootDir: root, openDirectories: openThem, registry, hasStableIds: hasHardLinks };
  const open = async (order: TransferOrder, before: Progress | null): Promise<InboxTransfer> => {
    const plan = planPaths(order.entries, volume);
    const recorded = before?.state.directories.get(STAGING) ?? null;
    const { bornNs, ...staging } = await openStaging({ ...access, notes: order.notes }, recorded);
    const mark = createMark();
    const known = { rootDir: root, plan, hasHardLinks, maxFileBytes, trash, mark, disk };
    return openInboxTransfer({ ...order, ...known, ...staging }, before && { ...before, bornNs });
  };
  return {
    /** Absolute. */
    rootDir: root,
    /** The largest file its disk can hold; null: no limit is known. */
    maxFileBytes,
    /** What the user may still write there; null: the system does not say. */
    freeBytes: () => readFreeBytes(root),
    /**
     * Looks again whether it is there and may be written to. Makes nothing, so that nobody who watches the folder sees it.
     *
     * @returns false: another folder stands there by now, perhaps of another disk, and has to be opened anew
     * @throws StorageError STORAGE_MISSING, STORAGE_DENIED
     */
    lookAgain: (): Promise<boolean> =>
      asStorage('look at the inbox again', async () => {
        const now = await idOfInbox(root);
        await mayUse(root, constants.W_OK | constants.X_OK);
        return isSame(now, hasHardLinks ? id : { ...id, ino: null });
      }),
    /**
     * How many of `entries`, which lie at the top, would find their name taken. Only looks.
     *
     * @param isStopped - asked now and then
     * @throws StorageError STORAGE_UNSAFE as `beginTransfer`
     * @throws TransferError TRANSFER_CANCELLED when `isStopped`
     */
    countStanding: (entries: readonly ManifestEntry[], isStopped: () => boolean = () => false): Promise<number> =>
      asStorage('look for names', () => countStanding(root, planPaths(entries, volume).names, volume, isStopped)),
    /**
     * Prepares to compare a whole offer with what stands there.
     *
     * @throws StorageError STORAGE_UNSAFE as `beginTransfer`
     */
    lookAt: (entries: readonly ManifestEntry[]) =>
      new StandingLook({ ...access, entries, plan: planPaths(entries, volume) }),
    /**
     * Prepares to receive: plans every name, then makes the private staging directory. Nothing the user sees is made yet.
     * The caller ends it with `finish`, `abort` or `suspend`.
     *
     * @throws StorageError STORAGE_UNSAFE for a manifest that no honest sender makes, before anything is made
     */
    beginTransfer: (order: TransferOrder) => asOnDisk(root, 'begin a transfer', () => open(order, null)),
    /**
     * Goes on with a transfer that was suspended or killed. What it left is looked through, and every noted block of its
     * parts is read. A `state` without a staging directory begins with a new one: what is placed stays so, and directories
     * are found again.
     *
     * @throws StorageError STORAGE_MISSING when the staging directory is not there, or is another one; everything else
     * that is there stays as it is, as with every error
     * @throws TransferError TRANSFER_CANCELLED when `isStopped`
     */
    resumeTransfer: ({ state, isStopped, ...order }: TransferOrder & Progress) =>
      asOnDisk(root, 'resume a transfer', () => open(order, { state, isStopped })),
  };
}

/** A folder that files are received into. Holds nothing open between transfers. */
export type Inbox = Awaited<ReturnType<typeof openInbox>>;

/** What can be said of a folder before anything is received into it. */
export interface FolderLook {
  /** Why nothing can be received there; null: it can. */
  readonly problem: ErrorInfo | null;
  readonly freeBytes: number | null;
  /** Null: it could not be opened. */
  readonly inbox: Inbox | null;
}

/**
 * How `rootDir` is as things stand. The first look makes something there and removes it; later ones do not, as long as it
 * is the same folder. Never rejects.
 *
 * @param known - what an earlier look found
 */
export async function lookAtFolder(
  rootDir: string,
  { registry, known = null }: { readonly registry?: StagingRegistry; readonly known?: Inbox | null } = {},
): Promise<FolderLook> {
  try {
    const isKnown = known?.rootDir === path.resolve(rootDir) && (await known.lookAgain());
    const inbox = known && isKnown ? known : await openInbox(rootDir, registry && { registry });
    return { problem: null, freeBytes: await inbox.freeBytes(), inbox };
  } catch (error) {
    return { problem: toErrorInfo(error), freeBytes: null, inbox: null };
  }
}

/** Why the files of `entries` cannot be received there; null: they can. @param isNeeded - false: it is there already */
export function problemOf(
  { problem, freeBytes, inbox }: FolderLook,
  entries: readonly ManifestEntry[],
  isNeeded: (index: number) => boolean = () => true,
): ErrorInfo | null {
  return problem ?? findProblem(sumTakable(entries, isNeeded, inbox?.maxFileBytes ?? null), freeBytes);
}

/** Files that are too large are a problem of their own, unless there are no others. */
function findProblem(takable: Takable, freeBytes: number | null): ErrorInfo | null {
  if (isNothingTakable(takable)) return { code: 'STORAGE_FILE_TOO_LARGE', at: 'here' };
  if (freeBytes === null || takable.bytes <= freeBytes) return null;
  return { code: 'STORAGE_FULL', at: 'here', shortBytes: takable.bytes - freeBytes };
}
