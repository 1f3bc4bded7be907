import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { openInbox, type Inbox } from './inbox.ts';
import {
  directoryEntry,
  fileEntry,
  isThere,
  listTree,
  makeTestInbox,
  MTIME_MS,
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
let inbox: Inbox;

beforeEach(async () => {
  test = await makeTestInbox();
  inbox = await openInbox(test.rootDir);
});

afterEach(() => test.remove());

const begin = (...entries: readonly ManifestEntry[]) => inbox.beginTransfer(orderOf(entries));

describe('receiving', () => {
  it('puts a tree in place with its contents and times', async () => {
    const things = [
      ['album', null],
      ['album/empty', null],
      ['album/deep', null],
      ['album/deep/图片 😀.txt', 'picture'],
      ['album/صورة.txt', 'photo'],
      ['note.txt', 'note'],
      ['nothing', ''],
    ] as const;
    expect(await receiveAll(inbox, things)).toEqual(things.map(([name]) => name));
    expect(await listTree(test.rootDir)).toEqual(
      [
        'album/',
        'album/deep/',
        'album/deep/图片 😀.txt',
        'album/empty/',
        'album/صورة.txt',
        'note.txt',
        'nothing',
      ].sort(),
    );
    for (const [name, content] of things) {
      expect((await stat(path.join(test.rootDir, name))).mtimeMs).toBeCloseTo(MTIME_MS, 0);
      if (content !== null) expect(await readText(test.rootDir, name)).toBe(content);
    }
  });

  it('shows nothing before a file is complete, then only that file', async () => {
    const transfer = await begin(fileEntry('a.txt', 'hello'));
    const visible = async () => (await readdir(test.rootDir)).filter((name) => !name.startsWith('.lanyard-'));
    const part = await transfer.openPart(0);
    await part.write([Buffer.from('he'), Buffer.from('llo')]);
    expect(await visible()).toEqual([]);
    expect(await part.commit(sha256Hex('hello'), MTIME_MS)).toEqual({ savedAs: 'a.txt' });
    expect(await visible()).toEqual(['a.txt']);
    await transfer.finish();
    expect(await listTree(test.rootDir)).toEqual(['a.txt']);
  });

  it('keeps staging files from the eyes of others', async () => {
    const transfer = await begin(fileEntry('a.txt', ''));
    const [staging = ''] = await readdir(test.rootDir);
    expect(staging).toMatch(/^\.lanyard-[0-9a-f]{32}$/);
    expect((await stat(path.join(test.rootDir, staging))).mode & 0o777).toBe(0o700);
    await transfer.abort();
  });

  it('never makes a file executable', async () => {
    await receiveAll(inbox, [
      ['run.sh', '#!/bin/sh'],
      ['folder', null],
    ]);
    expect((await stat(path.join(test.rootDir, 'run.sh'))).mode & 0o7111).toBe(0);
    expect((await stat(path.join(test.rootDir, 'folder'))).mode & 0o7000).toBe(0);
  });

  it('writes a large file in many chunks, and empty chunks among them', async () => {
    const chunks = Array.from({ length: 3000 }, (_, i) => Buffer.alloc(i % 7 === 0 ? 0 : 1000 + i, i));
    const whole = Buffer.concat(chunks);
    const transfer = await begin(fileEntry('big', whole));
    const part = await transfer.openPart(0);
    for (let i = 0; i < chunks.length; i += 1500) await part.write(chunks.slice(i, i + 1500));
    await part.commit(sha256Hex(whole), MTIME_MS);
    await transfer.finish();
    expect(
      createHash('sha256')
        .update(await readFile(path.join(test.rootDir, 'big')))
        .digest('hex'),
    ).toBe(sha256Hex(whole));
  });

  it('keeps the order of writes that nobody waited for', async () => {
    const transfer = await begin(fileEntry('a', 'abcdef'));
    const part = await transfer.openPart(0);
    const writes = 'abcdef'.split('').map((letter) => part.write([Buffer.from(letter)]));
    await Promise.all([...writes, part.commit(sha256Hex('abcdef'), MTIME_MS)]);
    expect(await readText(test.rootDir, 'a')).toBe('abcdef');
    await transfer.finish();
  });

  it('takes names of 255 bytes and shortens longer ones, keeping the extension', async () => {
    const long = `${'x'.repeat(251)}.txt`;
    expect(
      await receiveAll(inbox, [
        [long, '1'],
        ['中'.repeat(85), '2'],
        [`${'y'.repeat(300)}.txt`, '3'],
      ]),
    ).toEqual([long, '中'.repeat(85), `${'y'.repeat(251)}.txt`]);
    expect(await receiveAll(inbox, [[long, '4']])).toEqual([`${'x'.repeat(242)} (1).txt`]);
  });

  it('makes folders above a file by itself', async () => {
    const transfer = await begin(directoryEntry('a'), directoryEntry('a/b'), fileEntry('a/b/c', 'x'));
    await receiveFile(transfer, 2, 'x');
    expect(await transfer.makeDirectory(0)).toEqual({ savedAs: 'a' });
    await transfer.finish();
    expect(await listTree(test.rootDir)).toEqual(['a/', 'a/b/', 'a/b/c']);
    expect((await stat(path.join(test.rootDir, 'a'))).mtimeMs).toBeCloseTo(MTIME_MS, 0);
  });

  it('says where each file came to stand', async () => {
    await writeFile(path.join(test.rootDir, 'taken'), 'mine');
    const transfer = await begin(fileEntry('a:b', ''), fileEntry('taken', ''), fileEntry('plain', ''));
    const saved: string[] = [];
    for (const index of [0, 1, 2]) saved.push((await receiveFile(transfer, index, '')).savedAs);
    expect(saved).toEqual(['a_b', 'taken (1)', 'plain']);
    await transfer.finish();
    expect(await listTree(test.rootDir)).toEqual(['a_b', 'plain', 'taken', 'taken (1)']);
    expect(await readText(test.rootDir, 'taken')).toBe('mine');
  });

  it('goes on with the next files after one that failed', async () => {
    const transfer = await begin(fileEntry('a', 'x'), fileEntry('b', 'x'));
    await expect(receiveFile(transfer, 0, 'y').then(() => 'done')).resolves.toBe('done');
    const part = await transfer.openPart(1);
    await part.write([Buffer.from('y')]);
    await expect(part.commit(sha256Hex('x'), MTIME_MS)).rejects.toMatchObject({ code: 'TRANSFER_HASH_MISMATCH' });
    await receiveFile(transfer, 1, 'x');
    await transfer.finish();
    expect(await listTree(test.rootDir)).toEqual(['a', 'b']);
  });
});

describe('a file that is not what was announced', () => {
  const content = Buffer.from('content');

  it.each([
    ['too short', content.subarray(1), sha256Hex(content.subarray(1))],
    ['of other bytes', Buffer.from('contenT'), sha256Hex(content)],
    ['announced with another hash', content, sha256Hex('else')],
    ['announced with no hash', content, ''],
  ])('%s leaves no name and no part', async (_, bytes, hash) => {
    const transfer = await begin(fileEntry('a.txt', content));
    const part = await transfer.openPart(0);
    await part.write([bytes]);
    await expect(part.commit(hash, MTIME_MS)).rejects.toMatchObject({ code: 'TRANSFER_HASH_MISMATCH' });
    const [staging = ''] = await readdir(test.rootDir);
    expect(await listTree(test.rootDir)).toEqual([`${staging}/`]);
    await transfer.finish();
    expect(await listTree(test.rootDir)).toEqual([]);
  });

  it('is refused before a byte too many is written', async () => {
    const transfer = await begin(fileEntry('a.txt', content));
    const part = await transfer.openPart(0);
    await part.write([content]);
    await expect(part.write([Buffer.from('x')])).rejects.toMatchObject({ code: 'TRANSFER_HASH_MISMATCH' });
    const [staging = ''] = await readdir(test.rootDir);
    expect((await stat(path.join(test.rootDir, staging, '0.part'))).size).toBe(content.length);
    await transfer.abort();
  });
});

describe('finish() and abort()', () => {
  it('abort() keeps what is in place and removes all else', async () => {
    const entries = [directoryEntry('a'), fileEntry('a/done', 'x'), fileEntry('a/half', 'xy'), directoryEntry('empty')];
    const transfer = await begin(...entries);
    await receiveFile(transfer, 1, 'x');
    await transfer.makeDirectory(3);
    await (await transfer.openPart(2)).write([Buffer.from('x')]);
    await transfer.abort();
    expect(await listTree(test.rootDir)).toEqual(['a/', 'a/done']);
  });

  it('abort() keeps a folder that the user put something into', async () => {
    const transfer = await begin(directoryEntry('a'));
    await transfer.makeDirectory(0);
    await writeFile(path.join(test.rootDir, 'a', 'mine'), '');
    await transfer.abort();
    expect(await listTree(test.rootDir)).toEqual(['a/', 'a/mine']);
  });

  it('abort() keeps an empty folder that is not ours', async () => {
    const transfer = await begin(directoryEntry('a'));
    await transfer.makeDirectory(0);
    await rename(path.join(test.rootDir, 'a'), path.join(test.outsideDir, 'a'));
    await mkdir(path.join(test.rootDir, 'a'));
    await transfer.abort();
    expect(await listTree(test.rootDir)).toEqual(['a/']);
  });

  it('can both be called in any order and often, also while calls are under way', async () => {
    const entries = Array.from({ length: 40 }, (_, i) => fileEntry(`f${i}`, 'x'));
    const transfer = await begin(...entries);
    const receiving = entries.map((_, index) => receiveFile(transfer, index, 'x'));
    const ended = Promise.all([transfer.abort(), transfer.finish(), transfer.abort()]);
    const outcomes = await Promise.allSettled(receiving);
    await ended;
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'TRANSFER_CANCELLED' });
    }
    const inPlace = await listTree(test.rootDir);
    expect(inPlace).toHaveLength(outcomes.filter(({ status }) => status === 'fulfilled').length);
    await expect(transfer.openPart(0)).rejects.toMatchObject({ code: 'TRANSFER_CANCELLED' });
  });

  it('a discarded part may be opened again, and its old handle is dead', async () => {
    const transfer = await begin(fileEntry('a', 'x'));
    const first = await transfer.openPart(0);
    await first.write([Buffer.from('y')]);
    await Promise.all([first.discard(), first.discard()]);
    await expect(first.write([Buffer.from('x')])).rejects.toMatchObject({ code: 'TRANSFER_CANCELLED' });
    await receiveFile(transfer, 0, 'x');
    await first.discard();
    await transfer.finish();
    expect(await readText(test.rootDir, 'a')).toBe('x');
  });

  it('leaves a stranger in the staging directory alone', async () => {
    const transfer = await begin(fileEntry('a', ''));
    const [staging = ''] = await readdir(test.rootDir);
    await writeFile(path.join(test.rootDir, staging, 'stranger'), '');
    await transfer.finish();
    expect(await isThere(test.rootDir, staging, 'stranger')).toBe(true);
  });

  it('closes every file and folder it opened', async () => {
    const openFiles = async () => (await readdir('/proc/self/fd')).length;
    const things = Array.from(
      { length: 100 },
      (_, i) =>
        [
          [`d${i}`, null],
          [`d${i}/f`, 'x'],
        ] as const,
    ).flat();
    await receiveAll(inbox, things);
    const before = await openFiles();
    for (let round = 0; round < 3; round += 1) {
      await receiveAll(inbox, things);
      const transfer = await begin(fileEntry('a', 'xx'));
      await (await transfer.openPart(0)).write([Buffer.from('x')]);
      await transfer.abort();
    }
    expect(await openFiles()).toBeLessThanOrEqual(before);
  });
});
