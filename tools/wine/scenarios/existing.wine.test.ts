import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listPaths, makeTree, type Tree } from '../../../electron/engine/testing/source-tree.ts';
import { offer } from '../../../electron/engine/testing/transfers.ts';
import { holdFiles } from '../testing/other-programs.ts';
import { makeSource, transfer, writeBigFile } from '../testing/transfer.ts';
import { introduce, prepareSystems, startOn, startPairOn } from '../testing/wine-engine.ts';

prepareSystems();

/** Everything in the files below a folder, as text. */
async function textsBelow(directory: string): Promise<readonly string[]> {
  const paths = await listPaths(directory).catch(() => []);
  const files = paths.filter((path) => /\.(jpg|txt)$/i.test(path));
  return (await Promise.all(files.map((path) => readFile(join(directory, path), 'utf8')))).toSorted();
}

describe('names that are taken, in another case', () => {
  const SENT: Tree = { 'E/Photo.jpg': 'new', 'E/same.txt': 'same', 'E/sub/x.txt': 'x2', 'top.txt': 'new top' };
  const STANDING: Tree = { 'e/photo.jpg': 'old', 'e/SAME.txt': 'same', 'e/SUB/x.txt': 'x1', 'TOP.txt': 'old top' };

  it.each([
    ['keep-both', ['new', 'new top', 'old', 'old top', 'same', 'same', 'x1', 'x2'], []],
    ['skip-identical', ['new', 'new top', 'old', 'old top', 'same', 'x1', 'x2'], []],
    ['replace', ['new', 'new top', 'same', 'x2'], ['old', 'old top', 'x1']],
  ] as const)('are treated as "%s" says', async (choice, inbox, trash) => {
    const pair = await startPairOn('linux', 'windows');
    const source = await makeSource(SENT);
    await makeTree(pair.receiver.inboxDir, STANDING);
    const { sent } = await transfer(pair, [join(source, 'E'), join(source, 'top.txt')], choice);
    expect(sent.state).toBe('done');
    expect(await textsBelow(pair.receiver.inboxDir)).toEqual(inbox);
    expect(await textsBelow(pair.receiver.trashDir)).toEqual(trash);
  });
});

it('of files to be replaced, one that another program has for itself stays, and the new one stands beside it', async () => {
  const pair = await startPairOn('linux', 'windows');
  const { inboxDir, trashDir, engine } = pair.receiver;
  const source = await makeSource({ 'R/locked.txt': 'new 1', 'R/read.txt': 'new 2', 'R/free.txt': 'new 3' });
  await makeTree(inboxDir, { 'R/locked.txt': 'old 1', 'R/read.txt': 'old 2', 'R/free.txt': 'old 3' });
  await holdFiles('alone', join(inboxDir, 'R/locked.txt'));
  await holdFiles('shared', join(inboxDir, 'R/read.txt'));

  const { id, sent } = await transfer(pair, [join(source, 'R')], 'replace');

  expect(sent.state).toBe('done');
  expect(await readFile(join(inboxDir, 'R/locked.txt'), 'utf8')).toBe('old 1');
  expect(await textsBelow(inboxDir)).toEqual(['new 1', 'new 2', 'new 3', 'old 1']);
  expect(await textsBelow(trashDir)).toEqual(['old 2', 'old 3']);
  const { rows } = await engine.files({ transferId: id, offset: 0, limit: 10, filter: 'all' });
  const remarks = Object.fromEntries(rows.map(({ path, remarks }) => [path, remarks]));
  expect(remarks).toMatchObject({ 'R/locked.txt': ['not-replaced'], 'R/read.txt': ['replaced'] });
});

it.each(['Photo.jpg', 'photo.jpg'])('what has just arrived is not replaced by %s of another device', async (name) => {
  const pair = await startPairOn('linux', 'windows', { sender: { uploadLimit: 6 << 20 } });
  const { receiver } = pair;
  const first = await makeSource({ 'Photo.jpg': 'from the first' });
  const second = await makeSource({ [name]: 'from the second' });
  await makeTree(receiver.inboxDir, { 'Photo.jpg': 'old' });
  await writeBigFile(join(first, 'z big.bin'), 60);

  const id = await offer(pair, [join(first, 'Photo.jpg'), join(first, 'z big.bin')]);
  await receiver.engine.accept(id, [], 'replace');
  await receiver.until(({ transfers }) => transfers.find((one) => one.id === id && one.filesDone === 1));
  const other = await startOn('linux', 'Other');
  await introduce(other, receiver);
  await transfer({ sender: other, receiver }, [join(second, name)], 'replace');

  expect(await textsBelow(receiver.trashDir)).not.toContain('from the first');
  expect(await textsBelow(receiver.inboxDir)).toEqual(expect.arrayContaining(['from the first', 'from the second']));
});
