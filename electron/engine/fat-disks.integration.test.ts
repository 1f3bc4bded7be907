import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CAN_MOUNT, mountImage } from './storage/testing/mounted-disk.ts';
import { hashFile, listPaths, makeTree, spreadTimes } from './testing/source-tree.ts';
import { rowsOf } from './testing/sources.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair } from './testing/test-engine.ts';
import { expectNoLeftovers, offer, untilBothEnded, untilMoving, untilState } from './testing/transfers.ts';

const MIB = 1024 * 1024;

/** Names that FAT forbids, or takes for one another. */
const TREE = {
  'mix/Album/a?.txt': 'question',
  'mix/Album/a*.txt': 'star',
  'mix/Album/A_.TXT': 'upper',
  'mix/album/end. ': 'dot and space',
  'mix/ALBUM/con': 'device',
  'mix/film.bin': randomBytes(5 * MIB),
  'mix/nothing/in it': null,
  'mix/empty': '',
};

/** The coarsest times of such disks. */
const COARSE_MS = 2_000;

it.for(['mkfs.vfat', 'mkfs.exfat'] as const)(
  'a tree arrives on a disk of %s, though it is unplugged in the middle, with names that it can have',
  async (mkfs, { skip }) => {
    const base = await makeTempDir();
    const inboxDir = join(base, 'disk');
    const disk = CAN_MOUNT ? await mountImage(inboxDir, join(base, 'image'), [mkfs], '64M') : null;
    if (disk === null) return skip(`needs root, ${mkfs} and a driver`);
    onTestFinished(() => disk.unmount().then(() => undefined));
    const source = await makeTempDir();
    await makeTree(source, TREE);
    await spreadTimes(source);
    const pair = await startPair({ uploadLimit: 4 * MIB }, { inboxDir });
    const id = await offer(pair, [join(source, 'mix')]);
    await pair.receiver.engine.accept(id, []);
    await untilMoving(pair.receiver, id);
    await pair.receiver.engine.pause(id);
    await Promise.all([untilState(pair.sender, id, 'paused'), untilState(pair.receiver, id, 'paused')]);
    await disk.unmount();
    await disk.mountAgain();
    await pair.receiver.engine.resume(id);
    const { sent, received } = await untilBothEnded(pair, id);
    expect([sent.state, received.state, received.error]).toEqual(['done', 'done', null]);

    const saved = new Set<string>();
    for (const { path, savedAs, kind } of await rowsOf(pair.receiver, id)) {
      const [original, arrived] = [join(source, path), join(inboxDir, savedAs ?? path)];
      saved.add(arrived.toLowerCase());
      const stats = await stat(arrived);
      expect(stats.isDirectory()).toBe(kind === 'directory');
      if (kind === 'directory') continue;
      expect(await hashFile(arrived)).toBe(await hashFile(original));
      // fusefat, which stands in for a kernel without FAT, forgets times when it renames
      if (mkfs === 'mkfs.vfat') continue;
      expect(Math.abs(stats.mtimeMs - (await stat(original)).mtimeMs)).toBeLessThanOrEqual(COARSE_MS);
    }
    expect(saved.size).toBe((await listPaths(source)).length);
    expect((await listPaths(inboxDir)).length).toBe(saved.size);
    await expectNoLeftovers(pair.receiver);
  },
);
