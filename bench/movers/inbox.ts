import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** Puts what stands in an inbox into `target`, so that the next finds it empty: by name only, nothing is written. */
export async function emptyInbox(inboxDir: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const name of await readdir(inboxDir)) await rename(join(inboxDir, name), join(target, name));
}
