import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dropFiles, dropOnPeer, tileOf } from './support/drop.ts';
import { makeFile, sha256Of } from './support/files.ts';
import { expect, test } from './support/lanyard-test.ts';
import { SLOW_BYTES, slowDown, speedUp } from './support/slow-transfer.ts';
import { acceptOffer, expectMoving, expectState, rowOf, rows } from './support/transfer-view.ts';

test('a receiver killed in the middle leaves no final file; started again, it goes on by itself to the true end', async ({
  launchPair,
  launchApp,
  folder,
}) => {
  const [alice, bob] = await launchPair();
  const source = await makeFile(join(folder, 'big.bin'), SLOW_BYTES);
  await slowDown(bob);
  await dropOnPeer(bob.page, 'Alice', [source]);
  const id = await acceptOffer(alice.page);
  await expectMoving(rowOf(bob.page, id));
  await alice.kill();

  await expectState(rowOf(bob.page, id), 'waiting');
  await expect(rowOf(bob.page, id)).toContainText('Alice');
  await expect(tileOf(bob.page, 'Alice')).toHaveAttribute('data-status', 'offline');
  expect(await readdir(alice.inboxDir)).not.toContain('big.bin');

  const again = await launchApp({ name: 'Alice', homeDir: alice.homeDir });
  await speedUp(bob);
  await expectState(rowOf(bob.page, id), 'done');
  await expectState(rowOf(again.page, id), 'done');
  expect(await readdir(alice.inboxDir)).toEqual(['big.bin']);
  expect(await sha256Of(join(alice.inboxDir, 'big.bin'))).toBe(await sha256Of(source));
});

test('a sender killed in the middle is waited for, and goes on when it is started again', async ({
  launchPair,
  launchApp,
  folder,
}) => {
  const [alice, bob] = await launchPair();
  const source = await makeFile(join(folder, 'big.bin'), SLOW_BYTES);
  await slowDown(bob);
  await dropOnPeer(bob.page, 'Alice', [source]);
  const id = await acceptOffer(alice.page);
  await expectMoving(rowOf(alice.page, id));
  await bob.kill();
  await expectState(rowOf(alice.page, id), 'waiting');

  const again = await launchApp({ name: 'Bob', homeDir: bob.homeDir });
  await speedUp(again);
  await expectState(rowOf(again.page, id), 'done');
  await expectState(rowOf(alice.page, id), 'done');
  expect(await readdir(alice.inboxDir)).toEqual(['big.bin']);
  expect(await sha256Of(join(alice.inboxDir, 'big.bin'))).toBe(await sha256Of(source));
});

test('a transfer can be paused and continued by hand, on either side', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  const source = await makeFile(join(folder, 'big.bin'), SLOW_BYTES);
  await slowDown(bob);
  await dropOnPeer(bob.page, 'Alice', [source]);
  const id = await acceptOffer(alice.page);
  for (const [here, there] of [
    [bob, alice],
    [alice, bob],
  ] as const) {
    await expectMoving(rowOf(here.page, id));
    await rowOf(here.page, id).getByTestId('transfer-pause').click();
    await expect(rowOf(here.page, id)).toHaveAttribute('data-paused-by', 'here');
    await expect(rowOf(there.page, id)).toHaveAttribute('data-paused-by', 'there');
    await rowOf(here.page, id).getByTestId('transfer-resume').click();
  }
  await speedUp(bob);
  await expectState(rowOf(bob.page, id), 'done');
  await expectState(rowOf(alice.page, id), 'done');
  expect(await readdir(alice.inboxDir)).toEqual(['big.bin']);
  expect(await sha256Of(join(alice.inboxDir, 'big.bin'))).toBe(await sha256Of(source));
});

test('files for a device that is away wait for it, also over a restart, and are offered when it is there', async ({
  launchPair,
  launchApp,
  folder,
}) => {
  const [alice, bob] = await launchPair();
  await alice.close();
  const tile = tileOf(bob.page, 'Alice');
  await expect(tile).toHaveAttribute('data-status', 'offline');
  await dropFiles(bob.page, tile, [await makeFile(join(folder, 'a.bin'), 1000)]);
  await expectState(rows(bob.page, 'send'), 'waiting');
  expect((await bob.snapshot()).engineError).toBeNull();
  await bob.close();

  const bobAgain = await launchApp({ name: 'Bob', homeDir: bob.homeDir });
  await expectState(rows(bobAgain.page, 'send'), 'waiting');
  // both have other ports by now, and tests do without multicast
  const { port } = (await bobAgain.snapshot()).self;
  const env = { LANYARD_PEERS: `127.0.0.1:${port}` };
  const aliceAgain = await launchApp({ name: 'Alice', homeDir: alice.homeDir, env });
  await expect(aliceAgain.page.getByTestId('offer-dialog')).toBeVisible();
  const id = await acceptOffer(aliceAgain.page);
  await expectState(rowOf(bobAgain.page, id), 'done');
  expect(await readdir(alice.inboxDir)).toEqual(['a.bin']);
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
