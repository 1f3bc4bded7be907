import { stat } from 'node:fs/promises';
import path from 'node:path';
import { StorageError } from '../../../shared/errors/lanyard-error.ts';
import {
  recordOf,
  ROOT,
  STAGING,
  isStagingName,
  newStagingName,
  type Directories,
  type DirectoryRecord,
} from './directories.ts';
import { asGone, findAgain, bornNsOf } from './standing-directories.ts';
import { hideDirectory } from './hide-directory.ts';
import type { TransferParts } from './transfer-parts.ts';
import type { ReceiveNotes } from './receive-notes.ts';
import type { openDirectories } from './open-directories.ts';
import type { StagingRegistry } from './staging-registry.ts';
import { removeStaging } from './staging.ts';
import { makeRecordedDirectory } from './directory-tree.ts';

/** How the inbox of a transfer is reached. */
interface StagingAccess {
  readonly rootDir: string;
  readonly registry: StagingRegistry | undefined;
  readonly hasStableIds: boolean;
  readonly openDirectories: typeof openDirectories;
  readonly notes: ReceiveNotes;
}

/** The staging directory of a transfer, open. */
export interface OpenStaging extends Pick<TransferParts, 'directories' | 'records' | 'forgetStaging'> {
  /** Unix nanoseconds; null where the file system does not say. */
  readonly bornNs: bigint | null;
}

type Records = Map<number, DirectoryRecord>;

/** Nobody else looks at bytes that nobody has checked yet. */
const STAGING_MODE = 0o700;

/**
 * Makes the private staging directory in the inbox, so that it is on the same volume as what it becomes. A later run cleans
 * up after it, should this one be killed from now on.
 *
 * @returns its absolute path
 */
export async function makeAnnounced(
  { rootDir, registry, hasStableIds }: Pick<StagingAccess, 'rootDir' | 'registry' | 'hasStableIds'>,
  directories: Directories,
  records: Records,
): Promise<string> {
  const name = newStagingName();
  const staging = path.join(rootDir, name);
  try {
    await registry?.announce(staging);
    const place = { parent: ROOT, name, parentPath: '', hasStableIds };
    records.set(STAGING, await directories.within(ROOT, (base) => makeRecordedDirectory(base, place, STAGING_MODE)));
    return staging;
  } catch (error) {
    // or a folder that is looked at again and again would fill the list; the first error tells more
    await registry?.discard(staging).catch(() => undefined);
    throw error;
  }
}

/** Makes a staging directory, registers and notes it before anything goes into it; or leaves nothing. */
async function beginStaging(access: StagingAccess, directories: Directories, records: Records): Promise<void> {
  const { registry, notes } = access;
  const staging = await makeAnnounced(access, directories, records);
  try {
    const record = recordOf(records, STAGING);
    await registry?.add(staging, record.identity);
    await notes.noteDirectory(STAGING, record);
    await hideDirectory(staging);
  } catch (error) {
    // the first error tells more
    await removeStaging(directories, records).catch(() => undefined);
    await registry?.discard(staging).catch(() => undefined);
    throw error;
  }
}

/** Takes up the staging directory of an earlier run. Registers it again: the registry may have been lost. */
async function takeUpStaging(
  { registry, rootDir }: StagingAccess,
  directories: Directories,
  records: Records,
  recorded: DirectoryRecord,
): Promise<void> {
  const { name, identity } = recorded;
  if (!isStagingName(name)) throw new StorageError('STORAGE_MISSING', 'that is no staging directory');
  const found = await directories.within(ROOT, (base) => findAgain(base, recorded)).catch(asGone);
  if (found === null) throw new StorageError('STORAGE_MISSING', 'the staging directory is gone');
  const relativePath = `/${name}`;
  const record = { parent: ROOT, name, relativePath, identity: { dev: found.dev, ino: identity.ino } };
  records.set(STAGING, record);
  await registry?.add(path.join(rootDir, relativePath), record.identity);
}

/**
 * Opens the inbox with the staging directory of an earlier run, or with a new one.
 *
 * @throws StorageError STORAGE_MISSING when `recorded` is not there any more
 */
export async function openStaging(access: StagingAccess, recorded: DirectoryRecord | null): Promise<OpenStaging> {
  const { rootDir, registry } = access;
  const records: Records = new Map();
  const directories = await access.openDirectories(rootDir, records);
  try {
    if (recorded === null) await beginStaging(access, directories, records);
    else await takeUpStaging(access, directories, records, recorded);
    const bornNs = await directories.within(STAGING, async (base) => bornNsOf(await stat(base, { bigint: true })));
    const staging = path.join(rootDir, recordOf(records, STAGING).relativePath);
    return { directories, records, bornNs, forgetStaging: async () => registry?.remove(staging) };
  } catch (error) {
    await directories.close();
    throw error;
  }
}
