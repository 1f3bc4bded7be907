import { mkdir, readdir, rename, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { symlink } from '../testing/symlink.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { checkDirectories } from './open-directories.ts';
import { openInbox, type Inbox, type InboxOptions } from './inbox.ts';
import { CAN_MOUNT, mountTmpfs, setImmutable } from './testing/mounted-disk.ts';
import {
  directoryEntry,
  fileEntry,
  isThere,
  listTree,
  makeTestInbox,
  orderOf,
  readText,
  receiveAll,
  receiveFile,
  type TestInbox,
  type Things,
} from './testing/receive.ts';

// real disks of busy machines
vi.setConfig({ testTimeout: 60_000 });

let test: TestInbox;

beforeEach(async () => {
  test = await makeTestInbox();
  await writeFile(path.join(test.outsideDir, 'secret'), 'untouched');
});

/** Whatever a test did: the neighbour of the inbox and the folder around both are as they were. */
afterEach(async () => {
  try {
    expect((await readdir(test.parentDir)).sort()).toEqual(['inbox', 'outside']);
    expect(await readdir(test.outsideDir)).toEqual(['secret']);
    expect(await readText(test.outsideDir, 'secret')).toBe('untouched');
  } finally {
    await test.remove();
  }
});

/** By handle (Linux), by path with checks (all other systems), and where names are taken by renaming (FAT). */
const WAYS: readonly (readonly [string, InboxOptions])[] = [
  ['by handles', {}],
  ['by checked paths', { openDirectories: (root, records) => Promise.resolve(checkDirectories(root, records)) }],
  ['without hard links', { volume: { hasHardLinks: false } }],
];

const inside = (...parts: readonly string[]) => path.join(test.rootDir, ...parts);

describe.each(WAYS)('an inbox reached %s', (_, options) => {
  let inbox: Inbox;

  beforeEach(async () => {
    inbox = await openInbox(test.rootDir, options);
  });

  const receive = (things: Things) => receiveAll(inbox, things, 'skip-identical');
  const begin = (...entries: readonly ManifestEntry[]) =>
    inbox.beginTransfer(orderOf(entries, { existing: 'skip-identical' }));

  describe('merging into a folder', () => {
    it('changes nothing of what is in it, nor its time but by what is added', async () => {
      await mkdir(inside('album'));
      await writeFile(inside('album', 'a'), 'mine');
      await utimes(inside('album'), 1_000, 1_000);
      await receive([['album', null]]);
      expect((await stat(inside('album'))).mtimeMs).toBe(1_000_000);
      expect(
        await receive([
          ['album', null],
          ['album/a', 'yours'],
          ['album/b', 'b'],
        ]),
      ).toEqual(['album', 'album/a (1)', 'album/b']);
      expect(await readText(inside('album', 'a'))).toBe('mine');
    });

    it('does not remove it when nothing came, but what was made in it', async () => {
      await mkdir(inside('album'));
      const transfer = await begin(directoryEntry('album'), directoryEntry('album/new'), directoryEntry('other'));
      for (const index of [0, 1, 2]) await transfer.makeDirectory(index);
      await transfer.abort();
      expect(await listTree(test.rootDir)).toEqual(['album/']);
    });

    it('keeps two folders of one transfer apart', async () => {
      await writeFile(inside('d'), '');
      const things: Things = [
        ['d', null],
        ['d/a', '1'],
        ['d (1)', null],
        ['d (1)/a', '2'],
      ];
      const saved = await receive(things);
      expect(new Set(saved).size).toBe(4);
      const names = await listTree(test.rootDir);
      await receive(things);
      expect(await listTree(test.rootDir)).toEqual(names);
    });

    it('finds it in place when the transfer that made it gives up', async () => {
      const first = await begin(directoryEntry('d'), directoryEntry('d/e'));
      await first.makeDirectory(1);
      const second = await begin(directoryEntry('d'), directoryEntry('d/e'), fileEntry('d/e/f', 'x'));
      await second.makeDirectory(1);
      await first.abort();
      expect(await receiveFile(second, 2, 'x')).toEqual({ savedAs: 'd/e/f' });
      await second.finish();
      expect(await listTree(test.rootDir)).toEqual(['d/', 'd/e/', 'd/e/f']);
      // and nothing is held for ever
      const third = await begin(directoryEntry('g'));
      await third.makeDirectory(0);
      await third.abort();
      expect(await isThere(inside('g'))).toBe(false);
    });

    const swaps: readonly (readonly [string, (folder: string) => Promise<unknown>])[] = [
      ['a link to elsewhere', (folder) => symlink(test.outsideDir, folder)],
      ['a link to where it is now', (folder) => symlink(`${folder}.aside`, folder)],
      ['a file', (folder) => writeFile(folder, '')],
    ];

    it.each(swaps)('refuses to go on when it was replaced by %s', async (_, replace) => {
      await mkdir(inside('d'));
      await writeFile(inside('d', 'b'), 'x');
      const transfer = await begin(directoryEntry('d'), fileEntry('d/a', 'x'), fileEntry('d/b', 'x'));
      await receiveFile(transfer, 1, 'x');
      await rename(inside('d'), inside('d.aside'));
      await replace(inside('d'));
      await expect(receiveFile(transfer, 2, 'x')).rejects.toMatchObject({ code: 'STORAGE_UNSAFE' });
      await transfer.finish();
      expect(await listTree(inside('d.aside'))).toEqual(['a', 'b']);
    });

    it.skipIf(!CAN_MOUNT)('takes a new one instead of another disk', async () => {
      const disk = await mountTmpfs(inside('d'), 'size=1m');
      try {
        const things: Things = [
          ['d', null],
          ['d/a', 'x'],
        ];
        expect(await receive(things)).toEqual(['d (1)', 'd (1)/a']);
      } finally {
        await disk.unmount();
      }
    });
  });
});

describe.skipIf(!CAN_MOUNT)('merging into a folder that may not be written to (needs root, for chattr)', () => {
  it('takes a new one instead', async () => {
    const inbox = await openInbox(test.rootDir);
    await mkdir(inside('d'));
    await setImmutable(inside('d'), true);
    try {
      const things: Things = [
        ['d', null],
        ['d/a', 'x'],
      ];
      expect(await receiveAll(inbox, things, 'skip-identical')).toEqual(['d (1)', 'd (1)/a']);
    } finally {
      await setImmutable(inside('d'), false);
    }
  });
});
