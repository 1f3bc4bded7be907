import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dropOnPeer } from './support/drop.ts';
import { describeTree, makeTree } from './support/files.ts';
import { expect, test } from './support/lanyard-test.ts';
import { acceptOffer, expectState, rowOf } from './support/transfer-view.ts';

test('a tree of 2,000 files arrives entry by entry equal', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  const tree = join(folder, 'Photos 2026');
  await mkdir(tree);
  await makeTree(tree, 2000);
  await dropOnPeer(bob.page, 'Alice', [tree]);

  await expect(alice.page.getByTestId('offer-dialog')).toContainText('2,000 files');
  const id = await acceptOffer(alice.page);
  await expectState(rowOf(bob.page, id), 'done');
  await expectState(rowOf(alice.page, id), 'done');
  const expected = await describeTree(folder);
  expect([...expected.values()].filter((line) => !line.startsWith('folder'))).toHaveLength(2000);
  expect(await describeTree(alice.inboxDir)).toEqual(expected);
});

test('links inside a folder are not followed, and said', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  const tree = join(folder, 'tree');
  await mkdir(tree);
  await writeFile(join(folder, 'outside.txt'), 'secret');
  await writeFile(join(tree, 'inside.txt'), 'fine');
  await symlink('../outside.txt', join(tree, 'link.txt'));
  await dropOnPeer(bob.page, 'Alice', [tree]);

  const id = await acceptOffer(alice.page);
  await expectState(rowOf(bob.page, id), 'done');
  expect([...(await describeTree(alice.inboxDir)).keys()].sort()).toEqual(['tree/', 'tree/inside.txt']);
  const { transfers } = await bob.snapshot();
  expect(transfers[0]).toMatchObject({ filesDone: 1, filesSkipped: 0, filesFailed: 0, report: { leftOut: 1 } });
});
