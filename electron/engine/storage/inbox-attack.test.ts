import { mkdir, readdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { symlink } from '../testing/symlink.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { checkDirectories } from './open-directories.ts';
import { inParallel } from './in-parallel.ts';
import { openInbox, type Inbox, type InboxOptions } from './inbox.ts';
import {
  directoryEntry,
  fileEntry,
  listTree,
  makeTestInbox,
  orderOf,
  readText,
  receiveAll,
  receiveFile,
  sha256Hex,
  type TestInbox,
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

/** The two ways to reach folders: by handle (Linux), and by path with checks (all other systems). */
const WAYS: readonly (readonly [string, InboxOptions])[] = [
  ['by handles', {}],
  ['by checked paths', { openDirectories: (root, records) => Promise.resolve(checkDirectories(root, records)) }],
];

/** A folder on the way was replaced, or is gone at this moment. */
// typed: the matchers of vitest are `any`
const unsafeOrMissing: unknown = expect.objectContaining({
  code: expect.stringMatching(/^STORAGE_(UNSAFE|MISSING)$/) as unknown,
});

const inside = (...parts: readonly string[]) => path.join(test.rootDir, ...parts);

describe.each(WAYS)('an inbox reached %s', (_, options) => {
  let inbox: Inbox;

  beforeEach(async () => {
    inbox = await openInbox(test.rootDir, options);
  });

  const begin = (...entries: readonly ManifestEntry[]) => inbox.beginTransfer(orderOf(entries));

  describe('given links that were there before', () => {
    it('never writes through one that stands where a file goes', async () => {
      await symlink(path.join(test.outsideDir, 'secret'), inside('a.txt'));
      await symlink(path.join(test.outsideDir, 'new'), inside('b.txt'));
      expect(
        await receiveAll(inbox, [
          ['a.txt', 'x'],
          ['b.txt', 'x'],
        ]),
      ).toEqual(['a (1).txt', 'b (1).txt']);
      expect(await readlink(inside('b.txt'))).toBe(path.join(test.outsideDir, 'new'));
    });

    it('never goes through one that stands where a folder goes', async () => {
      await symlink(test.outsideDir, inside('album'));
      expect(
        await receiveAll(inbox, [
          ['album', null],
          ['album/a', 'x'],
        ]),
      ).toEqual(['album (1)', 'album (1)/a']);
    });

    it('takes an inbox that is itself a link, as that is what the user chose', async () => {
      const link = path.join(path.dirname(test.parentDir), 'link');
      await symlink(test.rootDir, link);
      expect(
        await receiveAll(await openInbox(link, options), [
          ['d', null],
          ['d/a', 'x'],
        ]),
      ).toEqual(['d', 'd/a']);
      expect(await listTree(test.rootDir)).toEqual(['d/', 'd/a']);
    });
  });

  describe('given a folder that is replaced while it receives', () => {
    const swaps: readonly (readonly [string, (folder: string) => Promise<unknown>])[] = [
      ['a link to elsewhere', (folder) => symlink(test.outsideDir, folder)],
      ['a link to where it is now', (folder) => symlink(`${folder}.aside`, folder)],
      ['another folder', (folder) => mkdir(folder)],
      ['a file', (folder) => writeFile(folder, '')],
      ['nothing', () => Promise.resolve()],
    ];

    it.each(swaps)('refuses to commit into %s', async (_, replace) => {
      const transfer = await begin(directoryEntry('d'), fileEntry('d/a', 'x'), fileEntry('d/b', 'x'));
      await receiveFile(transfer, 1, 'x');
      await rename(inside('d'), inside('d.aside'));
      await replace(inside('d'));
      await expect(receiveFile(transfer, 2, 'x')).rejects.toEqual(unsafeOrMissing);
      await transfer.finish();
      expect(await listTree(inside('d.aside'))).toEqual(['a']);
      expect((await listTree(test.rootDir)).filter((name) => name.endsWith('/b'))).toEqual([]);
    });

    it('ends well when somebody took a folder away that was complete', async () => {
      const transfer = await begin(directoryEntry('d'), fileEntry('d/a', 'x'), fileEntry('b', 'x'));
      await receiveFile(transfer, 1, 'x');
      await rename(inside('d'), inside('mine'));
      await receiveFile(transfer, 2, 'x');
      await transfer.finish();
      expect(await listTree(test.rootDir)).toEqual(['b', 'mine/', 'mine/a']);
    });

    it('neither writes nor deletes through a staging directory that became a link', async () => {
      await writeFile(path.join(test.outsideDir, '0.part'), 'not yours');
      const transfer = await begin(fileEntry('a', 'x'), fileEntry('b', 'x'));
      const part = await transfer.openPart(0);
      await part.write([Buffer.from('x')]);
      const [staging = ''] = await readdir(test.rootDir);
      await rename(inside(staging), inside('aside'));
      await symlink(test.outsideDir, inside(staging));
      await expect(part.commit(sha256Hex('x'), 0)).rejects.toMatchObject({ code: 'STORAGE_UNSAFE' });
      await expect(transfer.openPart(1)).rejects.toMatchObject({ code: 'STORAGE_UNSAFE' });
      await transfer.abort();
      expect(await readText(test.outsideDir, '0.part')).toBe('not yours');
      await rm(path.join(test.outsideDir, '0.part'));
      expect(await listTree(test.rootDir)).toEqual([`${staging}@`, 'aside/', 'aside/0.part'].sort());
    });
  });

  describe('given others who use the same names at the same time', () => {
    it('never overwrites, and never mixes two folders', async () => {
      await writeFile(inside('a.txt'), 'mine');
      await mkdir(inside('album'));
      await writeFile(inside('album', 'a.jpg'), 'mine');
      const senders = Array.from({ length: 12 }, (_, i) => `sender ${i}`);
      const saved = await Promise.all(
        senders.map((text) =>
          receiveAll(inbox, [
            ['album', null],
            ['album/a.jpg', text],
            ['album/b', text],
            ['a.txt', text],
          ]),
        ),
      );
      expect(await readText(inside('a.txt'))).toBe('mine');
      expect(await listTree(inside('album'))).toEqual(['a.jpg']);
      expect(await readText(inside('album', 'a.jpg'))).toBe('mine');
      for (const [i, names] of saved.entries()) {
        const [album = '', photo = '', second = '', text = ''] = names;
        expect(photo).toBe(`${album}/a.jpg`);
        for (const name of [photo, second, text]) expect(await readText(inside(name))).toBe(senders[i]);
        expect(await readdir(inside(album))).toHaveLength(2);
      }
      expect(new Set(saved.flat()).size).toBe(4 * senders.length);
      expect((await readdir(test.rootDir)).length).toBe(2 + 2 * senders.length);
    });

    it('finds a name where hundreds are taken', async () => {
      await writeFile(inside('a'), '');
      await inParallel(Array(500).keys(), 8, (i) => writeFile(inside(`a (${i + 1})`), ''));
      const entries = Array.from({ length: 3 }, (_, i) => fileEntry(['a', 'a:', 'a_'][i] ?? '', 'x'));
      const transfer = await begin(...entries);
      expect(await receiveFile(transfer, 0, 'x')).toEqual({ savedAs: 'a (501)' });
      await transfer.finish();
    });

    it('keeps a file that someone else makes inside a folder of the transfer', async () => {
      const transfer = await begin(
        directoryEntry('d'),
        fileEntry('d/a', 'x'),
        directoryEntry('d/e'),
        fileEntry('d/e/f', 'x'),
      );
      await transfer.makeDirectory(0);
      await writeFile(inside('d', 'a'), 'mine');
      await symlink(test.outsideDir, inside('d', 'e'));
      expect(await receiveFile(transfer, 1, 'x')).toEqual({ savedAs: 'd/a (1)' });
      expect(await receiveFile(transfer, 3, 'x')).toEqual({ savedAs: 'd/e (1)/f' });
      expect(await readText(inside('d', 'a'))).toBe('mine');
      await transfer.finish();
    });
  });

  describe('on a volume without links', () => {
    beforeEach(async () => {
      inbox = await openInbox(test.rootDir, { ...options, volume: { hasHardLinks: false } });
    });

    it('never overwrites either', async () => {
      await writeFile(inside('a'), 'mine');
      await symlink(path.join(test.outsideDir, 'new'), inside('b'));
      const saved = await Promise.all(
        ['1', '2', '3'].map((text) =>
          receiveAll(inbox, [
            ['a', text],
            ['b', text],
          ]),
        ),
      );
      expect(saved.flat().sort()).toEqual(['a (1)', 'a (2)', 'a (3)', 'b (1)', 'b (2)', 'b (3)']);
      for (const [i, names] of saved.entries()) {
        for (const name of names) expect(await readText(inside(name))).toBe(`${i + 1}`);
      }
      expect(await readText(inside('a'))).toBe('mine');
    });

    it('leaves no reserved name when a hash is wrong', async () => {
      const transfer = await begin(fileEntry('a', 'x'));
      const part = await transfer.openPart(0);
      await part.write([Buffer.from('y')]);
      await expect(part.commit(sha256Hex('x'), 0)).rejects.toMatchObject({ code: 'TRANSFER_HASH_MISMATCH' });
      await transfer.finish();
      expect(await listTree(test.rootDir)).toEqual([]);
    });
  });
});

describe('the sources of storage', () => {
  it('never name a call that follows links or deletes more than it was told', async () => {
    const files = (await readdir(import.meta.dirname)).filter((name) => /(?<!\.test)\.ts$/.test(name));
    for (const name of files) {
      const source = await readFile(path.join(import.meta.dirname, name), 'utf8');
      expect(source, name).not.toMatch(/\b(rm|rmSync|cp|copyFile|symlink)\(/);
      if (name !== 'json-file.ts') expect(source, name).not.toMatch(/recursive: true/);
    }
  });
});
