import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { ErrorCode } from '../../shared/errors/codes.ts';
import type { TransferId } from '../../shared/model/ids.ts';
import { expectArrived } from './testing/after-faults.ts';
import { actAsOrdinaryUser } from './testing/ordinary-user.ts';
import { makeFile } from './testing/sources.ts';
import { describeTree, makeTree, spreadTimes } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair } from './testing/test-engine.ts';
import { offer, sendAll, untilBothEnded, untilMoving, type Pair } from './testing/transfers.ts';
import { CAN_MOUNT, mountImage, mountTmpfs } from './storage/testing/mounted-disk.ts';

// disks that real transfers lose in their middle, and get back

const MIB = 1024 * 1024;
const SIZE = 8 * MIB;

interface Moving extends Pair {
  readonly id: TransferId;
  readonly source: string;
}

/** One file on its way into `inboxDir`, slow enough that something happens in its middle. */
async function startMoving(inboxDir: string): Promise<Moving> {
  const pair = await startPair({ uploadLimit: 4 * MIB }, { inboxDir });
  const source = await makeFile('file.bin', randomBytes(SIZE));
  const id = await offer(pair, [source]);
  await pair.receiver.engine.accept(id, []);
  await untilMoving(pair.receiver, id);
  return { ...pair, id, source };
}

/** Both ends say that it stands still and why. */
async function untilPausedFor({ sender, receiver, id }: Moving, code: ErrorCode) {
  const find = (engine: Pair['sender']) =>
    engine.until(({ transfers }) =>
      transfers.find((one) => one.id === id && one.state === 'paused' && one.error?.code === code),
    );
  const [there, here] = await Promise.all([find(sender), find(receiver)]);
  expect([here.pausedBy, here.error?.at, there.pausedBy, there.error?.at]).toEqual(['here', 'here', 'there', 'there']);
  return here;
}

async function expectGoesOn({ id, source, ...pair }: Moving): Promise<void> {
  await pair.sender.engine.configure({ ...pair.sender.settings, uploadLimit: null });
  await pair.receiver.engine.resume(id);
  const { sent, received } = await untilBothEnded(pair, id);
  expect([sent.state, received.state]).toEqual(['done', 'done']);
  await expectArrived(pair.receiver, source);
}

it('a disk that fills says how much is to be freed; when it is, the transfer goes on', async ({ skip }) => {
  skip(!CAN_MOUNT, 'needs root');
  const inboxDir = join(await makeTempDir(), 'disk');
  const disk = await mountTmpfs(inboxDir, 'size=16m');
  onTestFinished(async () => {
    await disk.unmount();
  });
  const moving = await startMoving(inboxDir);
  const filler = join(inboxDir, 'filler');
  await expect(writeFile(filler, Buffer.alloc(16 * MIB))).rejects.toMatchObject({ code: 'ENOSPC' });
  await untilPausedFor(moving, 'STORAGE_FULL');
  const { shortBytes, leftBytes } = await moving.receiver.until(({ transfers }) => {
    const found = transfers.find(({ id, error }) => id === moving.id && error?.shortBytes !== undefined);
    return found && { shortBytes: found.error?.shortBytes ?? 0, leftBytes: found.bytesTotal - found.bytesDone };
  });
  // what fitted of the write that failed is not known
  expect(shortBytes).toBeGreaterThan(leftBytes - MIB);
  expect(shortBytes).toBeLessThanOrEqual(leftBytes);
  await rm(filler);
  await expectGoesOn(moving);
});

/** A folder on an ext4 of its own; null: that cannot be had here. */
async function makeExt4() {
  const base = await makeTempDir();
  const mountDir = join(base, 'disk');
  const disk = CAN_MOUNT ? await mountImage(mountDir, join(base, 'image'), ['mkfs.ext4', '-q'], '128M') : null;
  if (disk === null) return null;
  onTestFinished(() =>
    disk.unmount().then(
      () => undefined,
      () => undefined,
    ),
  );
  const inboxDir = join(mountDir, 'inbox');
  await mkdir(inboxDir);
  return { disk, mountDir, inboxDir };
}

const WHY_NO_EXT4 = 'needs root, loop devices and ext4';

it('a disk that fails in the middle, is unplugged and comes back: the transfer goes on', async ({ skip }) => {
  const ext4 = await makeExt4();
  if (ext4 === null) return skip(WHY_NO_EXT4);
  const { disk, mountDir, inboxDir } = ext4;
  await flush(inboxDir);
  const moving = await startMoving(inboxDir);
  // from here on the kernel takes no more writes, as after an error of the disk
  await disk.remount('abort');
  await untilPausedFor(moving, 'STORAGE_DENIED');
  await disk.unmount();
  await moving.receiver.engine.resume(moving.id);
  await untilPausedFor(moving, 'STORAGE_MISSING');
  expect(await readdir(mountDir)).toEqual([]);
  await disk.mountAgain();
  await expectGoesOn(moving);
});

it('what is done survives a power cut, as far as the disk keeps its word', async ({ skip }) => {
  const ext4 = await makeExt4();
  if (ext4 === null) return skip(WHY_NO_EXT4);
  const { disk, inboxDir } = ext4;
  await flush(inboxDir);
  const directory = await makeTempDir();
  await makeTree(directory, {
    'dir/large': randomBytes(20 * MIB),
    'dir/middle': randomBytes(MIB),
    'dir/nothing/in it': null,
    ...Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`dir/small ${n % 3}/${n}`, randomBytes(n * 100)])),
  });
  await spreadTimes(directory);
  const pair = await startPair({}, { inboxDir });
  const { received } = await sendAll(pair, [join(directory, 'dir')]);
  expect(received.state).toBe('done');
  // what was not flushed by now is lost
  await disk.remount('abort');
  await disk.unmount();
  await disk.mountAgain();
  expect(await describeTree(inboxDir)).toEqual(await describeTree(directory));
});

/** The folder itself is there whatever happens. */
async function flush(directory: string): Promise<void> {
  const handle = await open(directory);
  await handle.sync();
  await handle.close();
}

it('a folder that may no longer be changed pauses both ends; when it may, the transfer goes on', async ({ skip }) => {
  skip(!actAsOrdinaryUser(), 'no users here');
  const inboxDir = join(await makeTempDir(), 'inbox');
  await mkdir(inboxDir);
  const moving = await startMoving(inboxDir);
  await chmod(inboxDir, 0o555);
  await untilPausedFor(moving, 'STORAGE_DENIED');
  await moving.receiver.engine.resume(moving.id);
  await untilPausedFor(moving, 'STORAGE_DENIED');
  await chmod(inboxDir, 0o755);
  await expectGoesOn(moving);
});
