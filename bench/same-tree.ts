import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';

/** What two trees have in common, and the first things that they have not. */
export interface TreeComparison {
  readonly equal: number;
  readonly different: readonly string[];
}

const MAX_TOLD = 20;

/** Compares entry by entry: path, kind, size, SHA-256 of files, and time to the second. Files must fit into memory. */
export function compareTrees(expected: string, found: string): TreeComparison {
  const different: string[] = [];
  let equal = 0;
  const folders = [''];
  for (const folder of folders) {
    for (const name of namesIn(join(expected, folder), join(found, folder))) {
      const path = join(folder, name);
      const [one, other] = [describe(join(expected, path)), describe(join(found, path))];
      if (one === other) equal++;
      else if (different.length < MAX_TOLD) different.push(`${path}: ${one}, found ${other}`);
      if (one.startsWith('folder')) folders.push(path);
    }
  }
  return { equal, different };
}

/** Of either. */
function namesIn(...folders: readonly string[]): ReadonlySet<string> {
  return new Set(folders.flatMap((folder) => listOf(folder).map(({ name }) => name)));
}

function listOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // told as an entry of the folder above
    return [];
  }
}

function describe(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 'nothing';
  const when = Math.floor(stats.mtimeMs / 1000);
  if (stats.isDirectory()) return `folder ${when}`;
  return `${stats.size} ${when} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
}
