import { execFile } from 'node:child_process';
import { mkdir, open, readdir, readFile, rename, rm, stat, truncate, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { symlink } from '../testing/symlink.ts';
import { isThere, listTree, MTIME_MS, sha256Hex } from './testing/receive.ts';
import { BIG, BYTES, endHalfway, stopHalfway, type Halfway } from './testing/halfway.ts';
import { MIB } from './testing/resume.ts';

// real disks of busy machines
vi.setConfig({ testTimeout: 60_000 });

let halfway: Halfway;
let test: Halfway['test'];
let run: Halfway['run'];
let staging: string;
let part: string;

const inside = (...parts: readonly string[]) => path.join(test.rootDir, ...parts);

beforeEach(async () => {
  halfway = await stopHalfway();
  ({ test, run, staging, part } = halfway);
});

afterEach(() => endHalfway(halfway));

async function expectIntact(): Promise<void> {
  expect(await listTree(test.rootDir)).toEqual(['d/', 'd/big', 'small']);
  expect(sha256Hex(await readFile(inside('d', 'big')))).toBe(sha256Hex(BYTES));
}

/** Turns all bits of one byte: any fixed byte would be the one that stands there now and then. */
async function damage(position: number): Promise<void> {
  const file = await open(part, 'r+');
  await file.write(Uint8Array.of(~(BYTES[position] ?? 0)), 0, 1, position);
  await file.close();
}

const all = { from: 0, to: BYTES.length };

describe('a damaged part', () => {
  it.each([
    ['the first block', 5, [{ from: MIB, to: BYTES.length }]],
    [
      'a block in the middle',
      2 * MIB - 1,
      [
        { from: 0, to: MIB },
        { from: 2 * MIB, to: BYTES.length },
      ],
    ],
    ['the last block', 4 * MIB + 70, [{ from: 0, to: 4 * MIB }]],
  ])('costs %s and nothing else', async (_, position, held) => {
    await damage(position);
    const resumed = await run.resume();
    expect(resumed.held(BIG)).toEqual(held);
    await run.complete(resumed);
    expect(run.sentBytes).toBeLessThanOrEqual(MIB + 10);
    await expectIntact();
  });

  it('of which several blocks are wrong is mended in all of them', async () => {
    for (const position of [0, 2 * MIB, 4 * MIB]) await damage(position);
    const resumed = await run.resume();
    expect(resumed.held(BIG)).toEqual([
      { from: MIB, to: 2 * MIB },
      { from: 3 * MIB, to: 4 * MIB },
    ]);
    await run.complete(resumed);
    await expectIntact();
  });

  it.each([
    ['in a block', 2 * MIB + 9, 2 * MIB],
    ['between blocks', 3 * MIB, 3 * MIB],
  ])('that was cut off %s is held up to there', async (_, length, to) => {
    await truncate(part, length);
    const resumed = await run.resume();
    expect(resumed.held(BIG)).toEqual([{ from: 0, to }]);
    await run.complete(resumed);
    await expectIntact();
  });

  it.each(['gone', 'empty'])('that is %s is begun anew', async (what) => {
    if (what === 'gone') await unlink(part);
    else await truncate(part, 0);
    const resumed = await run.resume();
    expect(resumed.held(BIG)).toEqual([]);
    expect(run.notes.state().blocks.size).toBe(0);
    await run.complete(resumed);
    await expectIntact();
  });

  it('that is longer than its file is cut', async () => {
    await writeFile(part, Buffer.concat([BYTES, Buffer.from('more')]));
    const resumed = await run.resume();
    expect(resumed.held(BIG)).toEqual([all]);
    await run.complete(resumed);
    await expectIntact();
  });

  it('whose changes no checksum shows is told by its hash, and discarded', async () => {
    await damage(MIB + 7);
    const wrong = (await readFile(part)).subarray(MIB, 2 * MIB);
    const noted = run.notes.state().blocks.get(BIG) ?? new Map<number, number>();
    const blocks = new Map([[BIG, new Map([...noted, [1, crc32(wrong)]])]]);
    const resumed = await run.resume({ blocks });
    expect(resumed.held(BIG)).toEqual([all]);
    await expect(run.send(resumed, BIG)).rejects.toMatchObject({ code: 'TRANSFER_HASH_MISMATCH' });
    expect(await isThere(part)).toBe(false);
    await run.complete(resumed);
    await expectIntact();
  });

  it('is dropped, with its notes, when the sender has other bytes by now', async () => {
    const resumed = await run.resume();
    const opened = await resumed.openPart(BIG);
    expect(resumed.held(BIG)).toEqual([all]);
    await expect(opened.commit(sha256Hex('other'), MTIME_MS)).rejects.toMatchObject({ code: 'TRANSFER_HASH_MISMATCH' });
    expect(run.notes.state().blocks.size).toBe(0);
    expect(resumed.held(BIG)).toEqual([]);
    expect(await isThere(part)).toBe(false);
    await run.complete(resumed);
    await expectIntact();
  });

  it('takes no byte more than is missing', async () => {
    await truncate(part, 4 * MIB);
    const resumed = await run.resume();
    const opened = await resumed.openPart(BIG);
    await expect(opened.write([Buffer.alloc(78)])).rejects.toMatchObject({ code: 'TRANSFER_HASH_MISMATCH' });
    expect((await stat(part)).size).toBe(4 * MIB);
    await opened.write([BYTES.subarray(4 * MIB)]);
    run.saved.set(BIG, (await opened.commit(sha256Hex(BYTES), MTIME_MS)).savedAs);
    await run.complete(resumed);
    await expectIntact();
  });

  it('is not what is opened when it was replaced after it was looked at', async () => {
    const resumed = await run.resume();
    await rename(part, inside('aside'));
    await writeFile(part, BYTES);
    await expect(resumed.openPart(BIG)).rejects.toMatchObject({ code: 'STORAGE_UNSAFE' });
    await rm(inside('aside'));
  });
});

describe('what stands in the place of a part', () => {
  it.each([
    ['a link to a file', () => symlink(path.join(test.outsideDir, 'secret'), part)],
    ['a link to nothing', () => symlink(path.join(test.outsideDir, 'new'), part)],
    ['a pipe', () => promisify(execFile)('mkfifo', [part])],
  ])('is taken away when it is %s', async (_, make) => {
    await unlink(part);
    await make();
    const resumed = await run.resume();
    expect(resumed.held(BIG)).toEqual([]);
    await run.complete(resumed);
    await expectIntact();
  });

  it('stays when it is a folder, and costs only its file', async () => {
    await unlink(part);
    await mkdir(path.join(part, 'mine'), { recursive: true });
    const resumed = await run.resume();
    await expect(resumed.openPart(BIG)).rejects.toMatchObject({ code: expect.stringMatching(/^STORAGE_/) as unknown });
    await run.send(resumed, 2);
    await resumed.finish();
    expect(await isThere(part, 'mine')).toBe(true);
    expect(await isThere(inside('small'))).toBe(true);
  });

  it('is not looked at when it is of no file of the manifest', async () => {
    for (const name of ['0.part', '7.part', '01.part', 'mine']) await writeFile(path.join(staging, name), 'x');
    await run.complete(await run.resume());
    expect(await readdir(staging)).toEqual(['mine']);
  });
});

describe('resuming that is stopped', () => {
  it('stops between reads and leaves everything', async () => {
    let reads = 0;
    const isStopped = () => (reads += 1) > 2;
    await expect(run.resume({}, isStopped)).rejects.toMatchObject({ code: 'TRANSFER_CANCELLED' });
    expect(reads).toBe(3);
    const resumed = await run.resume();
    expect(resumed.held(BIG)).toEqual([all]);
    await run.complete(resumed);
    await expectIntact();
  });
});
