import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openInbox, type Inbox, type InboxTransfer } from './inbox.ts';
import { allocateAligned } from './aligned-memory.ts';
import { CAN_MOUNT, mountTmpfs, type MountedDisk } from './testing/mounted-disk.ts';
import { MemoryNotes } from './testing/memory-notes.ts';
import { listTree, makeTestInbox, MTIME_MS, sha256Hex, type TestInbox } from './testing/receive.ts';
import { blocksOf, Interrupted, MIB, type Contents } from './testing/resume.ts';

// real disks of busy machines
vi.setConfig({ testTimeout: 60_000 });

let test: TestInbox;
let inbox: Inbox;
let disk: MountedDisk | null = null;

beforeEach(async () => {
  test = await makeTestInbox();
  inbox = await openInbox(test.rootDir);
});

afterEach(async () => {
  await disk?.unmount();
  disk = null;
  await test.remove();
});

const inside = (...parts: readonly string[]) => path.join(test.rootDir, ...parts);

describe('a suspended transfer', () => {
  const bytes = blocksOf(3 * MIB);
  const contents: Contents = [
    ['d', null],
    ['d/big', bytes],
    ['small', Buffer.from('small')],
  ];

  it('has what was being written, and takes nothing more', async () => {
    const run = new Interrupted(inbox, contents);
    const transfer = await run.begin();
    const part = await transfer.openPart(1);
    const writing = [part.write([bytes.subarray(0, MIB)]), part.write([bytes.subarray(MIB, 2 * MIB + 9)])];
    await Promise.all([transfer.suspend(), transfer.suspend(), ...writing]);
    await expect(part.write([bytes.subarray(2 * MIB + 9)])).rejects.toMatchObject({ code: 'TRANSFER_CANCELLED' });
    await expect(part.commit(sha256Hex(bytes), MTIME_MS)).rejects.toMatchObject({ code: 'TRANSFER_CANCELLED' });
    await expect(transfer.openPart(2)).rejects.toMatchObject({ code: 'TRANSFER_CANCELLED' });
    await expect(transfer.makeDirectory(0)).rejects.toMatchObject({ code: 'TRANSFER_CANCELLED' });
    await Promise.all([part.discard(), transfer.abort(), transfer.suspend()]);
    const resumed = await run.resume();
    expect(resumed.held(1)).toEqual([{ from: 0, to: 2 * MIB }]);
    await run.complete(resumed);
    expect(await listTree(test.rootDir)).toEqual(['d/', 'd/big', 'small']);
    expect(sha256Hex(await readFile(inside('d', 'big')))).toBe(sha256Hex(bytes));
  });

  it('has each file once, however its calls are cut', async () => {
    const many: Contents = Array.from({ length: 40 }, (_, i) => [`f${i}`, Buffer.from(`${i}`)] as const);
    const run = new Interrupted(inbox, many);
    const transfer = await run.begin();
    const sending = many.map((_, index) => run.send(transfer, index));
    const settled = Promise.allSettled(sending);
    await Promise.race(sending);
    await transfer.suspend();
    const outcomes = await settled;
    const resumed = await run.resume();
    const done = [...outcomes.keys()].filter((index) => outcomes[index]?.status === 'fulfilled');
    expect([...resumed.placed.keys()].sort((a, b) => a - b)).toEqual(done);
    await run.complete(resumed);
    expect(await listTree(test.rootDir)).toEqual(many.map(([name]) => name).sort());
  });

  it('leaves nothing when it is resumed without its blocks and aborted', async () => {
    const run = new Interrupted(inbox, contents);
    const transfer = await run.begin();
    await (await transfer.openPart(1)).write([bytes]);
    await transfer.makeDirectory(0);
    await transfer.suspend();
    await (await run.resume({ blocks: new Map() })).abort();
    expect(await listTree(test.rootDir)).toEqual([]);
  });

  it('closes every file and folder it opened', async () => {
    const openFiles = async () => (await readdir('/proc/self/fd')).length;
    const round = async () => {
      const run = new Interrupted(inbox, contents);
      const transfer = await run.begin();
      await run.send(transfer, 2);
      await (await transfer.openPart(1)).write([bytes.subarray(0, MIB)]);
      await transfer.suspend();
      const resumed = await run.resume();
      await resumed.openPart(1);
      await resumed.suspend();
      let asked = 0;
      await expect(run.resume({}, () => (asked += 1) > 0)).rejects.toThrow();
      await (await run.resume()).abort();
    };
    await round();
    const before = await openFiles();
    for (let i = 0; i < 3; i += 1) await round();
    expect(await openFiles()).toBeLessThanOrEqual(before);
  });

  it('notes nothing of files that come in one visit', async () => {
    const run = new Interrupted(inbox, [['small', randomBytes(256 * 1024)]]);
    const transfer = await run.begin();
    await run.send(transfer, 0);
    expect(run.notes.state().blocks.size).toBe(0);
    await transfer.finish();
  });
});

describe.skipIf(!CAN_MOUNT)('a disk that fills in the middle (needs root, to mount one)', () => {
  it('keeps what was written for the time when there is room', async () => {
    disk = await mountTmpfs(test.rootDir, 'size=3m');
    const bytes = blocksOf(4 * MIB);
    const run = new Interrupted(await openInbox(test.rootDir), [['big', bytes]], new MemoryNotes());
    const transfer = await run.begin();
    const part = await transfer.openPart(0);
    await part.write([bytes.subarray(0, 2 * MIB)]);
    await expect(part.write([bytes.subarray(2 * MIB)])).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    await transfer.suspend();
    await disk.remount('size=8m');
    const resumed = await run.resume();
    expect(resumed.held(0)).toEqual([{ from: 0, to: 2 * MIB }]);
    await run.complete(resumed);
    expect(sha256Hex(await readFile(inside('big')))).toBe(sha256Hex(bytes));
    expect(await listTree(test.rootDir)).toEqual(['big']);
  });
});

describe('long zeros', () => {
  /** 24 blocks, of which only two hold something: large enough for direct I/O. */
  const bytes = allocateAligned(24 * MIB);
  bytes.set(randomBytes(MIB), 3 * MIB);
  bytes.set(randomBytes(MIB), 20 * MIB);
  const whole = Buffer.from(bytes);
  const chunksOf = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => bytes.subarray((from + i) * MIB, (from + i + 1) * MIB));

  async function finish(transfer: InboxTransfer, from: number): Promise<void> {
    const part = await transfer.openPart(0);
    await part.write(chunksOf(from, 24));
    await part.commit(sha256Hex(whole), MTIME_MS);
    await transfer.finish();
  }

  it('take no room, and are read back as they were sent', async () => {
    const run = new Interrupted(inbox, [['sparse', whole]]);
    await finish(await run.begin(), 0);
    const { size, blocks } = await stat(inside('sparse'));
    expect(size).toBe(whole.length);
    expect(blocks * 512).toBeLessThan(4 * MIB);
    expect(sha256Hex(await readFile(inside('sparse')))).toBe(sha256Hex(whole));
  });

  it('are held like everything else', async () => {
    const run = new Interrupted(inbox, [['sparse', whole]]);
    const transfer = await run.begin();
    await (await transfer.openPart(0)).write(chunksOf(0, 12));
    await transfer.suspend();
    const resumed = await run.resume();
    expect(resumed.held(0)).toEqual([{ from: 0, to: 12 * MIB }]);
    await finish(resumed, 12);
    expect((await stat(inside('sparse'))).blocks * 512).toBeLessThan(4 * MIB);
    expect(sha256Hex(await readFile(inside('sparse')))).toBe(sha256Hex(whole));
  });

  it('are written over bytes that are there already', async () => {
    const run = new Interrupted(inbox, [['sparse', whole]]);
    const transfer = await run.begin();
    // another file's bytes, which no checksum is known of
    await (await transfer.openPart(0)).write([randomBytes(24 * MIB)]);
    await transfer.suspend();
    const last = await readFile(inside((await readdir(test.rootDir))[0] ?? '', '0.part'));
    const noted = new Map([[0, crc32(last.subarray(0, MIB))]]);
    const resumed = await run.resume({ blocks: new Map([[0, noted]]) });
    expect(resumed.held(0)).toEqual([{ from: 0, to: MIB }]);
    const part = await resumed.openPart(0);
    await part.write(chunksOf(1, 24));
    const mixed = Buffer.concat([last.subarray(0, MIB), whole.subarray(MIB)]);
    await part.commit(sha256Hex(mixed), MTIME_MS);
    await resumed.finish();
    expect(sha256Hex(await readFile(inside('sparse')))).toBe(sha256Hex(mixed));
  });
});
