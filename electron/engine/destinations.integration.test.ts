import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ErrorInfo } from '../../shared/errors/error-info.ts';
import type { TransferId } from '../../shared/model/ids.ts';
import { fileEntry } from './testing/entries.ts';
import { offerEvil, sha256 } from './testing/evil-peer.ts';
import { actAsOrdinaryUser } from './testing/ordinary-user.ts';
import { describeTree, listPaths, makeTree } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair, startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers, offer, untilBothEnded, untilMoving, untilState, type Pair } from './testing/transfers.ts';
import { CAN_MOUNT, mountTmpfs } from './storage/testing/mounted-disk.ts';

const MIB = 1024 * 1024;

/** A disk of its own, gone after the test. */
async function mountSmall(options: string): Promise<string> {
  return (await mountSmallDisk(options)).directory;
}

async function mountSmallDisk(options: string) {
  const directory = join(await makeTempDir(), 'disk');
  const disk = await mountTmpfs(directory, options);
  onTestFinished(async () => {
    await disk.unmount();
  });
  return { directory, remount: (changed: string) => disk.remount(changed) };
}

/** What both ends say stands in the way, once they say `code`; null: nothing does. */
async function untilProblem({ sender, receiver }: Pair, id: TransferId, code: string | null) {
  const isIt = (error: ErrorInfo | null | undefined): boolean => error !== undefined && (error?.code ?? null) === code;
  const offered = await receiver.until(({ offers }) =>
    offers.find(({ transferId, problem }) => transferId === id && isIt(problem)),
  );
  const find = (engine: TestEngine) =>
    engine.until(({ transfers }) => transfers.find((transfer) => transfer.id === id && isIt(transfer.error)));
  const [sent, received] = await Promise.all([find(sender), find(receiver)]);
  return { offered: offered.problem, sent: sent.error, received: received.error };
}

async function source(content: string | Uint8Array = 'content'): Promise<string> {
  const path = join(await makeTempDir(), 'file.txt');
  await writeFile(path, content);
  return path;
}

describe('a folder that cannot take an offer', () => {
  it('is said on both ends before anybody accepts, and is no more when another is chosen: missing', async () => {
    const pair = await startPair();
    await rm(pair.receiver.inboxDir, { recursive: true });
    const id = await offer(pair, [await source()]);
    expect(await untilProblem(pair, id, 'STORAGE_MISSING')).toEqual({
      offered: { code: 'STORAGE_MISSING', at: 'here' },
      received: { code: 'STORAGE_MISSING', at: 'here' },
      sent: { code: 'STORAGE_MISSING', at: 'there' },
    });
    await expect(pair.receiver.engine.accept(id, [])).rejects.toMatchObject({ code: 'STORAGE_MISSING' });
    const other = await makeTempDir();
    await pair.receiver.engine.setDestination(id, other);
    await untilProblem(pair, id, null);
    const { destination } = await pair.receiver.untilOffer();
    expect(destination).toMatchObject({ fullPath: other, freeBytes: expect.any(Number) as number });
    await pair.receiver.engine.accept(id, []);
    const { sent, received } = await untilBothEnded(pair, id);
    expect([sent.state, sent.error, received.state, received.error]).toEqual(['done', null, 'done', null]);
    expect(await readdir(other)).toEqual(['file.txt']);
    expect(await pair.receiver.engine.locate(id)).toBe(join(other, 'file.txt'));
  });

  it('is found again by itself when it comes back', async () => {
    const pair = await startPair();
    const { inboxDir } = pair.receiver;
    await rename(inboxDir, `${inboxDir}~`);
    const id = await offer(pair, [await source()]);
    await untilProblem(pair, id, 'STORAGE_MISSING');
    await rename(`${inboxDir}~`, inboxDir);
    await untilProblem(pair, id, null);
  });

  it('is said when it is a file', async () => {
    const pair = await startPair({}, { inboxDir: await source() });
    const id = await offer(pair, [await source()]);
    const { sent } = await untilProblem(pair, id, 'STORAGE_MISSING');
    expect(sent).toEqual({ code: 'STORAGE_MISSING', at: 'there' });
  });

  it('is said when it is read-only', async ({ skip }) => {
    skip(!actAsOrdinaryUser(), 'no users here');
    const pair = await startPair();
    await chmod(pair.receiver.inboxDir, 0o555);
    const id = await offer(pair, [await source()]);
    const { sent } = await untilProblem(pair, id, 'STORAGE_DENIED');
    expect(sent).toEqual({ code: 'STORAGE_DENIED', at: 'there' });
    await expect(pair.receiver.engine.accept(id, [])).rejects.toMatchObject({ code: 'STORAGE_DENIED' });
    await chmod(pair.receiver.inboxDir, 0o755);
    await pair.receiver.engine.accept(id, []);
    expect((await untilBothEnded(pair, id)).received.state).toBe('done');
  });

  it('is said, with how much lacks, when it has not enough space', async ({ skip }) => {
    skip(!CAN_MOUNT, 'needs root');
    const inboxDir = await mountSmall('size=4m');
    const pair = await startPair({}, { inboxDir });
    const directory = await makeTempDir();
    await makeTree(directory, { 'big/a': Buffer.alloc(MIB), 'big/b': Buffer.alloc(5 * MIB) });
    const id = await offer(pair, [join(directory, 'big')]);
    const { offered, sent } = await untilProblem(pair, id, 'STORAGE_FULL');
    expect(sent).toEqual({ ...offered, at: 'there' });
    expect(offered?.shortBytes).toBeGreaterThanOrEqual(2 * MIB);
    expect(offered?.shortBytes).toBeLessThan(3 * MIB);
    await expect(pair.receiver.engine.accept(id, [])).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await readdir(inboxDir)).toEqual([]);
    // a part of it fits
    await pair.receiver.engine.accept(id, [[2, 2]]);
    const { received } = await untilBothEnded(pair, id);
    expect(received).toMatchObject({ state: 'done', error: null, bytesDone: MIB, filesSkipped: 1 });
    expect((await listPaths(inboxDir)).sort()).toEqual(['big', 'big/a']);
  });
});

describe('an accept that fails half way', () => {
  it('leaves nothing, and the offer can be accepted with less', async ({ skip }) => {
    skip(!CAN_MOUNT, 'needs root');
    const inboxDir = await mountSmall('size=4m,nr_inodes=12');
    const pair = await startPair({}, { inboxDir });
    const directory = await makeTempDir();
    await makeTree(directory, {
      ...Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`d/${String(n).padStart(2, '0')}`, null])),
      'd/file': 'kept',
    });
    const id = await offer(pair, [join(directory, 'd')]);
    await expect(pair.receiver.engine.accept(id, [])).rejects.toMatchObject({ code: 'STORAGE_NO_MORE_FILES' });
    expect(await readdir(inboxDir)).toEqual([]);
    await untilProblem(pair, id, 'STORAGE_NO_MORE_FILES');
    await pair.receiver.engine.accept(id, [[1, 20]]);
    const { sent, received } = await untilBothEnded(pair, id);
    expect([sent.state, received.state, received.filesDone]).toEqual(['done', 'done', 1]);
    expect((await listPaths(inboxDir)).sort()).toEqual(['d', 'd/file']);
    await expectNoLeftovers(pair.receiver);
  });
});

describe('a disk that fills in the middle', () => {
  it('pauses the transfer with the reason on both ends; with more room it goes on to its end', async ({ skip }) => {
    skip(!CAN_MOUNT, 'needs root');
    const { directory: inboxDir, remount } = await mountSmallDisk('size=16m,nr_inodes=16');
    const pair = await startPair({}, { inboxDir });
    const directory = await makeTempDir();
    await makeTree(directory, Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`d/${n}`, `content ${n}`])));
    const id = await offer(pair, [join(directory, 'd')]);
    await pair.receiver.engine.accept(id, []);
    expect(await untilState(pair.sender, id, 'paused')).toMatchObject({
      pausedBy: 'there',
      error: { code: 'STORAGE_NO_MORE_FILES', at: 'there' },
    });
    expect(await untilState(pair.receiver, id, 'paused')).toMatchObject({
      pausedBy: 'here',
      error: { code: 'STORAGE_NO_MORE_FILES', at: 'here' },
    });
    const original = await describeTree(directory);
    const arrived = Object.entries(await describeTree(join(inboxDir, 'd')));
    for (const [path, what] of arrived) expect([path, what]).toEqual([path, original[`d/${path}`]]);
    expect(arrived.length).toBeLessThan(60);

    await remount('nr_inodes=200');
    await pair.receiver.engine.resume(id);
    const { sent, received } = await untilBothEnded(pair, id);
    expect([sent.state, received.state]).toEqual(['done', 'done']);
    expect(await describeTree(inboxDir)).toEqual(original);
    await expectNoLeftovers(pair.receiver);
  });

  it('is said at once, not only when a large file has been sent to its end', async ({ skip }) => {
    skip(!CAN_MOUNT, 'needs root');
    const inboxDir = await mountSmall('size=16m');
    const victim = await startTestEngine('Receiver', { inboxDir });
    const peer = await offerEvil(victim.port, [fileEntry('big', 12 * MIB)]);
    await victim.untilOffer();
    await victim.engine.accept(peer.transferId, []);
    for (let frame = 0; frame < 4; frame++) peer.sendData(randomBytes(MIB));
    await untilMoving(victim, peer.transferId);
    await fillDisk(inboxDir);
    for (let frame = 0; frame < 4; frame++) peer.sendData(randomBytes(MIB));
    expect((await peer.ended).closeCode).toBe(400);
    const paused = { pausedBy: 'here', error: { code: 'STORAGE_FULL', at: 'here' } };
    const stopped = await untilState(victim, peer.transferId, 'paused');
    expect(stopped).toMatchObject(paused);
    // both ends show the same for as long as it is paused
    await new Promise((resolve) => setImmediate(resolve));
    const told = peer.heard.filter((message) => message.type === 'ack').at(-1)?.bytes;
    expect((await untilState(victim, peer.transferId, 'paused')).bytesDone).toBe(told);
    expect(told).toBeGreaterThan(0);
    await victim.engine.cancel(peer.transferId);
    await rm(join(inboxDir, 'filler'));
    await expectNoLeftovers(victim);
    expect(await listPaths(inboxDir)).toEqual([]);
  });

  it('pauses the transfer when the folder is deleted in the middle', async () => {
    const victim = await startTestEngine('Receiver');
    const peer = await offerEvil(victim.port, [fileEntry('a', 3), fileEntry('b', 3)]);
    await victim.untilOffer();
    await victim.engine.accept(peer.transferId, []);
    peer.sendData('abc');
    peer.send({ type: 'file-end', files: [[0, sha256('abc')]] });
    await peer.next('result');
    await rm(victim.inboxDir, { recursive: true });
    peer.sendData('abc');
    peer.send({ type: 'file-end', files: [[1, sha256('abc')]] });
    expect((await peer.ended).closeCode).toBe(402);
    const paused = { pausedBy: 'here', error: { code: 'STORAGE_MISSING', at: 'here' } };
    expect(await untilState(victim, peer.transferId, 'paused')).toMatchObject(paused);
  });
});

/** To the last byte. */
async function fillDisk(directory: string): Promise<void> {
  const filler = join(directory, 'filler');
  await writeFile(filler, '');
  await truncate(filler, 0);
  await expect(writeFile(filler, Buffer.alloc(64 * MIB))).rejects.toMatchObject({ code: 'ENOSPC' });
}

it('stops while it looks at the folder of an offer, and the folder is as it was', async () => {
  const pair = await startPair();
  const { engine, inboxDir } = pair.receiver;
  await mkdir(join(inboxDir, 'mine'));
  const id = await offer(pair, [await source()]);
  // each a dozen calls of a disk that may be busy: all must be over within the time for quitting
  let looking = 20;
  for (let n = 0; n < 20; n++) void engine.setDestination(id, inboxDir).finally(() => looking--);
  await pair.receiver.stop();
  expect(looking).toBe(0);
  expect(await readdir(inboxDir)).toEqual(['mine']);
  // it offers it again when the receiver is back
  await untilState(pair.sender, id, 'waiting');
});
