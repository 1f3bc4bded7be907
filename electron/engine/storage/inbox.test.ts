import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { openInbox, type Inbox } from './inbox.ts';
import { inParallel } from './in-parallel.ts';
import { HOSTILE_NAMES } from './testing/name-corpus.ts';
import {
  checkDestination,
  directoryEntry,
  fileEntry,
  listTree,
  makeTestInbox,
  MTIME_MS,
  orderOf,
  readText,
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

describe('openInbox()', () => {
  it('leaves nothing behind', async () => {
    expect(await listTree(test.parentDir)).toEqual(['inbox/', 'outside/']);
  });

  it('says that a folder is missing', async () => {
    await expect(openInbox(path.join(test.rootDir, 'none'))).rejects.toMatchObject({ code: 'STORAGE_MISSING' });
  });

  it('says that a file is no folder', async () => {
    const file = path.join(test.rootDir, 'file');
    await writeFile(file, '');
    await expect(openInbox(file)).rejects.toMatchObject({ code: 'STORAGE_MISSING' });
    await expect(openInbox(path.join(file, 'below'))).rejects.toMatchObject({ code: 'STORAGE_MISSING' });
  });

  it('says how much may be written', async () => {
    expect(await inbox.freeBytes()).toBeGreaterThan(0);
  });
});

describe('checkDestination()', () => {
  it('has nothing against a folder with room', async () => {
    expect(await checkDestination(test.rootDir, 1)).toBeNull();
  });

  it('says how many bytes are lacking', async () => {
    const problem = await checkDestination(test.rootDir, Number.MAX_SAFE_INTEGER);
    expect(problem).toMatchObject({ code: 'STORAGE_FULL', at: 'here' });
    expect(problem?.shortBytes).toBeGreaterThan(0);
  });

  it('says that the folder is missing', async () => {
    expect(await checkDestination(path.join(test.rootDir, 'none'), 1)).toEqual({ code: 'STORAGE_MISSING', at: 'here' });
  });
});

describe('what was not accepted', () => {
  it.each([
    ['an entry the user skipped', 1],
    ['a folder', 2],
    ['an index past the end', 99],
    ['a negative index', -2],
    ['half an index', 0.5],
    ['no number', NaN],
  ])('%s opens no file', async (_, index) => {
    const entries = [fileEntry('a', ''), fileEntry('b', ''), directoryEntry('c')];
    const transfer = await inbox.beginTransfer({ ...orderOf(entries), isWanted: (i) => i !== 1 });
    await expect(transfer.openPart(index)).rejects.toMatchObject({ code: 'STORAGE_UNSAFE' });
    await expect(transfer.makeDirectory(index === 2 ? 0 : index)).rejects.toMatchObject({ code: 'STORAGE_UNSAFE' });
    await transfer.finish();
    expect(await listTree(test.rootDir)).toEqual([]);
  });

  it('refuses the same entry twice, while open and when in place', async () => {
    const transfer = await begin(fileEntry('a', ''));
    const opening = [transfer.openPart(0), transfer.openPart(0)];
    const outcomes = await Promise.allSettled(opening);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await (await Promise.any(opening)).commit(sha256Hex(''), MTIME_MS);
    await expect(transfer.openPart(0)).rejects.toMatchObject({ code: 'STORAGE_UNSAFE' });
    await transfer.finish();
  });

  it('refuses a manifest that climbs, before making anything', async () => {
    await expect(begin(fileEntry('../x', ''))).rejects.toMatchObject({ code: 'STORAGE_UNSAFE' });
    expect(await listTree(test.parentDir)).toEqual(['inbox/', 'outside/']);
  });
});

describe('the whole corpus of names', () => {
  it('is received or refused, and the folder around the inbox stays as it was', async () => {
    let refused = 0;
    await inParallel(HOSTILE_NAMES, 8, async (name) => {
      const entries = [directoryEntry(name), fileEntry(`${name}/${name}`, 'x'), fileEntry('plain', 'x')];
      const transfer = await inbox.beginTransfer(orderOf(entries)).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'STORAGE_UNSAFE' });
        refused += 1;
        return null;
      });
      if (transfer === null) return;
      const { savedAs } = await receiveFile(transfer, 1, 'x');
      await transfer.finish();
      expect(await readText(test.rootDir, savedAs)).toBe('x');
    });
    expect(await readdir(test.parentDir)).toEqual(['inbox', 'outside']);
    expect(await readdir(test.outsideDir)).toEqual([]);
    expect(await readdir(path.dirname(test.parentDir))).toEqual(['home']);
    expect(await readdir(test.rootDir)).toHaveLength(HOSTILE_NAMES.length - refused);
    expect(refused).toBeGreaterThan(30);
    expect(refused).toBeLessThan(HOSTILE_NAMES.length / 3);
  });
});
