import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dropFiles, dropOnPeer, tileOf } from './support/drop.ts';
import { makeFile } from './support/files.ts';
import { expect, test } from './support/lanyard-test.ts';
import { acceptOffer, expectMoving, expectState, rowOf, rows } from './support/transfer-view.ts';

test('a receiver killed in the middle leaves no final file, and its next start nothing at all', async ({
  launchPair,
  launchApp,
  folder,
}) => {
  const [alice, bob] = await launchPair();
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'big.bin'), 700_000_000)]);
  const id = await acceptOffer(alice.page);
  await expectMoving(rowOf(bob.page, id));
  await alice.kill();

  await expectState(rowOf(bob.page, id), 'failed');
  await expect(rowOf(bob.page, id).getByTestId('transfer-error')).toContainText('Alice');
  await expect(tileOf(bob.page, 'Alice')).toHaveAttribute('data-status', 'offline', { timeout: 30_000 });
  expect(await readdir(alice.inboxDir)).not.toContain('big.bin');

  await launchApp({ name: 'Alice', homeDir: alice.homeDir });
  expect(await readdir(alice.inboxDir)).toEqual([]);
});

test('a sender killed in the middle is said, and leaves nothing', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'big.bin'), 700_000_000)]);
  const id = await acceptOffer(alice.page);
  await expectMoving(rowOf(alice.page, id));
  await bob.kill();
  await expectState(rowOf(alice.page, id), 'failed');
  await expect(rowOf(alice.page, id).getByTestId('transfer-error')).toContainText('Bob');
  await expect.poll(() => readdir(alice.inboxDir)).toEqual([]);
});

test('a peer that is gone: "cannot reach", and the app lives on', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  const source = await makeFile(join(folder, 'a.bin'), 1000);
  const { self } = await alice.snapshot();
  await alice.kill();
  const api = await bob.api();
  // the drop is quicker than the news that the peer is gone
  await bob.app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, source);
  await api.evaluate((lanyard, peerId) => lanyard.chooseAndSend({ peerId, kind: 'files' }), self.id);

  await expectState(rows(bob.page, 'send'), 'failed');
  await expect(rows(bob.page, 'send').getByTestId('transfer-error')).toContainText(
    /cannot reach|can’t reach|could not/i,
  );
  await expect(tileOf(bob.page, 'Alice')).toHaveAttribute('data-status', 'offline', { timeout: 30_000 });
  expect((await bob.snapshot()).engineError).toBeNull();
});

test('files dropped on a device that is away are tried, and "cannot reach" is said', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  await alice.close();
  const tile = tileOf(bob.page, 'Alice');
  await expect(tile).toHaveAttribute('data-status', 'offline', { timeout: 30_000 });
  await dropFiles(bob.page, tile, [await makeFile(join(folder, 'a.bin'), 1000)]);
  await expectState(rows(bob.page, 'send'), 'failed');
  await expect(rows(bob.page, 'send').getByTestId('transfer-error')).toContainText('Cannot reach');
});

test('an inbox that is missing is said at the offer, on both ends, and can be mended', async ({
  launchPair,
  folder,
}) => {
  const [alice, bob] = await launchPair();
  await rm(alice.inboxDir, { recursive: true });
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'a.bin'), 1000)]);
  const card = alice.page.getByTestId('offer-dialog');
  await expect(card.getByTestId('offer-problem')).toBeVisible();
  await expect(alice.page.getByTestId('offer-accept')).toBeDisabled();
  await expect(rows(bob.page, 'send').getByTestId('transfer-error')).toBeVisible();

  await mkdir(alice.inboxDir);
  await expect(alice.page.getByTestId('offer-accept')).toBeEnabled();
  await expectState(rowOf(bob.page, await acceptOffer(alice.page)), 'done');
  expect(await readdir(alice.inboxDir)).toEqual(['a.bin']);
});
