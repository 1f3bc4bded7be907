import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { IndexRange } from '../../shared/model/offer.ts';
import { listPaths, makeTree, type Tree } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair } from './testing/test-engine.ts';
import { expectNoLeftovers, offer, sendAll, untilBothEnded } from './testing/transfers.ts';

async function makeSource(tree: Tree): Promise<string> {
  const directory = await makeTempDir();
  await makeTree(directory, tree);
  return directory;
}

describe('an offer', () => {
  it('shows everything before anything moves, in the order of the list', async () => {
    const pair = await startPair();
    const source = await makeSource({ 'd/a': 'aa', 'd/sub/b': 'bbb', 'd/sub/empty': null, e: 'e' });
    const id = await offer(pair, [join(source, 'd'), join(source, 'e')]);
    const offered = await pair.receiver.untilOffer();
    expect(offered).toMatchObject({ transferId: id, peerId: pair.sender.id, peerName: 'Sender', totalBytes: 6 });
    expect(offered).toMatchObject({ fileCount: 3, directoryCount: 3, entryCount: 6 });
    const { rows, total } = await pair.receiver.engine.offerEntries({ transferId: id, offset: 1, limit: 4 });
    expect(total).toBe(6);
    expect(rows.map(({ index, path, lastIndex, fileCount }) => [index, path, lastIndex, fileCount])).toEqual([
      [1, 'd/a', 1, 1],
      [2, 'd/sub', 4, 1],
      [3, 'd/sub/b', 3, 1],
      [4, 'd/sub/empty', 4, 0],
    ]);
    const { transfers } = await pair.sender.engine.snapshot();
    expect(transfers).toMatchObject([{ id, state: 'offered', isScanning: false, bytesTotal: 6, filesTotal: 3 }]);
    // a look at the folder makes something in it for a moment, every 3 s
    await expect.poll(() => listPaths(pair.receiver.inboxDir)).toEqual([]);
  });

  it('is told after its transfer: whoever shows the offer knows that', async () => {
    const pair = await startPair();
    const told: string[] = [];
    pair.receiver.onEvent((event) => {
      if (event.type === 'transfers') told.push(...event.transfers.map(({ id }) => `transfer ${id}`));
      if (event.type === 'offers') told.push(...event.offers.map(({ transferId }) => `offer ${transferId}`));
    });
    const id = await offer(pair, [join(await makeSource({ a: 'a' }), 'a')]);
    await pair.receiver.untilOffer();
    expect(told.slice(0, 2)).toEqual([`transfer ${id}`, `offer ${id}`]);
  });

  it('ends on both sides when it is declined', async () => {
    const pair = await startPair();
    const source = await makeSource({ a: 'a' });
    const id = await offer(pair, [join(source, 'a')]);
    await pair.receiver.engine.decline(id);
    const { sent, received } = await untilBothEnded(pair, id);
    expect(sent).toMatchObject({ state: 'declined', error: null, cancelledBy: null, bytesDone: 0 });
    expect(received).toMatchObject({ state: 'declined', error: null, cancelledBy: null, canShow: false });
    expect(await pair.receiver.engine.snapshot()).toMatchObject({ offers: [] });
    expect(await listPaths(pair.receiver.inboxDir)).toEqual([]);
    await expect(pair.receiver.engine.accept(id, [])).rejects.toMatchObject({ code: 'TRANSFER_UNKNOWN' });
    await expect(pair.receiver.engine.locate(id)).rejects.toMatchObject({ code: 'TRANSFER_UNKNOWN' });
  });

  it('is begun once when it is accepted twice', async () => {
    const pair = await startPair();
    const source = await makeSource({ a: 'a' });
    const id = await offer(pair, [join(source, 'a')]);
    const { engine, inboxDir } = pair.receiver;
    await Promise.all([engine.accept(id, []), engine.accept(id, [])]);
    expect((await untilBothEnded(pair, id)).received.state).toBe('done');
    expect(await listPaths(inboxDir)).toEqual(['a']);
  });
});

describe('a part of an offer', () => {
  const TREE: Tree = { 'd/a': 'a', 'd/b': 'bb', 'd/sub/c': 'ccc', 'd/sub/deep/e': 'e', 'd/void': null, z: 'zzzz' };
  // d, d/a, d/b, d/sub, d/sub/c, d/sub/deep, d/sub/deep/e, d/void, z
  it.each<readonly [string, readonly IndexRange[], readonly string[], number]>([
    ['one file', [[1, 1]], ['d', 'd/b', 'd/sub', 'd/sub/c', 'd/sub/deep', 'd/sub/deep/e', 'd/void', 'z'], 10],
    ['a folder with all in it', [[3, 6]], ['d', 'd/a', 'd/b', 'd/void', 'z'], 7],
    ['everything at the top but one', [[0, 7]], ['z'], 4],
    [
      'all but a file deep down: its folders come along',
      [
        [0, 5],
        [7, 8],
      ],
      ['d', 'd/sub', 'd/sub/deep', 'd/sub/deep/e'],
      1,
    ],
    ['all', [[0, 8]], [], 0],
  ])('arrives without what is skipped: %s', async (_, skip, expected, bytes) => {
    const pair = await startPair();
    const source = await makeSource(TREE);
    const { id, sent, received } = await sendAll(pair, [join(source, 'd'), join(source, 'z')], skip);
    const end = { state: 'done', bytesDone: bytes, bytesTotal: bytes, filesFailed: 0 };
    expect(sent).toMatchObject(end);
    expect(received).toMatchObject({ ...end, filesDone: sent.filesDone, filesSkipped: sent.filesSkipped });
    expect((await listPaths(pair.receiver.inboxDir)).sort()).toEqual(expected);
    for (const { engine } of [pair.sender, pair.receiver]) {
      const { rows } = await engine.files({ transferId: id, offset: 0, limit: 100, filter: 'all' });
      const done = rows.filter(({ status }) => status === 'done').map(({ path }) => path);
      expect(done.sort()).toEqual(expected);
      expect(rows.filter(({ status }) => status === 'skipped')).toHaveLength(9 - expected.length);
    }
    await expectNoLeftovers(pair.receiver);
  });

  it('may be every second of 3,000 files: the answer takes several pages', async () => {
    const pair = await startPair();
    const name = (n: number): string => `d/${String(n).padStart(4, '0')}`;
    const source = await makeSource(Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [name(n), 'x'])));
    const skip = Array.from({ length: 1_500 }, (_, n): IndexRange => [1 + 2 * n, 1 + 2 * n]);
    const { sent, received } = await sendAll(pair, [join(source, 'd')], skip);
    expect(sent).toMatchObject({ state: 'done', filesDone: 1_500, filesSkipped: 1_500, filesTotal: 1_500 });
    expect(received).toMatchObject({ state: 'done', filesDone: 1_500, filesSkipped: 1_500, filesTotal: 1_500 });
    const arrived = (await listPaths(join(pair.receiver.inboxDir, 'd'))).sort();
    expect(arrived).toEqual(Array.from({ length: 1_500 }, (_, n) => name(2 * n + 1).slice(2)));
  });
});

describe('names that are taken', () => {
  it('get a number, for files and for folders; what is there stays as it is', async () => {
    const pair = await startPair();
    const { inboxDir } = pair.receiver;
    await makeTree(inboxDir, { 'photo.jpg': 'mine', 'album/mine.txt': 'mine', 'archive.tar.gz': 'mine' });
    const source = await makeSource({ 'photo.jpg': 'new', 'album/new.txt': 'new', 'archive.tar.gz': 'new' });
    const { id } = await sendAll(
      pair,
      ['photo.jpg', 'album', 'archive.tar.gz'].map((name) => join(source, name)),
    );
    expect((await listPaths(inboxDir)).sort()).toEqual([
      'album',
      'album (1)',
      'album (1)/new.txt',
      'album/mine.txt',
      'archive (1).tar.gz',
      'archive.tar.gz',
      'photo (1).jpg',
      'photo.jpg',
    ]);
    const { rows } = await pair.receiver.engine.files({ transferId: id, offset: 0, limit: 10, filter: 'all' });
    expect(rows.map(({ path, savedAs }) => [path, savedAs])).toEqual([
      ['photo.jpg', 'photo (1).jpg'],
      ['album', 'album (1)'],
      ['album/new.txt', 'album (1)/new.txt'],
      ['archive.tar.gz', 'archive (1).tar.gz'],
    ]);
    expect(await pair.receiver.engine.locate(id)).toMatch(/\(1\)/);
  });

  it('are not mixed up when one thing is sent again and again', async () => {
    const pair = await startPair();
    const source = await makeSource({ 'd/a': 'same' });
    for (let turn = 0; turn < 3; turn++) {
      await writeFile(join(source, 'd/a'), `turn ${turn}`);
      expect((await sendAll(pair, [join(source, 'd')])).sent.state).toBe('done');
    }
    expect((await listPaths(pair.receiver.inboxDir)).sort()).toEqual([
      'd',
      'd (1)',
      'd (1)/a',
      'd (2)',
      'd (2)/a',
      'd/a',
    ]);
  });
});
