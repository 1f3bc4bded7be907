import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_DATA_BYTES } from '../../shared/protocol/constants.ts';
import { describeTree, makeTree, spreadTimes, type Tree } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair } from './testing/test-engine.ts';
import { expectNoLeftovers, sendAll } from './testing/transfers.ts';

/** ZWJ sequences, a flag, a skin tone. */
const EMOJI = '👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 family';
const ODD_NAMES = [
  '照片 2026 年.jpg',
  'صور العائلة.txt',
  `${EMOJI}.png`,
  'नमस्ते.md',
  'it\'s a "quote" & $HOME `x`.sh',
  ' leading and trailing .txt',
  '.hidden',
  '-rf',
  'no extension',
  `${'é'.repeat(125)}.text`,
  `${'a'.repeat(251)}.bin`,
  '漢'.repeat(85),
];

/** About 2,000 files in nested folders, empty folders at every depth, odd names, empty files. */
function bigTree(): Tree {
  const tree: Record<string, Uint8Array | string | null> = {};
  for (let index = 0; index < 1_900; index++) {
    const folder = `all/level ${index % 7}/part ${index % 31}`;
    tree[`${folder}/file ${index}.bin`] = randomBytes((index * 37) % 5_000);
  }
  for (let index = 0; index < 40; index++) tree[`all/empty ${index % 3}/${index}`] = null;
  for (const name of ODD_NAMES) {
    tree[`all/names/${name}`] = `content of ${name}`;
    tree[`all/folders with names/${name}/inside`] = '';
  }
  for (let index = 0; index < 20; index++) tree[`all/zero/${index}`] = '';
  tree[`all/${Array.from({ length: 60 }, (_, depth) => depth).join('/')}/deep.txt`] = 'deep';
  tree['all/big.bin'] = randomBytes(3 * MAX_DATA_BYTES + 17);
  return tree;
}

describe('a tree of files', () => {
  it('arrives entry by entry: bytes, names, times, empty folders', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, bigTree());
    await spreadTimes(source);

    const { sent, received } = await sendAll(pair, [join(source, 'all')]);

    expect(sent).toMatchObject({ state: 'done', filesFailed: 0, filesSkipped: 0, title: 'all', itemCount: 1 });
    expect(received).toMatchObject({ state: 'done', filesDone: sent.filesTotal, bytesDone: sent.bytesTotal });
    expect(await describeTree(pair.receiver.inboxDir)).toEqual(await describeTree(source));
    await expectNoLeftovers(pair.receiver);
  });

  it('may be made of empty folders only', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, { 'a/b/c': null, 'a/d': null, e: null });
    await spreadTimes(source);

    const { sent, received } = await sendAll(pair, [join(source, 'a'), join(source, 'e')]);

    expect(sent).toMatchObject({ state: 'done', filesTotal: 0, bytesTotal: 0, itemCount: 2 });
    expect(received).toMatchObject({ state: 'done', filesTotal: 0, canShow: true });
    expect(await describeTree(pair.receiver.inboxDir)).toEqual(await describeTree(source));
  });

  it('may be one empty folder', async () => {
    const pair = await startPair();
    const source = join(await makeTempDir(), 'nothing');
    await mkdir(source);
    const { sent, received } = await sendAll(pair, [source]);
    expect([sent.state, received.state]).toEqual(['done', 'done']);
    expect(Object.keys(await describeTree(pair.receiver.inboxDir))).toEqual(['nothing']);
  });
});

describe('files at the borders of frames and buffers', () => {
  const KIB = 1024;
  const sizes = [0, 1, 128 * KIB, 256 * KIB, MAX_DATA_BYTES, 2 * MAX_DATA_BYTES].flatMap((size) =>
    [size - 1, size, size + 1].filter((bytes) => bytes >= 0),
  );

  it('arrive one by one', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    for (const size of [0, 1, 128 * KIB + 1, 256 * KIB, MAX_DATA_BYTES - 1, MAX_DATA_BYTES, MAX_DATA_BYTES + 1]) {
      await makeTree(source, { [`${size}.bin`]: randomBytes(size) });
      const { sent, received } = await sendAll(pair, [join(source, `${size}.bin`)]);
      expect([size, sent.state, received.state, received.bytesDone]).toEqual([size, 'done', 'done', size]);
    }
    expect(await describeTree(pair.receiver.inboxDir)).toEqual(await describeTree(source));
  });

  it('arrive all in one stream, in any order of sizes', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    const orders = [sizes, sizes.toReversed(), sizes.flatMap((size) => [size, 0, 7])];
    for (const [turn, order] of orders.entries()) {
      const names = order.map((size, position) => [`${turn}/${1000 + position}`, randomBytes(size)]);
      await makeTree(source, Object.fromEntries(names) as Tree); // pairs of a path and its bytes
    }
    const { sent, received } = await sendAll(
      pair,
      ['0', '1', '2'].map((name) => join(source, name)),
    );
    expect([sent.state, received.state]).toEqual(['done', 'done']);
    expect(await describeTree(pair.receiver.inboxDir)).toEqual(await describeTree(source));
  });
});
