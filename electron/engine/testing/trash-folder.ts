import { randomUUID } from 'node:crypto';
import { mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A folder that plays the system's trash: what goes there keeps its name, in a folder of its own. */
export function playTrash(trashDir: string): (path: string) => Promise<boolean> {
  return async (path) => {
    const place = join(trashDir, randomUUID());
    await mkdir(place, { recursive: true });
    await rename(path, join(place, basename(path)));
    return true;
  };
}
