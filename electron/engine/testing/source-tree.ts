import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What to make: text or bytes for a file, null for a folder. */
export type Tree = Readonly<Record<string, Uint8Array | string | null>>;

/** Makes files and folders below `directory`, those above them as needed. */
export async function makeTree(directory: string, tree: Tree): Promise<void> {
  for (const [path, content] of Object.entries(tree)) {
    const target = join(directory, path);
    await mkdir(content === null ? target : dirname(target), { recursive: true });
    if (content !== null) await writeFile(target, content);
  }
}

/** Gives everything below `directory` a time of its own, folders last, as making a file changes its folder's. */
export async function spreadTimes(directory: string): Promise<void> {
  const paths = await listPaths(directory);
  for (const [position, path] of paths.toReversed().entries()) {
    const seconds = 1_000_000_000 + position * 61 + 0.123;
    await utimes(join(directory, path), seconds, seconds);
  }
}

/** Every path below `directory`, folders before what is in them. */
export async function listPaths(directory: string): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    paths.push(entry.name);
    if (!entry.isDirectory()) continue;
    const below = await listPaths(join(directory, entry.name));
    paths.push(...below.map((path) => `${entry.name}/${path}`));
  }
  return paths;
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Path → kind, time in milliseconds and hash: equal for two folders exactly when their contents are. */
export async function describeTree(directory: string): Promise<Readonly<Record<string, string>>> {
  const described: [path: string, what: string][] = [];
  for (const path of await listPaths(directory)) {
    const stats = await lstat(join(directory, path));
    const what = stats.isFile() ? await hashFile(join(directory, path)) : stats.isDirectory() ? 'folder' : 'other';
    described.push([path, `${what} ${Math.trunc(stats.mtimeMs)}`]);
  }
  return Object.fromEntries(described);
}
