import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { symlink } from '../testing/symlink.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { checkDirectories } from './open-directories.ts';
import { openInbox, type Inbox, type InboxOptions } from './inbox.ts';
import { newStagingName } from './directories.ts';
import {
  directoryEntry,
  fileEntry,
  listTree,
  makeTestInbox,
  orderOf,
  readText,
  receiveAll,
  sha256Hex,
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

describe.each(WAYS)('skipping what is identical, in an inbox reached %s', (_, options) => {
  let inbox: Inbox;

  beforeEach(async () => {
    inbox = await openInbox(test.rootDir, options);
  });

  const receive = (things: Things) => receiveAll(inbox, things, 'skip-identical');
  const begin = (...entries: readonly ManifestEntry[]) =>
    inbox.beginTransfer(orderOf(entries, { existing: 'skip-identical' }));

  const tree: Things = [
    ['album', null],
    ['album/deep', null],
    ['album/deep/a', 'a'],
    ['album/empty', null],
    ['album/b', ''],
    ['c.txt', 'c'],
    ['d?:.txt', 'd'],
  ];

  it('leaves one copy of what comes again and again', async () => {
    const first = await receive(tree);
    const names = await listTree(test.rootDir);
    expect(names).toHaveLength(tree.length);
    for (let round = 0; round < 2; round++) expect(await receive(tree)).toEqual(first);
    expect(await listTree(test.rootDir)).toEqual(names);
  });

  it.skipIf(process.platform !== 'linux')('closes what it opened', async () => {
    await receive(tree);
    const openFiles = async () => (await readdir('/proc/self/fd')).length;
    const before = await openFiles();
    for (let round = 0; round < 5; round++) await receive(tree);
    expect(await openFiles()).toBeLessThanOrEqual(before);
  });

  it('gives another file a name of its own, and finds it there the next time', async () => {
    await writeFile(inside('a.txt'), 'mine');
    await writeFile(inside('a (1).txt'), 'ours');
    for (let round = 0; round < 2; round++) expect(await receive([['a.txt', 'them']])).toEqual(['a (2).txt']);
    expect(await readText(inside('a.txt'))).toBe('mine');
    expect(await listTree(test.rootDir)).toHaveLength(3);
  });

  it('does not look for the bytes of a file anywhere but under its name', async () => {
    await writeFile(inside('b.txt'), 'same');
    expect(await receive([['a.txt', 'same']])).toEqual(['a.txt']);
  });

  it('reads no more than 32 files for one', async () => {
    await writeFile(inside('a'), 'x');
    for (let n = 1; n < 40; n++) await writeFile(inside(`a (${n})`), n === 35 ? 'y' : 'x');
    expect(await receive([['a', 'y']])).toEqual(['a (40)']);
  });

  it('takes the same from twelve at once, once', async () => {
    const saved = await Promise.all(Array.from({ length: 12 }, () => receive(tree)));
    for (const names of saved) {
      for (const [index, name] of names.entries()) {
        const content = tree[index]?.[1] ?? null;
        if (content !== null) expect(await readText(inside(name))).toBe(content);
      }
    }
    // without links, a name that is just being taken looks like an empty file for a moment
    if (options.volume?.hasHardLinks !== false) expect(await listTree(test.rootDir)).toHaveLength(tree.length);
  });

  it('never takes a name for an empty file that another transfer is about to fill', async () => {
    for (let round = 0; round < 20; round++) {
      const texts = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? '' : `${n}`));
      const saved = await Promise.all(texts.map((text) => receive([[`${round}`, text]])));
      for (const [n, [name]] of saved.entries()) expect(await readText(inside(name ?? ''))).toBe(texts[n]);
      expect(new Set(saved.flat()).size).toBe(5);
    }
  });

  it('still refuses bytes that are not those announced, whatever stands there', async () => {
    await writeFile(inside('a'), 'x');
    const transfer = await begin(fileEntry('a', 'x'));
    const part = await transfer.openPart(0);
    await part.write([Buffer.from('y')]);
    await expect(part.commit(sha256Hex('x'), 0)).rejects.toMatchObject({ code: 'TRANSFER_HASH_MISMATCH' });
    await transfer.finish();
    expect(await listTree(test.rootDir)).toEqual(['a']);
  });

  it('ends at once when it is cancelled while it compares', async () => {
    const bytes = randomBytes(30_000_000);
    await writeFile(inside('a'), bytes);
    const transfer = await begin(fileEntry('a', bytes));
    const part = await transfer.openPart(0);
    await part.write([bytes]);
    const committing = part.commit(sha256Hex(bytes), 0);
    const ending = transfer.abort();
    await expect(committing).rejects.toMatchObject({ code: 'TRANSFER_CANCELLED' });
    await ending;
    expect(await listTree(test.rootDir)).toEqual(['a']);
  });

  describe('given things under its names that are no files or folders', () => {
    it('never reads through a link to a file', async () => {
      await symlink(path.join(test.outsideDir, 'secret'), inside('secret'));
      expect(await receive([['secret', 'untouched']])).toEqual(['secret (1)']);
    });

    it('never goes through a link to a folder', async () => {
      await symlink(test.outsideDir, inside('album'));
      const things: Things = [
        ['album', null],
        ['album/secret', 'untouched'],
      ];
      for (let round = 0; round < 2; round++) {
        expect(await receive(things)).toEqual(['album (1)', 'album (1)/secret']);
      }
      expect(await listTree(test.rootDir)).toEqual(['album (1)/', 'album (1)/secret', 'album@'].sort());
    });

    it.skipIf(process.platform === 'win32')('does not wait for a pipe', async () => {
      execFileSync('mkfifo', [inside('a'), inside('d')]);
      expect(
        await receive([
          ['a', ''],
          ['d', null],
        ]),
      ).toEqual(['a (1)', 'd (1)']);
    });

    it('takes a file for no folder and a folder for no file', async () => {
      await mkdir(inside('a'));
      await writeFile(inside('d'), '');
      expect(
        await receive([
          ['a', ''],
          ['d', null],
        ]),
      ).toEqual(['a (1)', 'd (1)']);
    });

    it('never goes into a staging directory', async () => {
      const name = newStagingName();
      await mkdir(inside(name));
      expect(
        await receive([
          [name, null],
          [`${name}/0.part`, 'x'],
        ]),
      ).toEqual([`${name} (1)`, `${name} (1)/0.part`]);
    });
  });
});

describe('counting the names that stand there', () => {
  it('asks for the safe ones, of files, folders and links alike', async () => {
    const inbox = await openInbox(test.rootDir);
    const offered = [fileEntry('a:b', 'x'), directoryEntry('d'), fileEntry('link', 'x'), fileEntry('new', 'x')];
    expect(await inbox.countStanding(offered)).toBe(0);
    await writeFile(inside('a_b'), '');
    await mkdir(inside('d'));
    await symlink('nowhere', inside('link'));
    expect(await inbox.countStanding(offered)).toBe(3);
    expect(await inbox.countStanding([])).toBe(0);
  });

  it('never asks for a name outside', async () => {
    const inbox = await openInbox(test.rootDir);
    await expect(inbox.countStanding([fileEntry('../outside/secret', 'x')])).rejects.toMatchObject({
      code: 'STORAGE_UNSAFE',
    });
  });
});
