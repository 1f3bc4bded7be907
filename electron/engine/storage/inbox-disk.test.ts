import { randomBytes } from 'node:crypto';
import { readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { openInbox, type Inbox } from './inbox.ts';
import { sweepLeftovers, openStagingRegistry } from './staging-registry.ts';
import {
  CAN_MOUNT,
  makeFoldingDirectory,
  mountImage,
  mountTmpfs,
  setImmutable,
  type MountedDisk,
} from './testing/mounted-disk.ts';
import {
  checkDestination,
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
let disk: MountedDisk | null = null;

beforeEach(async () => {
  test = await makeTestInbox();
});

afterEach(async () => {
  await disk?.unmount();
  disk = null;
  await test.remove();
});

const begin = (inbox: Inbox, ...entries: readonly ManifestEntry[]) => inbox.beginTransfer(orderOf(entries));

describe.skipIf(!CAN_MOUNT)('on a disk of 1 MiB (needs root, to mount one)', () => {
  beforeEach(async () => {
    disk = await mountTmpfs(test.rootDir, 'size=1m');
  });

  it('says before accepting how much is lacking', async () => {
    const problem = await checkDestination(test.rootDir, 1_500_000);
    expect(problem?.code).toBe('STORAGE_FULL');
    expect(problem?.shortBytes).toBeGreaterThanOrEqual(1_500_000 - 1_048_576);
    expect(problem?.shortBytes).toBeLessThan(600_000);
    expect(await checkDestination(test.rootDir, 500_000)).toBeNull();
  });

  it('fails the file that does not fit, leaves nothing of it, and takes the next', async () => {
    const inbox = await openInbox(test.rootDir);
    const big = randomBytes(2_000_000);
    const transfer = await begin(inbox, directoryEntry('d'), fileEntry('d/big', big), fileEntry('d/small', 'x'));
    const part = await transfer.openPart(1);
    await expect(part.write([big.subarray(0, 900_000), big.subarray(900_000)])).rejects.toMatchObject({
      code: 'STORAGE_FULL',
    });
    await expect(part.write([big])).rejects.toMatchObject({ code: expect.stringMatching(/^STORAGE_/) as unknown });
    await expect(part.commit(sha256Hex(big), 0)).rejects.toMatchObject({
      code: expect.stringMatching(/^STORAGE_/) as unknown,
    });
    await part.discard();
    expect(await receiveFile(transfer, 2, 'x')).toEqual({ savedAs: 'd/small' });
    await transfer.finish();
    expect(await listTree(test.rootDir)).toEqual(['d/', 'd/small']);
  });

  it('aborts cleanly when full', async () => {
    const inbox = await openInbox(test.rootDir);
    const big = randomBytes(2_000_000);
    const transfer = await begin(inbox, fileEntry('big', big));
    await expect((await transfer.openPart(0)).write([big])).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    await transfer.abort();
    expect(await listTree(test.rootDir)).toEqual([]);
    expect(await inbox.freeBytes()).toBeGreaterThan(900_000);
  });

  it('says that it is full when not even a folder can be made', async () => {
    await disk?.remount('nr_inodes=2');
    await writeFile(path.join(test.rootDir, 'last'), '');
    expect(await checkDestination(test.rootDir, 1)).toMatchObject({ code: 'STORAGE_NO_MORE_FILES' });
    expect(await listTree(test.rootDir)).toEqual(['last']);
  });
});

describe.skipIf(!CAN_MOUNT)('on a read-only disk (needs root, to mount one)', () => {
  beforeEach(async () => {
    disk = await mountTmpfs(test.rootDir, 'size=1m');
  });

  it('is refused before accepting', async () => {
    await disk?.remount('ro');
    expect(await checkDestination(test.rootDir, 1)).toEqual({ code: 'STORAGE_DENIED', at: 'here' });
    await expect(openInbox(test.rootDir)).rejects.toMatchObject({ code: 'STORAGE_DENIED' });
  });

  it('fails what is under way, and the sweep waits until it can be written again', async () => {
    const inbox = await openInbox(test.rootDir, { registry: openStagingRegistry(test.dataDir) });
    const transfer = await begin(inbox, fileEntry('a', 'x'), fileEntry('b', 'x'));
    await receiveFile(transfer, 0, 'x');
    await disk?.remount('ro');
    await expect(transfer.openPart(1)).rejects.toMatchObject({ code: 'STORAGE_DENIED' });
    await transfer.abort();
    expect(await sweepLeftovers(test.dataDir)).toBe(0);
    expect(await readdir(test.rootDir)).toHaveLength(2);
    await disk?.remount('rw');
    expect(await sweepLeftovers(test.dataDir)).toBe(1);
    expect(await listTree(test.rootDir)).toEqual(['a']);
  });
});

describe.skipIf(!CAN_MOUNT)('in a folder that may not be changed (needs root, for chattr)', () => {
  it('is refused before accepting', async () => {
    await setImmutable(test.rootDir, true);
    try {
      expect(await checkDestination(test.rootDir, 1)).toEqual({ code: 'STORAGE_DENIED', at: 'here' });
    } finally {
      await setImmutable(test.rootDir, false);
    }
  });

  it('fails the commit and leaves nothing half done', async () => {
    const inbox = await openInbox(test.rootDir);
    const transfer = await begin(inbox, directoryEntry('d'), fileEntry('d/a', 'x'));
    await transfer.makeDirectory(0);
    const folder = path.join(test.rootDir, 'd');
    await setImmutable(folder, true);
    try {
      await expect(receiveFile(transfer, 1, 'x')).rejects.toMatchObject({ code: 'STORAGE_DENIED' });
    } finally {
      await setImmutable(folder, false);
    }
    await receiveFile(transfer, 1, 'x');
    await transfer.finish();
    expect(await listTree(test.rootDir)).toEqual(['d/', 'd/a']);
  });
});

/** File systems that a Debian machine may be able to make; what is missing is skipped, and said. */
const IMAGES = [
  ['ext4 that folds case', ['mkfs.ext4', '-q', '-O', 'casefold', '-E', 'encoding=utf8'], true],
  ['FAT', ['mkfs.vfat'], false],
  ['exFAT', ['mkfs.exfat'], false],
] as const;

describe.skipIf(!CAN_MOUNT).each(IMAGES)('on %s (needs root, and its mkfs)', (name, mkfs, needsFlag) => {
  beforeEach(async (context) => {
    const image = path.join(path.dirname(test.parentDir), 'disk.img');
    disk = await mountImage(test.rootDir, image, [...mkfs]);
    if (disk === null) context.skip(`this machine has no ${mkfs[0]}, or can't mount ${name}`);
    if (needsFlag) await makeFoldingDirectory(path.join(test.rootDir, 'folded'));
  });

  it('keeps names apart, overwrites nothing, keeps contents', async () => {
    const rootDir = needsFlag ? path.join(test.rootDir, 'folded') : test.rootDir;
    await writeFile(path.join(rootDir, 'NOTE.txt'), 'mine');
    const inbox = await openInbox(rootDir);
    const things = [
      ['Album', null],
      ['Album/a?.txt', '1'],
      ['Album/A*.txt', '2'],
      ['album', null],
      ['album/x. ', '3'],
      ['note.txt', '4'],
    ] as const;
    const saved = await receiveAll(inbox, things);
    expect(await readText(rootDir, 'NOTE.txt')).toBe('mine');
    expect(new Set(saved.map((text) => text.toLowerCase())).size).toBe(things.length);
    for (const [i, [, content]] of things.entries()) {
      if (content !== null) expect(await readText(rootDir, saved[i] ?? '')).toBe(content);
      else expect((await stat(path.join(rootDir, saved[i] ?? ''))).isDirectory()).toBe(true);
    }
    expect((await readdir(rootDir)).filter((text) => text.startsWith('.'))).toEqual([]);
  });
});
