import { readdir, rmdir, unlink } from 'node:fs/promises';
import { patiently } from '../../disk/patiently.ts';
import { recordOf, ROOT, STAGING, type Directories, type DirectoryRecords } from './directories.ts';
import { isPartName, partName } from './staging-names.ts';
import { PROBE_PREFIX } from './volume.ts';

/** Runs `work` with the path of a staging file, in a staging directory that is surely ours. */
export function atPart<T>(directories: Directories, index: number, work: (staged: string) => Promise<T>): Promise<T> {
  return directories.within(STAGING, (base) => work(`${base}/${partName(index)}`));
}

/**
 * Removes the staging directory of `records`, and what we make in it by name; never looks through a link, never goes deeper.
 * One that is not the recorded one, or holds something more, stays.
 */
export async function removeStaging(directories: Directories, records: DirectoryRecords): Promise<void> {
  await directories.within(STAGING, async (base) => {
    for (const name of await readdir(base)) {
      if (isPartName(name) || name.startsWith(PROBE_PREFIX)) await patiently(() => unlink(`${base}/${name}`));
    }
  });
  const { name } = recordOf(records, STAGING);
  await directories.within(ROOT, (base) => patiently(() => rmdir(`${base}/${name}`)));
}
