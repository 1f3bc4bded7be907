import { recordOf, ROOT, swapped, type Directories, type DirectoryRecords } from './directories.ts';
import { isSame, readDirectoryId } from './file-id.ts';

/**
 * Directories by path, each component looked at right before use. Where a system has no way to work relative to a
 * handle, a folder swapped within the microseconds between look and write is not noticed; a planted link always is.
 */
export function checkDirectories(rootDir: string, records: DirectoryRecords): Directories {
  const checkChain = async (index: number): Promise<void> => {
    if (index === ROOT) return;
    const { parent, relativePath, identity } = recordOf(records, index);
    await checkChain(parent);
    const actual = await readDirectoryId(rootDir + relativePath);
    if (actual === null || !isSame(actual, identity)) throw swapped(index);
  };

  return {
    within: async (index, work) => {
      await checkChain(index);
      return work(index === ROOT ? rootDir : rootDir + recordOf(records, index).relativePath);
    },
    close: () => Promise.resolve(),
  };
}
