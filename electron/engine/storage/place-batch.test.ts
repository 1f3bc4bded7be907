import { mkdir, readdir, rename, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { FileToStage } from '../disk-thread/disk-functions.ts';
import { openInbox, type InboxTransfer } from './inbox.ts';
import { MemoryNotes } from './testing/memory-notes.ts';
import { directoryEntry, fileEntry, listTree, makeTestInbox, MTIME_MS, orderOf, readText } from './testing/receive.ts';
import { sha256Hex, type TestInbox } from './testing/receive.ts';

let test: TestInbox;
let notes: MemoryNotes;

beforeEach(async () => {
  test = await makeTestInbox();
  notes = new MemoryNotes();
});

afterEach(() => test.remove());

const ENTRIES: readonly ManifestEntry[] = [
  fileEntry('a', 'A'),
  directoryEntry('d'),
  fileEntry('d/b', 'B'),
  directoryEntry('d/e'),
  fileEntry('d/e/c', ''),
  fileEntry('z', 'Z'),
];
const CONTENT = new Map([
  [0, 'A'],
  [2, 'B'],
  [4, ''],
  [5, 'Z'],
]);

function toStage(index: number, content = CONTENT.get(index) ?? ''): FileToStage {
  return { index, bytes: Buffer.from(content), sha256: sha256Hex(content), mtimeMs: MTIME_MS };
}

async function begin(changes: Parameters<typeof orderOf>[1] = {}): Promise<InboxTransfer> {
  const inbox = await openInbox(test.rootDir);
  return inbox.beginTransfer(orderOf(ENTRIES, { notes, ...changes }));
}

const inside = (...names: string[]): string => path.join(test.rootDir, ...names);

describe('a batch of small files', () => {
  it('places all of them with one note, and leaves nothing in staging', async () => {
    const noteAll = vi.spyOn(notes, 'notePlacedAll');
    const noteOne = vi.spyOn(notes, 'notePlaced');
    const transfer = await begin();
    const results = await transfer.placeBatch([...CONTENT.keys()].map((index) => toStage(index)));
    expect([0, 2, 4, 5].map((index) => results.get(index))).toMatchObject([
      { savedAs: 'a' },
      { savedAs: 'd/b' },
      { savedAs: 'd/e/c' },
      { savedAs: 'z' },
    ]);
    expect(noteAll).toHaveBeenCalledOnce();
    expect(noteOne).not.toHaveBeenCalled();
    await transfer.finish();
    expect(await listTree(test.rootDir)).toEqual(['a', 'd/', 'd/b', 'd/e/', 'd/e/c', 'z']);
    expect((await stat(inside('d', 'b'))).mtimeMs).toBe(MTIME_MS);
  });

  it('gives a file whose name is taken another one, and touches nothing that stands there', async () => {
    await writeFile(inside('a'), 'mine');
    await symlink(test.outsideDir, inside('z'));
    const transfer = await begin();
    const results = await transfer.placeBatch([toStage(0), toStage(2), toStage(5)]);
    expect(results.get(0)).toMatchObject({ savedAs: 'a (1)' });
    expect(results.get(5)).toMatchObject({ savedAs: 'z (1)' });
    await transfer.finish();
    expect(await readText(inside('a'))).toBe('mine');
    expect(await readText(inside('a (1)'))).toBe('A');
    expect(await readdir(test.outsideDir)).toEqual([]);
  });

  it('takes the same file that stands there for its own, where folders are merged', async () => {
    await writeFile(inside('a'), 'A');
    const transfer = await begin({ existing: 'skip-identical' });
    const results = await transfer.placeBatch([toStage(0), toStage(5)]);
    expect(results.get(0)).toMatchObject({ savedAs: 'a' });
    await transfer.finish();
    expect(await listTree(test.rootDir)).toEqual(['a', 'z']);
  });

  it('fails the file with other bytes, and no other', async () => {
    const transfer = await begin();
    const results = await transfer.placeBatch([{ ...toStage(0), bytes: Buffer.from('X') }, toStage(5)]);
    expect(results.get(0)).toMatchObject({ code: 'TRANSFER_HASH_MISMATCH' });
    expect(results.get(5)).toMatchObject({ savedAs: 'z' });
    await transfer.finish();
    expect(await listTree(test.rootDir)).toEqual(['z']);
  });

  it('puts nothing into a folder that was replaced while it was on its way', async () => {
    const transfer = await begin();
    await transfer.placeBatch([toStage(2)]);
    await rename(inside('d'), inside('moved'));
    await symlink(test.outsideDir, inside('d'));
    const results = await transfer.placeBatch([toStage(4), toStage(5)]);
    expect(results.get(4)).toMatchObject({ code: 'STORAGE_UNSAFE' });
    expect(results.get(5)).toMatchObject({ savedAs: 'z' });
    await transfer.abort();
    expect(await readdir(test.outsideDir)).toEqual([]);
  });

  it('refuses what was not accepted, is no file, or is in place already', async () => {
    const transfer = await begin();
    await transfer.placeBatch([toStage(0)]);
    for (const index of [0, 1, 99]) {
      await expect(transfer.placeBatch([toStage(index)])).rejects.toMatchObject({ code: 'STORAGE_UNSAFE' });
    }
    await transfer.abort();
  });

  it('keeps the staging names of files that are in place and could not be noted', async () => {
    notes = new MemoryNotes('before notePlaced');
    const transfer = await begin();
    await expect(transfer.placeBatch([toStage(0)])).rejects.toThrow('could not place files');
    await transfer.suspend();
    const [staging = ''] = (await readdir(test.rootDir)).filter((name) => name.startsWith('.lanyard-'));
    expect(await readdir(inside(staging))).toEqual(['0.part']);
    expect((await stat(inside('a'))).nlink).toBe(2);
  });

  it('places files of more folders than are held open at once', async () => {
    const folders = Array.from({ length: 60 }, (_, n) => `d${n}`);
    const entries = folders.flatMap((name) => [directoryEntry(name), fileEntry(`${name}/f`, name)]);
    const inbox = await openInbox(test.rootDir);
    const transfer = await inbox.beginTransfer(orderOf(entries, { notes }));
    const results = await transfer.placeBatch(folders.map((name, n) => toStage(2 * n + 1, name)));
    expect(results.size).toBe(60);
    await transfer.finish();
    expect(await readText(inside('d59', 'f'))).toBe('d59');
  });

  it('fails those whose folder cannot be made, and no other', async () => {
    await mkdir(inside('d'));
    const inbox = await openInbox(test.rootDir);
    const transfer = await inbox.beginTransfer(
      orderOf([directoryEntry('x'.repeat(10)), fileEntry('x'.repeat(10) + '/f', 'F'), fileEntry('g', 'G')], { notes }),
    );
    vi.spyOn(notes, 'noteDirectory').mockRejectedValueOnce(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    const results = await transfer.placeBatch([toStage(1, 'F'), toStage(2, 'G')]);
    expect(results.get(1)).toMatchObject({ code: 'STORAGE_FULL' });
    expect(results.get(2)).toMatchObject({ savedAs: 'g' });
    await transfer.finish();
  });
});
