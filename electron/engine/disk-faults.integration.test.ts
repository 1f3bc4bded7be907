import { randomBytes } from 'node:crypto';
import { rm, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectArrived, expectJournalsClosed } from './testing/after-faults.ts';
import {
  startDiskFaults,
  whyNoDiskFaults,
  type DiskFault,
  type DiskFaults,
  type ToldDisk,
} from './testing/disk-faults.ts';
import { prepareEngineProcesses, startEngineProcess } from './testing/engine-process.ts';
import { joinByProxy, RECEIVER_HOST, SENDER_HOST } from './testing/proxied-pair.ts';
import { readRssBytes } from './testing/process-memory.ts';
import { makeFile } from './testing/sources.ts';
import { describeTree, listPaths, makeTree, spreadTimes } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers, offer, problems, sendAll, untilBothEnded, untilState } from './testing/transfers.ts';

// real processes whose system calls fail as a broken disk lets them fail

const MIB = 1024 * 1024;
const WHY_NOT = await whyNoDiskFaults();

prepareEngineProcesses();

let faults: DiskFaults;

beforeEach(async ({ skip }) => {
  skip(WHY_NOT !== null, WHY_NOT ?? '');
  faults = await startDiskFaults();
});

/** Large, middle and small: each goes another way to the disk. A part is named by its place in this list: `/1.part`. */
const SOURCE = {
  'dir/1 large': randomBytes(20 * MIB),
  'dir/2 large': randomBytes(20 * MIB),
  'dir/3 middle': randomBytes(2 * MIB),
  'dir/4 middle': randomBytes(2 * MIB),
  'dir/5 small': randomBytes(100_000),
  'dir/6 small': 'flush',
  'dir/7-link': 'link',
  'dir/8 well': randomBytes(2 * MIB),
  'dir/9 well': 'well',
};

async function makeSource(): Promise<string> {
  const directory = await makeTempDir();
  await makeTree(directory, SOURCE);
  await spreadTimes(directory);
  return join(directory, 'dir');
}

async function joined(sender: TestEngine, receiver: TestEngine) {
  await sender.engine.addPeer(`127.0.0.1:${receiver.port}`);
  await Promise.all([sender.untilPeer(receiver.id, 'online'), receiver.untilPeer(sender.id, 'online')]);
  return { sender, receiver };
}

const startBadReceiver = async () =>
  joined(await startTestEngine('Sender'), await startEngineProcess('Receiver', { env: faults.env }));

const eio = (call: DiskFault['call'], path: string, beyondBytes = 0): DiskFault => ({
  ...{ call, errno: 'EIO', path, beyondBytes },
});

/** What arrives of the source when `failed` do not. */
async function expectAllBut(failed: readonly string[], source: string, receiver: TestEngine): Promise<void> {
  await expectNoLeftovers(receiver);
  const all = Object.entries(await describeTree(dirname(source)));
  const expected = all.filter(([path]) => !failed.includes(path));
  expect(await describeTree(receiver.inboxDir)).toEqual(Object.fromEntries(expected));
}

it('a bad spot on the disk of the receiver costs the file that lies on it, and the rest arrives', async () => {
  const pair = await startBadReceiver();
  await faults.set([
    eio('write', '/1.part', 9 * MIB),
    eio('sync', '/2.part'),
    eio('write', '/3.part', MIB),
    eio('sync', '/4.part'),
    eio('write', '/5.part'),
    eio('sync', '/6.part'),
    eio('link', '/dir/7-link'),
  ]);
  const source = await makeSource();
  const { id, sent, received } = await sendAll(pair, [source]);
  expect([sent.state, received.state, received.filesFailed]).toEqual(['partial', 'partial', 7]);
  const failed = Object.keys(SOURCE).slice(0, 7);
  expect(await problems(pair.receiver, id)).toEqual(failed.map((path) => [path, 'failed STORAGE_FAILED here']));
  expect(await problems(pair.sender, id)).toEqual(failed.map((path) => [path, 'failed STORAGE_FAILED there']));
  await expectAllBut(failed, source, pair.receiver);
  await expectJournalsClosed(pair);
});

it.each([
  ['cannot be flushed', [eio('sync', '/inbox/')], 'STORAGE_FAILED'],
  ['was pulled out', [{ call: 'write', errno: 'ENODEV', path: '/inbox/' }], 'STORAGE_MISSING'],
] as const)(
  'a disk of the receiver that %s pauses both ends; once it is well, everything arrives',
  async (_, dead, code) => {
    const pair = await startBadReceiver();
    const source = await makeSource();
    const id = await offer(pair, [source]);
    await faults.set(dead);
    await pair.receiver.engine.accept(id, []);
    const paused = await Promise.all([untilState(pair.receiver, id, 'paused'), untilState(pair.sender, id, 'paused')]);
    expect(paused).toMatchObject([
      { pausedBy: 'here', error: { code, at: 'here' }, filesDone: 0 },
      { pausedBy: 'there', error: { code, at: 'there' }, filesDone: 0 },
    ]);
    const named = Object.keys(await describeTree(pair.receiver.inboxDir)).filter((path) => !path.startsWith('.'));
    expect(named).toEqual(['dir']);
    await faults.set([]);
    await pair.receiver.engine.resume(id);
    const { sent, received } = await untilBothEnded(pair, id);
    expect([sent.state, received.state]).toEqual(['done', 'done']);
    await expectArrived(pair.receiver, source);
  },
);

it('of many small files that are flushed as one, a bad spot costs the one that lies on it', async () => {
  const { sender, receiver } = await joined(
    await startTestEngine('Sender'),
    await startEngineProcess('Receiver', { env: faults.env }),
  );
  const directory = await makeTempDir();
  await makeTree(directory, Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`dir/${n + 10}`, `${n}`])));
  // the folder is the first in the list
  await faults.set([eio('sync', '/7.part')]);
  const { received } = await sendAll({ sender, receiver }, [join(directory, 'dir')]);
  expect(received).toMatchObject({ state: 'partial', filesDone: 19, filesFailed: 1 });
  expect(await listPaths(receiver.inboxDir)).not.toContain('dir/16');
});

it('a bad spot on the disk of the sender costs the file that lies on it, and the rest arrives', async () => {
  const sender = await startEngineProcess('Sender', { env: faults.env });
  const pair = await joined(sender, await startTestEngine('Receiver'));
  await faults.set([eio('read', '/dir/1', 9 * MIB), eio('read', '/dir/5'), eio('read', '/dir/7')]);
  const source = await makeSource();
  const { id, sent, received } = await sendAll(pair, [source]);
  expect([sent.state, received.state]).toEqual(['partial', 'partial']);
  const failed = ['dir/1 large', 'dir/5 small', 'dir/7-link'];
  const what = 'failed TRANSFER_SOURCE_UNREADABLE';
  expect(await problems(pair.sender, id)).toEqual(failed.map((path) => [path, `${what} here`]));
  expect(await problems(pair.receiver, id)).toEqual(failed.map((path) => [path, `${what} there`]));
  await expectAllBut(failed, source, pair.receiver);
});

it('a slow disk of the receiver holds the sender back, whose memory does not grow', async () => {
  const sender = await startEngineProcess('Sender', { listen: [SENDER_HOST] });
  const receiver = await startEngineProcess('Receiver', { listen: [RECEIVER_HOST], env: faults.env });
  const pair = await joinByProxy(sender, receiver, true);
  await faults.set([{ call: 'slow', micros: 200_000, path: '.part' }]);
  const id = await offer(pair, [await makeFile('large', randomBytes(96 * MIB))]);
  const before = { sentBytes: pair.proxy.bytes.up, rssBytes: await readRssBytes(sender) };
  await receiver.engine.accept(id, []);
  const { bytesDone } = await receiver.until(({ transfers }) => transfers.find((one) => one.bytesDone > 16 * MIB));
  // what is on its way: in the receiver's backlog and kernel, and in the proxy's
  expect(pair.proxy.bytes.up - before.sentBytes - bytesDone).toBeLessThan(32 * MIB);
  expect((await readRssBytes(sender)) - before.rssBytes).toBeLessThan(48 * MIB);
  await receiver.engine.cancel(id);
  await untilBothEnded(pair, id);
  await expectNoLeftovers(receiver);
});

/** As FAT answers. */
const FAT: readonly (DiskFault | ToldDisk)[] = [
  { call: 'statfs', type: 0x4d44, path: '/inbox' },
  { call: 'link', errno: 'EPERM', path: '/inbox/' },
  { call: 'write', errno: 'EFBIG', beyondBytes: 2 ** 32 - 1, path: '/inbox/' },
  { call: 'truncate', errno: 'EFBIG', beyondBytes: 2 ** 32 - 1, path: '/inbox/' },
];

describe('a FAT disk of the receiver', () => {
  async function makeLarge(sizeBytes: number): Promise<string> {
    const directory = await makeTempDir();
    await makeTree(directory, { 'dir/a': 'first', 'dir/large': '', 'dir/z': randomBytes(2 * MIB) });
    await truncate(join(directory, 'dir/large'), sizeBytes);
    return join(directory, 'dir');
  }

  it('fails a file of 4 GiB before a byte of it is sent, and takes the rest', async () => {
    const pair = await startBadReceiver();
    await faults.set(FAT);
    const source = await makeLarge(2 ** 32);
    const id = await offer(pair, [source]);
    // had it been asked for, its sender would say that it is gone
    await rm(join(source, 'large'));
    await pair.receiver.engine.accept(id, []);
    const { sent, received } = await untilBothEnded(pair, id);
    const bytes = 2 * MIB + 5;
    const partial = { state: 'partial', filesDone: 2, filesFailed: 1, bytesDone: bytes, bytesTotal: bytes };
    expect([sent, received]).toMatchObject([partial, partial]);
    expect(await problems(pair.sender, id)).toEqual([['dir/large', 'failed STORAGE_FILE_TOO_LARGE there']]);
    expect(await problems(pair.receiver, id)).toEqual([['dir/large', 'failed STORAGE_FILE_TOO_LARGE here']]);
    expect((await listPaths(pair.receiver.inboxDir)).sort()).toEqual(['dir', 'dir/a', 'dir/z']);
    await expectNoLeftovers(pair.receiver);
    await expectJournalsClosed(pair);
  });

  it('is said on both ends before anybody accepts when nothing else could be received', async () => {
    const pair = await startBadReceiver();
    await faults.set(FAT);
    const id = await offer(pair, [join(await makeLarge(2 ** 32), 'large')]);
    const { problem } = await pair.receiver.untilOffer();
    expect(problem).toEqual({ code: 'STORAGE_FILE_TOO_LARGE', at: 'here' });
    await pair.sender.until(({ transfers }) => transfers.find(({ error }) => error?.code === 'STORAGE_FILE_TOO_LARGE'));
    await expect(pair.receiver.engine.accept(id, [])).rejects.toMatchObject({ code: 'STORAGE_FILE_TOO_LARGE' });
    const other = await makeTempDir();
    await pair.receiver.engine.setDestination(id, other);
    expect((await pair.receiver.untilOffer()).problem).toBeNull();
  });
});
