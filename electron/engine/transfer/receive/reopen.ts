import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../../../../shared/errors/lanyard-error.ts';
import type { TransferId } from '../../../../shared/model/ids.ts';
import type { ReceiveJournal, LoadedReceive } from '../../journal/receive-journal.ts';
import type { ReceiveState } from '../../storage/receive-notes.ts';
import { STAGING } from '../../storage/directories.ts';
import { openInbox, type InboxTransfer } from '../../storage/inbox.ts';
import type { Trash } from '../../storage/replace-standing.ts';
import type { StagingRegistry } from '../../storage/staging-registry.ts';
import { makeFolders, toExceptions, toWanted } from '../offer/accept-offer.ts';
import { totalOf } from '../spans.ts';

interface ReopenOptions {
  readonly transferId: TransferId;
  /** With all notes written. */
  readonly loaded: LoadedReceive;
  readonly journal: ReceiveJournal;
  readonly registry: StagingRegistry;
  readonly trash: Trash;
  /** `to-discard`: parts are not read, as they are about to be removed. */
  readonly how: 'checked' | 'to-discard';
  readonly isStopped: () => boolean;
}

/**
 * Opens the folder of an accepted offer again, with what its journal says and the disk confirms. Folders that are
 * missing are made.
 *
 * @throws StorageError with nothing lost; STORAGE_FULL when there is no room for what is missing
 */
export async function reopenReceived(options: ReopenOptions): Promise<InboxTransfer> {
  const { transferId, loaded, journal, registry, trash, how, isStopped } = options;
  const { header } = loaded;
  const { entries, intake } = await loaded.read();
  const state = how === 'checked' ? intake : { ...intake, blocks: new Map<number, ReadonlyMap<number, number>>() };
  const { isWanted, files } = toWanted(entries, header.skip);
  const { isException } = toExceptions(header.exceptions, entries.length);
  const folder = await openInbox(header.directory, { registry, trash });
  const order = { transferId, entries, isWanted, existing: header.existing, isException, notes: journal };
  const resume = (from: ReceiveState): Promise<InboxTransfer> =>
    folder.resumeTransfer({ ...order, state: from, isStopped });
  const inbox = await resume(state).catch(async (error: unknown) => {
    if (!(await isStagingGone(error, header.directory, state))) throw error;
    // somebody removed it: what is in place counts, the rest comes again
    await forgetStaging(registry, header.directory, state);
    return resume(withoutStaging(state));
  });
  if (how === 'to-discard') return inbox;
  try {
    await makeFolders(inbox, entries, isWanted, isStopped);
    const missing = files.filter((index) => !inbox.placed.has(index) && !inbox.isTooLarge(index));
    const missingBytes = missing.reduce((sum, i) => sum + (entries[i]?.sizeBytes ?? 0) - totalOf(inbox.held(i)), 0);
    const freeBytes = await folder.freeBytes();
    if (freeBytes === null || missingBytes <= freeBytes) return inbox;
    throw new StorageError('STORAGE_FULL', 'not enough space', { shortBytes: missingBytes - freeBytes });
  } catch (error) {
    await inbox.suspend();
    throw error;
  }
}

/** True when the folder's disk is the one where staging was, and staging is not there: not when the disk is away. */
async function isStagingGone(error: unknown, directory: string, { directories }: ReceiveState): Promise<boolean> {
  const recorded = directories.get(STAGING);
  if (!(error instanceof StorageError) || error.code !== 'STORAGE_MISSING' || !recorded) return false;
  return (await stat(directory, { bigint: true })).dev === recorded.identity.dev;
}

async function forgetStaging(registry: StagingRegistry, directory: string, state: ReceiveState): Promise<void> {
  const recorded = state.directories.get(STAGING);
  if (recorded) await registry.discard(join(directory, recorded.relativePath));
}

function withoutStaging(state: ReceiveState): ReceiveState {
  const directories = new Map([...state.directories].filter(([index]) => index !== STAGING));
  return { ...state, directories, blocks: new Map<number, ReadonlyMap<number, number>>() };
}
