import { checkDirectories } from './checked-directories.ts';
import type { Directories, DirectoryRecords } from './directories.ts';
import { canPin, openRoot, pinDirectories } from './pinned-directories.ts';

/** Gives access to `rootDir` and the directories of `records` in it, the safest way this system has. */
export async function openDirectories(rootDir: string, records: DirectoryRecords): Promise<Directories> {
  if (process.platform !== 'linux') return checkDirectories(rootDir, records);
  const root = await openRoot(rootDir);
  if (canPin(root)) return pinDirectories(root, records);
  await root.close();
  return checkDirectories(rootDir, records);
}
