import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { startAgain } from './support/desktop.ts';
import { makeFile, sha256Of } from './support/files.ts';
import { expect, test } from './support/lanyard-test.ts';
import { acceptOffer, expectState, rows } from './support/transfer-view.ts';

const question = (page: Page): Locator => page.getByTestId('pending-send');

test('a file on the command line waits for a device and goes where it is told', async ({ launchPair, folder }) => {
  const source = await makeFile(join(folder, 'report.pdf'), 200_000);
  const [alice, bob] = await launchPair({}, { args: [source] });
  await expect(bob.page.getByRole('dialog')).toContainText('Send “report.pdf” to…');
  await question(bob.page).getByRole('button', { name: 'Alice' }).click();
  await expect(question(bob.page)).toBeHidden();
  await acceptOffer(alice.page);
  await expectState(rows(bob.page, 'send'), 'done');
  expect(await sha256Of(join(alice.inboxDir, basename(source)))).toBe(await sha256Of(source));
  expect((await bob.snapshot()).pendingSend).toBeNull();
});

test('files given to the running app are asked about there, and sent by keyboard', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  const photos = join(folder, 'photos');
  await mkdir(photos);
  const inside = await makeFile(join(photos, 'one.jpg'), 5_000);
  const beside = await makeFile(join(folder, 'two words.txt'), 300);
  await startAgain(bob, [photos, beside]);
  await expect(bob.page.getByRole('dialog')).toContainText('Send “photos” and 1 other to…');
  // the first device has the keyboard
  await expect(question(bob.page).getByRole('button', { name: 'Alice' })).toBeFocused();
  await bob.page.keyboard.press('Enter');
  await acceptOffer(alice.page);
  await expectState(rows(alice.page, 'receive'), 'done');
  expect(await sha256Of(join(alice.inboxDir, 'photos/one.jpg'))).toBe(await sha256Of(inside));
  expect(await sha256Of(join(alice.inboxDir, 'two words.txt'))).toBe(await sha256Of(beside));
});

test('while nobody is there it waits, and the first device appears by itself', async ({ launchApp, folder }) => {
  const source = await makeFile(join(folder, 'later.bin'), 1_000);
  const bob = await launchApp({ name: 'Bob', args: [source] });
  await expect(bob.page.getByRole('dialog')).toContainText('Waiting for a device nearby…');
  const { self } = await bob.snapshot();
  const alice = await launchApp({ name: 'Alice', env: { LANYARD_PEERS: `127.0.0.1:${self.port}` } });
  await question(bob.page).getByRole('button', { name: 'Alice' }).click();
  await acceptOffer(alice.page);
  await expectState(rows(bob.page, 'send'), 'done');
});

test('closing the question forgets the lot, and a later one is asked about anew', async ({ launchApp, folder }) => {
  const bob = await launchApp({ name: 'Bob', args: [await makeFile(join(folder, 'first.bin'), 10)] });
  await expect(bob.page.getByRole('dialog')).toContainText('first.bin');
  await bob.page.keyboard.press('Escape');
  await expect(question(bob.page)).toBeHidden();
  await startAgain(bob, [await makeFile(join(folder, 'second.bin'), 10)]);
  await expect(bob.page.getByRole('dialog')).toContainText('second.bin');
  await expect(bob.page.getByRole('dialog')).toHaveCount(1);
  await bob.page.keyboard.press('Escape');
  await expect(question(bob.page)).toBeHidden();
  await expect.poll(async () => (await bob.snapshot()).pendingSend).toBeNull();
});
