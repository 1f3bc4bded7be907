import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TransferId } from '../../../shared/model/ids.ts';
import type { FileRow } from '../../../shared/model/transfer.ts';
import { makeTree, spreadTimes } from './source-tree.ts';
import { makeTempDir } from './temp-dir.ts';
import type { TestEngine } from './test-engine.ts';

/** What one end lists, up to 1,000 rows. */
export async function rowsOf({ engine }: TestEngine, transferId: TransferId): Promise<readonly FileRow[]> {
  return (await engine.files({ transferId, offset: 0, limit: 1_000, filter: 'all' })).rows;
}

/** One file in a folder of its own. */
export async function makeFile(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(await makeTempDir(), name);
  await writeFile(path, content);
  return path;
}

/** `album` with 200 files in folders, large and small and empty ones. */
export async function makeAlbum(): Promise<string> {
  const source = await makeTempDir();
  const tree: Record<string, Uint8Array | string | null> = { 'album/nothing in it': null };
  for (let index = 0; index < 198; index++) {
    tree[`album/part ${index % 7}/photo ${index}.jpg`] = randomBytes((index * 97) % 3_000);
  }
  tree['album/film.mp4'] = randomBytes(3_000_000);
  tree['album/empty.txt'] = '';
  await makeTree(source, tree);
  await spreadTimes(source);
  return join(source, 'album');
}
