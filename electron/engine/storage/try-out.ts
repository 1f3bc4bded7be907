import { toStorageError } from '../../../shared/errors/to-storage-error.ts';
import { STAGING, recordOf, type DirectoryRecord } from './directories.ts';
import type { openDirectories } from './open-directories.ts';
import { makeAnnounced } from './open-staging.ts';
import type { StagingRegistry } from './staging-registry.ts';
import { removeStaging } from './staging.ts';
import { probeVolume, type VolumeTraits } from './volume.ts';

interface TryOutOptions {
  readonly openDirectories: typeof openDirectories;
  readonly registry?: StagingRegistry | undefined;
}

/**
 * What could not be removed from a folder in which this process made it, by the folder's absolute path: some shares let
 * one make what one may not remove. Nothing more is made there as long as it stands.
 */
const stuck = new Map<string, DirectoryRecord>();

/** @throws what the system says when it still cannot be removed */
async function removeStuck(rootDir: string, open: typeof openDirectories): Promise<void> {
  const record = stuck.get(rootDir);
  if (record === undefined) return;
  const records = new Map([[STAGING, record]]);
  const directories = await open(rootDir, records);
  try {
    await removeStaging(directories, records);
  } catch (error) {
    const { code } = toStorageError(error, 'remove what was left');
    // somebody else removed it, or the folder is another one by now
    if (code !== 'STORAGE_MISSING' && code !== 'STORAGE_UNSAFE') throw error;
  } finally {
    await directories.close();
  }
  stuck.delete(rootDir);
}

/**
 * Makes a private directory in the inbox, looks from within it at what the volume can do, and removes it.
 *
 * @throws as `inPrivateDirectory`
 */
export function tryOut(rootDir: string, options: TryOutOptions): Promise<VolumeTraits> {
  return inPrivateDirectory(rootDir, options, probeVolume);
}

/**
 * Makes a private directory in the inbox, runs `work` with a path into it, and removes it with what staging may hold in it:
 * parts and probes. Where it cannot be removed, that one directory is all that stays, however often this is called.
 *
 * @throws what `work` throws, or the system says; also when what was made cannot be removed
 */
export async function inPrivateDirectory<T>(
  rootDir: string,
  { openDirectories: open, registry }: TryOutOptions,
  work: (directory: string) => Promise<T>,
): Promise<T> {
  await removeStuck(rootDir, open);
  const records = new Map<number, DirectoryRecord>();
  const directories = await open(rootDir, records);
  try {
    const staging = await makeAnnounced({ rootDir, registry, hasStableIds: true }, directories, records);
    try {
      return await directories.within(STAGING, work);
    } finally {
      await removeStaging(directories, records).catch((error: unknown) => {
        stuck.set(rootDir, recordOf(records, STAGING));
        throw error;
      });
      await registry?.remove(staging);
    }
  } finally {
    await directories.close();
  }
}
