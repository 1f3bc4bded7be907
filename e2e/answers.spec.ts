import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dropOnPeer } from './support/drop.ts';
import { makeFile } from './support/files.ts';
import { expect, test } from './support/lanyard-test.ts';
import { SLOW_BYTES, slowDown } from './support/slow-transfer.ts';
import { acceptOffer, expectMoving, expectState, offerId, rowOf, rows } from './support/transfer-view.ts';

test('a declined offer is told to the sender and writes nothing', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'a.bin'), 1000)]);
  await alice.page.getByTestId('offer-decline').click();
  await expectState(rows(bob.page, 'send'), 'declined');
  await expect(alice.page.getByTestId('offer-dialog')).toHaveCount(0);
  expect(await readdir(alice.inboxDir)).toEqual([]);
});

test('the sender cancels in the middle: both say who it was, nothing stays', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  await slowDown(bob);
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'big.bin'), SLOW_BYTES)]);
  const id = await acceptOffer(alice.page);
  await expectMoving(rowOf(bob.page, id));
  await rowOf(bob.page, id).getByTestId('transfer-cancel').click();
  await expectState(rowOf(bob.page, id), 'cancelled');
  await expectState(rowOf(alice.page, id), 'cancelled');
  await expect(rowOf(alice.page, id).getByTestId('transfer-error')).toContainText('Bob');
  await expect.poll(() => readdir(alice.inboxDir)).toEqual([]);
});

test('the receiver cancels in the middle: both say who it was, nothing stays', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  await slowDown(bob);
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'big.bin'), SLOW_BYTES)]);
  const id = await acceptOffer(alice.page);
  await expectMoving(rowOf(alice.page, id));
  await rowOf(alice.page, id).getByTestId('transfer-cancel').click();
  await expectState(rowOf(alice.page, id), 'cancelled');
  await expectState(rowOf(bob.page, id), 'cancelled');
  await expect(rowOf(bob.page, id).getByTestId('transfer-error')).toContainText('Alice');
  await expect.poll(() => readdir(alice.inboxDir)).toEqual([]);
});

test('an offer that the sender takes back disappears', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'a.bin'), 1000)]);
  const id = await offerId(alice.page);
  await rowOf(bob.page, id).getByTestId('transfer-cancel').click();
  await expect(alice.page.getByTestId('offer-dialog')).toHaveCount(0);
  await expectState(rowOf(bob.page, id), 'cancelled');
});

test('only the ticked files of an offer arrive', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  const tree = join(folder, 'tree');
  await mkdir(join(tree, 'sub'), { recursive: true });
  for (const name of ['a.bin', 'b.bin', 'sub/c.bin']) await makeFile(join(tree, name), 2000);
  await dropOnPeer(bob.page, 'Alice', [tree, await makeFile(join(folder, 'z.bin'), 100)]);

  const card = alice.page.getByTestId('offer-dialog');
  await card.getByRole('checkbox', { name: 'z.bin' }).click();
  const id = await acceptOffer(alice.page);
  await expectState(rowOf(bob.page, id), 'done');
  expect((await readdir(alice.inboxDir, { recursive: true })).sort()).toEqual(
    ['tree', 'tree/a.bin', 'tree/b.bin', 'tree/sub', 'tree/sub/c.bin'].sort(),
  );
  expect((await bob.snapshot()).transfers[0]).toMatchObject({ filesDone: 3, filesSkipped: 1 });
});
