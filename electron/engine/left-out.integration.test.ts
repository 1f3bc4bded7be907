import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rename, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { symlink } from './testing/symlink.ts';
import { newStagingName } from './storage/directories.ts';
import { CAN_MOUNT, mountTmpfs } from './storage/testing/mounted-disk.ts';
import { actAsOrdinaryUser } from './testing/ordinary-user.ts';
import { makeFile } from './testing/sources.ts';
import { listPaths, makeTree } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair } from './testing/test-engine.ts';
import { problems, sendAll, untilBothEnded } from './testing/transfers.ts';

describe('what is not a file or folder', () => {
  it('is left out and listed: links inside a folder, pipes', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, { 'dir/real.txt': 'real', 'secret/key': 'secret' });
    await symlink(join(source, 'secret'), join(source, 'dir', 'folder link'));
    await symlink(join(source, 'secret', 'key'), join(source, 'dir', 'file link'));
    await symlink('/nowhere', join(source, 'dir', 'dangling'));
    execFileSync('mkfifo', [join(source, 'dir', 'pipe')]);

    const { id, sent, received } = await sendAll(pair, [join(source, 'dir')]);

    expect(sent).toMatchObject({ state: 'done', filesDone: 1, filesTotal: 1, filesSkipped: 0, filesFailed: 0 });
    expect(received).toMatchObject({ state: 'done', filesDone: 1, filesTotal: 1, filesSkipped: 0, filesFailed: 0 });
    expect([sent.report.leftOut, received.report.leftOut]).toEqual([4, 4]);
    const atReceiver = (await problems(pair.receiver, id)).map(([path, what]) => [
      path,
      `${String(what).slice(0, -5)}here`,
    ]);
    expect(new Set(atReceiver.map(String))).toEqual(new Set((await problems(pair.sender, id)).map(String)));
    expect(new Map(await problems(pair.sender, id))).toEqual(
      new Map([
        ['dir/dangling', 'skipped TRANSFER_SOURCE_IS_LINK here'],
        ['dir/file link', 'skipped TRANSFER_SOURCE_IS_LINK here'],
        ['dir/folder link', 'skipped TRANSFER_SOURCE_IS_LINK here'],
        ['dir/pipe', 'skipped TRANSFER_SOURCE_SPECIAL here'],
      ]),
    );
    expect((await listPaths(pair.receiver.inboxDir)).sort()).toEqual(['dir', 'dir/real.txt']);
  });

  it('is followed when it is a link that was itself dropped, under the name of the link', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, { 'folder/file': 'content', single: 'one' });
    await symlink(join(source, 'folder'), join(source, 'to folder'));
    await symlink(join(source, 'single'), join(source, 'to file'));
    const { sent } = await sendAll(pair, [join(source, 'to folder'), join(source, 'to file')]);
    expect(sent.state).toBe('done');
    expect((await listPaths(pair.receiver.inboxDir)).sort()).toEqual(['to file', 'to folder', 'to folder/file']);
  });

  it('cannot be all there is: nothing is offered', async () => {
    const { sender, receiver } = await startPair();
    const pipe = join(await makeTempDir(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const sent = await sender.untilEnded(await sender.engine.send(receiver.id, [pipe]));
    expect(sent).toMatchObject({ state: 'failed', error: { code: 'TRANSFER_NOTHING_TO_SEND', at: 'here' } });
    expect((await receiver.engine.snapshot()).offers).toEqual([]);
  });
});

it('names what was dropped when nothing of it has a path, and offers nothing', async () => {
  const { sender, receiver } = await startPair();
  const sent = await sender.untilEnded(await sender.engine.send(receiver.id, [], ['picture.png', '']));
  expect(sent).toMatchObject({
    state: 'failed',
    title: 'picture.png',
    itemCount: 2,
    error: { code: 'TRANSFER_NO_PATH' },
  });
  expect(await problems(sender, sent.id)).toEqual([
    ['picture.png', 'failed TRANSFER_NO_PATH here'],
    ['', 'failed TRANSFER_NO_PATH here'],
  ]);
  expect((await receiver.engine.snapshot()).offers).toEqual([]);
});

it('names what was dropped beside files and has no path', async () => {
  const pair = await startPair();
  const source = await makeTempDir();
  await makeTree(source, { 'a.txt': 'a' });
  const { sender, receiver } = pair;
  const id = await sender.engine.send(receiver.id, [join(source, 'a.txt')], ['caf\u{fffd}.txt']);
  expect((await receiver.untilOffer()).leftOut).toEqual({
    count: 1,
    listed: [{ path: 'caf\u{fffd}.txt', code: 'TRANSFER_NO_PATH' }],
  });
  await receiver.engine.accept(id, []);
  const { sent } = await untilBothEnded(pair, id);
  expect(sent).toMatchObject({ state: 'partial', itemCount: 2, filesDone: 1, filesFailed: 1 });
  expect(await problems(sender, id)).toEqual([['caf\u{fffd}.txt', 'failed TRANSFER_NO_PATH here']]);
  expect(await problems(receiver, id)).toEqual([['caf\u{fffd}.txt', 'skipped TRANSFER_NO_PATH there']]);
});

describe('several things with one name', () => {
  it('are told apart by a number', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, { 'a/photo.jpg': 'a', 'b/photo.jpg': 'b', 'c/photo.jpg/inside': 'c' });
    const paths = ['a', 'b', 'c'].map((folder) => join(source, folder, 'photo.jpg'));
    const { sent } = await sendAll(pair, paths);
    expect(sent).toMatchObject({ state: 'done', itemCount: 3, filesDone: 3 });
    const arrived = (await listPaths(pair.receiver.inboxDir)).sort();
    expect(arrived).toEqual(['photo (1).jpg', 'photo (2).jpg', 'photo (2).jpg/inside', 'photo.jpg']);
  });
});

describe('a source that cannot be read', () => {
  it('is named in the result, and the rest arrives', async ({ skip }) => {
    skip(!actAsOrdinaryUser(), 'no users here');
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, { 'dir/closed.txt': 'x', 'dir/open.txt': 'y', 'dir/closed dir/inside': 'z' });
    await chmod(join(source, 'dir/closed.txt'), 0);
    await chmod(join(source, 'dir/closed dir'), 0);
    const { id, sent, received } = await sendAll(pair, [join(source, 'dir')]);
    await chmod(join(source, 'dir/closed dir'), 0o700);
    expect(sent).toMatchObject({ state: 'partial', filesDone: 1, filesFailed: 2 });
    expect(received).toMatchObject({ state: 'partial', filesDone: 1, filesFailed: 1 });
    expect(await problems(pair.sender, id)).toEqual([
      ['dir/closed dir', 'failed TRANSFER_SOURCE_UNREADABLE here'],
      ['dir/closed.txt', 'failed TRANSFER_SOURCE_UNREADABLE here'],
    ]);
    expect(await problems(pair.receiver, id)).toEqual([
      ['dir/closed dir', 'skipped TRANSFER_SOURCE_UNREADABLE there'],
      ['dir/closed.txt', 'failed TRANSFER_SOURCE_UNREADABLE there'],
    ]);
  });

  it('fails at once when it is all there is', async () => {
    const { sender, receiver } = await startPair();
    const sent = await sender.untilEnded(await sender.engine.send(receiver.id, [join(await makeTempDir(), 'gone')]));
    expect(sent).toMatchObject({ state: 'failed', error: { code: 'TRANSFER_SOURCE_MISSING', at: 'here' } });
  });
});

/** Below `directory`, named by bytes. */
const bytesPath = (directory: string, name: string): Buffer =>
  Buffer.concat([Buffer.from(`${directory}/`), Buffer.from(name, 'latin1')]);

describe.runIf(process.platform === 'linux')('a name that is no text', () => {
  it('is left out by itself, beside the copy that another program made of it', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, { 'dir/caf\u{fffd}.txt': 'copy', 'dir/fine': 'fine' });
    await writeFile(bytesPath(join(source, 'dir'), 'caf\u{e9}.txt'), 'latin-1');
    await mkdir(bytesPath(join(source, 'dir'), 'd\u{e9}j\u{e0}'));
    const { id, sent, received } = await sendAll(pair, [join(source, 'dir')]);
    expect(sent).toMatchObject({ state: 'partial', filesDone: 2, filesFailed: 2 });
    expect(received).toMatchObject({ filesDone: 2 });
    expect(await problems(pair.sender, id)).toEqual([
      ['dir/caf\u{fffd}.txt', 'failed TRANSFER_NAME_NOT_TEXT here'],
      ['dir/d\u{fffd}j\u{fffd}', 'failed TRANSFER_NAME_NOT_TEXT here'],
    ]);
    expect(await readFile(join(pair.receiver.inboxDir, 'dir/caf\u{fffd}.txt'), 'utf8')).toBe('copy');
  });

  it('is not said to be deleted when it is all that was dropped', async () => {
    const { sender, receiver } = await startPair();
    const source = await makeTempDir();
    await writeFile(bytesPath(source, 'caf\u{e9}.txt'), 'x');
    const id = await sender.engine.send(receiver.id, [join(source, 'caf\u{fffd}.txt')]);
    expect(await sender.untilEnded(id)).toMatchObject({ state: 'failed', error: { code: 'TRANSFER_NAME_NOT_TEXT' } });
  });
});

describe('a temporary file of Lanyard’s own', () => {
  it('is not sent with the folder that is received into', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, {
      [`inbox/${newStagingName()}/0.part`]: 'half',
      [`inbox/deeper/${newStagingName()}/0.part`]: 'half',
      'inbox/.lanyard-0123456789ab.tmp': 'draft',
      'inbox/whole': 'whole',
    });
    const { id, sent, received } = await sendAll(pair, [join(source, 'inbox')]);
    expect(sent).toMatchObject({ state: 'done', filesDone: 1, filesSkipped: 0, report: { leftOut: 3 } });
    expect(received).toMatchObject({ state: 'done', filesDone: 1 });
    const codes = (await problems(pair.sender, id)).map(([, what]) => what);
    expect(codes).toEqual(Array(3).fill('skipped TRANSFER_OWN_FILE here'));
    expect((await listPaths(pair.receiver.inboxDir)).sort()).toEqual(['inbox', 'inbox/deeper', 'inbox/whole']);
  });
});

describe('a size that cannot be told', () => {
  it('leaves out what is larger than a transfer can be, and the rest arrives', async ({ skip }) => {
    skip(!CAN_MOUNT, 'needs root, for a disk that takes such sizes');
    const directory = join(await makeTempDir(), 'disk');
    const disk = await mountTmpfs(directory, 'size=8m');
    onTestFinished(async () => {
      await disk.unmount();
    });
    await makeTree(directory, { 'd/a fine': 'fine', 'd/huge': '', 'd/z fine': 'fine' });
    // with the four bytes before it one more than 2^53 - 1

    await truncate(join(directory, 'd/huge'), Number.MAX_SAFE_INTEGER - 3);
    const pair = await startPair();
    const { id, sent, received } = await sendAll(pair, [join(directory, 'd')]);
    expect(sent).toMatchObject({ state: 'partial', filesDone: 2, filesFailed: 1 });
    expect(received).toMatchObject({ filesDone: 2 });
    expect(await problems(pair.sender, id)).toEqual([['d/huge', 'failed TRANSFER_FILE_TOO_LARGE here']]);
  });

  it.runIf(process.platform === 'linux')('fails a file whose size is told as 0 and which has content', async () => {
    const pair = await startPair();
    const fine = await makeFile('fine', 'fine');
    const { id, sent, received } = await sendAll(pair, ['/proc/version', fine]);
    expect(sent).toMatchObject({ state: 'partial', filesDone: 1, filesFailed: 1 });
    expect(received).toMatchObject({ state: 'partial', filesDone: 1, filesFailed: 1 });
    expect(await problems(pair.sender, id)).toEqual([['version', 'failed TRANSFER_SIZE_UNKNOWN here']]);
    expect(await problems(pair.receiver, id)).toEqual([['version', 'failed TRANSFER_SIZE_UNKNOWN there']]);
    expect(await listPaths(pair.receiver.inboxDir)).toEqual(['fine']);
  });
});

/** `count` components of 250 bytes. */
const long = (count: number): string => Array.from({ length: count }, () => 'x'.repeat(250)).join('/');

describe('names and times that a manifest cannot hold', () => {
  it('are left out or bent, and the rest arrives', async ({ skip }) => {
    skip(!CAN_MOUNT, 'needs root, for a disk that keeps such times');
    const directory = join(await makeTempDir(), 'disk');
    const disk = await mountTmpfs(directory, 'size=8m');
    onTestFinished(async () => {
      await disk.unmount();
    });
    const deep = Array.from({ length: 70 }, (_, n) => n).join('/');
    await makeTree(directory, { [`d/${deep}/f`]: 'x', 'd/fine': 'fine', 'd/future': 'f', 'd/past': 'p' });
    await utimes(join(directory, 'd/future'), 1e13, 1e13);
    await utimes(join(directory, 'd/past'), -1e13, -1e13);
    // a path of 5,000 bytes, made of two halves that a system call takes
    await makeTree(directory, { [`d/${long(10)}`]: null, [`second/${long(10)}`]: null });
    await rename(join(directory, 'second'), join(directory, 'd', long(10), 'second'));
    await writeFile(Buffer.concat([Buffer.from(`${directory}/d/not UTF-8 `), Buffer.from([0xff])]), 'x');

    const pair = await startPair();
    const { id, sent, received } = await sendAll(pair, [join(directory, 'd')]);
    expect(sent).toMatchObject({ state: 'partial', filesDone: 3, filesFailed: 3 });
    expect(received).toMatchObject({ state: 'done', filesDone: 3 });
    const codes = (await problems(pair.sender, id)).map(([, what]) => what).sort();
    expect(codes).toEqual([
      'failed TRANSFER_NAME_NOT_TEXT here',
      'failed TRANSFER_PATH_TOO_LONG here',
      'failed TRANSFER_PATH_TOO_LONG here',
    ]);
    const arrived = await listPaths(pair.receiver.inboxDir);
    expect(arrived).toEqual(expect.arrayContaining(['d/fine', 'd/future', 'd/past']));
  });
});
