import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { symlink } from './testing/symlink.ts';
import { MAX_DATA_BYTES } from '../../shared/protocol/constants.ts';
import { hearOffer, startEvilServer } from './testing/evil-server.ts';
import { sha256 } from './testing/evil-peer.ts';
import { describeTree, listPaths, makeTree } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair, startTestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers, offer, problems, untilBothEnded, type Pair } from './testing/transfers.ts';

const BIG = 3 * MAX_DATA_BYTES + 5;

/** Offers `paths`, lets `change` happen, accepts. */
async function changeBeforeAccept(pair: Pair, paths: readonly string[], change: () => Promise<unknown>) {
  const id = await offer(pair, paths);
  await change();
  await pair.receiver.engine.accept(id, []);
  return untilBothEnded(pair, id);
}

it('dials again when the receiver lost patience while a large folder was being read', async () => {
  const server = await startEvilServer();
  const sender = await startTestEngine('Sender');
  await sender.engine.addPeer(`127.0.0.1:${server.port}`);
  const source = await makeTempDir();
  await makeTree(source, Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`d/${n}`, ''])));
  const id = await sender.engine.send(server.id, [join(source, 'd')]);
  (await server.nextTransfer()).send({ type: 'close', code: 201 });
  const peer = await server.nextTransfer();
  expect(await hearOffer(peer)).toHaveLength(5_001);
  peer.send({ type: 'answer', accepted: false, skip: [], settled: [], held: [], isLast: true });
  expect(await sender.untilEnded(id)).toMatchObject({ state: 'declined' });
});

describe('a source that changes between offer and accept', () => {
  it.each([
    ['deleted', (path: string) => rm(path), 'TRANSFER_SOURCE_MISSING'],
    ['grown', (path: string) => appendFile(path, 'more'), 'TRANSFER_SOURCE_CHANGED'],
    ['shrunk', (path: string) => truncate(path, 1), 'TRANSFER_SOURCE_CHANGED'],
    ['touched', (path: string) => utimes(path, 5, 5), 'TRANSFER_SOURCE_CHANGED'],
    ['replaced by a folder', (path: string) => rm(path).then(() => mkdir(path)), 'TRANSFER_SOURCE_CHANGED'],
    [
      'replaced by a link',
      (path: string) => rm(path).then(() => symlink('/etc/passwd', path)),
      'TRANSFER_SOURCE_CHANGED',
    ],
    [
      'replaced by a pipe',
      (path: string) => rm(path).then(() => execFileSync('mkfifo', [path])),
      'TRANSFER_SOURCE_CHANGED',
    ],
    [
      'replaced by another file',
      (path: string) => writeFile(`${path}~`, 'x').then(() => rename(`${path}~`, path)),
      'TRANSFER_SOURCE_CHANGED',
    ],
  ])('fails alone when %s', async (_, change, code) => {
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, { 'dir/a': 'first', 'dir/b': randomBytes(5), 'dir/c': randomBytes(BIG), 'dir/d': 'last' });
    const { id, sent, received } = await changeBeforeAccept(pair, [join(source, 'dir')], async () => {
      await change(join(source, 'dir/b'));
      await change(join(source, 'dir/c'));
    });
    expect(sent).toMatchObject({ state: 'partial', filesDone: 2, filesFailed: 2, bytesDone: 9, bytesTotal: 9 });
    expect(received).toMatchObject({ state: 'partial', filesDone: 2, filesFailed: 2, bytesDone: 9, bytesTotal: 9 });
    expect(await problems(pair.sender, id)).toEqual([
      ['dir/b', `failed ${code} here`],
      ['dir/c', `failed ${code} here`],
    ]);
    expect(await problems(pair.receiver, id)).toEqual([
      ['dir/b', `failed ${code} there`],
      ['dir/c', `failed ${code} there`],
    ]);
    expect((await listPaths(pair.receiver.inboxDir)).sort()).toEqual(['dir', 'dir/a', 'dir/d']);
    await expectNoLeftovers(pair.receiver);
  });

  it('sends nothing of a folder that was replaced by another one, although size and time of the file are the same', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, {
      'dir/in/file': 'public',
      'dir/kept': 'kept',
      'secret/file': 'secret',
      'other/file': 'others',
    });
    for (const folder of ['dir/in', 'secret', 'other']) await utimes(join(source, folder, 'file'), 1_000, 1_000);
    for (const replace of [
      () => symlink(join(source, 'secret'), join(source, 'dir/in')),
      () => rename(join(source, 'other'), join(source, 'dir/in')),
    ]) {
      const { id } = await changeBeforeAccept(pair, [join(source, 'dir')], async () => {
        await rename(join(source, 'dir/in'), join(source, 'old'));
        await replace();
      });
      expect(await problems(pair.sender, id)).toEqual([['dir/in/file', 'failed TRANSFER_SOURCE_CHANGED here']]);
      await rm(join(source, 'dir/in'), { recursive: true });
      await rename(join(source, 'old'), join(source, 'dir/in'));
    }
    const arrived = await listPaths(pair.receiver.inboxDir);
    expect(arrived.filter((path) => path.endsWith('file'))).toEqual([]);
  });

  it('fails the transfer when it is the only one', async () => {
    const pair = await startPair();
    const source = join(await makeTempDir(), 'one');
    await writeFile(source, randomBytes(BIG));
    const { sent, received } = await changeBeforeAccept(pair, [source], () => rm(source));
    expect(sent).toMatchObject({ state: 'failed', error: { code: 'TRANSFER_SOURCE_MISSING', at: 'here' } });
    expect(received).toMatchObject({ state: 'failed', error: { code: 'TRANSFER_SOURCE_MISSING', at: 'there' } });
    expect(await listPaths(pair.receiver.inboxDir)).toEqual([]);
  });
});

describe('a source that changes while it is being sent', () => {
  /** A receiver that takes nothing until it is told to: the sender then stands in the middle of its file. */
  async function startStalled(path: string) {
    const server = await startEvilServer();
    const sender = await startTestEngine('Sender');
    await sender.engine.addPeer(`127.0.0.1:${server.port}`);
    const id = await sender.engine.send(server.id, [path]);
    const peer = await server.nextTransfer();
    await hearOffer(peer);
    peer.takeAll();
    peer.socket.pause();
    peer.send({ type: 'answer', accepted: true, skip: [], settled: [], held: [], isLast: true });
    await sender.until(({ transfers }) => transfers.find(({ currentFile }) => currentFile !== null));
    return { sender, id, peer };
  }

  it.each([
    ['grows', (path: string) => appendFile(path, 'more')],
    ['shrinks', (path: string) => truncate(path, 40_000_000)],
    ['is rewritten', (path: string) => writeFile(path, randomBytes(100))],
  ])('is given up when it %s', async (_, change) => {
    const path = join(await makeTempDir(), 'big');
    await writeFile(path, '');
    await truncate(path, 60_000_000);
    const { sender, id, peer } = await startStalled(path);
    await change(path);
    peer.socket.resume();
    expect(await peer.next('file-failed')).toMatchObject({ index: 0, code: 302 });
    await peer.next('stream-end');
    expect(peer.heard.some(({ type }) => type === 'file-end')).toBe(false);
    peer.send({ type: 'result', files: [[0, 302]] });
    peer.send({ type: 'receipt', filesDone: 0, bytesDone: 0 });
    expect(await sender.untilEnded(id)).toMatchObject({ state: 'failed', error: { code: 'TRANSFER_SOURCE_CHANGED' } });
  });

  it('fails alone at a real receiver, whatever was sent of it already', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, { 'dir/a': 'first', 'dir/z': 'last', 'dir/big': '' });
    await truncate(join(source, 'dir/big'), 150_000_000);
    const id = await offer(pair, [join(source, 'dir')]);
    await pair.receiver.engine.accept(id, []);
    await pair.sender.until(({ transfers }) => transfers.find(({ currentFile }) => currentFile === 'dir/big'));
    await appendFile(join(source, 'dir/big'), 'x');
    const { sent, received } = await untilBothEnded(pair, id);
    const end = { state: 'partial', filesDone: 2, filesFailed: 1, bytesDone: 9, bytesTotal: 9 };
    expect(sent).toMatchObject(end);
    expect(received).toMatchObject(end);
    expect(await problems(pair.receiver, id)).toEqual([['dir/big', 'failed TRANSFER_SOURCE_CHANGED there']]);
    expect(Object.keys(await describeTree(pair.receiver.inboxDir)).sort()).toEqual(['dir', 'dir/a', 'dir/z']);
    await expectNoLeftovers(pair.receiver);
  });
});

it('sends what it hashed: of a file that is held in part the rest, its hash is of the whole', async () => {
  const server = await startEvilServer();
  const sender = await startTestEngine('Sender');
  await sender.engine.addPeer(`127.0.0.1:${server.port}`);
  const source = await makeTempDir();
  const [small, big, held] = [randomBytes(1_000), randomBytes(BIG), randomBytes(2_000)];
  await makeTree(source, { 'dir/big': big, 'dir/held': held, 'dir/small': small });
  const id = await sender.engine.send(server.id, [join(source, 'dir')]);
  const peer = await server.nextTransfer();
  expect((await hearOffer(peer)).map(({ path }) => path)).toEqual(['dir', 'dir/big', 'dir/held', 'dir/small']);
  const from = MAX_DATA_BYTES + 123;
  const ranges: [number, number, number][] = [
    [1, 0, from],
    [1, from + 7, from + 9],
    [2, 0, held.length],
    [3, 0, 999],
  ];
  peer.takeAll();
  peer.send({ type: 'answer', accepted: true, skip: [], settled: [], held: ranges, isLast: true });
  await peer.next('stream-end');

  expect(sha256(peer.dataBytes())).toBe(
    sha256(Buffer.concat([big.subarray(from, from + 7), big.subarray(from + 9), small.subarray(999)])),
  );
  const ends = peer.heard.flatMap((message) => (message.type === 'file-end' ? message.files : []));
  expect(ends).toEqual([
    [1, sha256(big)],
    [2, sha256(held)],
    [3, sha256(small)],
  ]);
  peer.send({ type: 'ack', bytes: BIG + 3_000, taken: BIG - from - 1 });
  peer.send({ type: 'result', files: [1, 2, 3].map((index) => [index, 0] as [number, number]) });
  peer.send({ type: 'receipt', filesDone: 3, bytesDone: BIG + 3_000 });
  expect(await sender.untilEnded(id)).toMatchObject({ state: 'done', bytesDone: BIG + 3_000, filesDone: 3 });
});
