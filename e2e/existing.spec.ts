import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LaunchedApp } from './support/launch-app.ts';
import { dropOnPeer } from './support/drop.ts';
import { makeFile, sha256Of } from './support/files.ts';
import { expect, test } from './support/lanyard-test.ts';
import { acceptOffer, expectMoving, expectState, offerId, rowOf } from './support/transfer-view.ts';

const MB = 1_000_000;

/** What is moved to the trash is only noted and taken away: the computer's own trash is not for tests. */
async function catchTrash({ app }: LaunchedApp, folder: string): Promise<string> {
  const trash = join(folder, 'trash');
  await mkdir(trash);
  await app.evaluate(({ shell }, target) => {
    const { renameSync } = process.getBuiltinModule('node:fs');
    shell.trashItem = (path) => {
      renameSync(path, `${target}/${path.split('/').at(-1)}`);
      return Promise.resolve();
    };
  }, trash);
  return trash;
}

test('what is there already is not sent, and each file that differs is kept or replaced as the user says', async ({
  launchPair,
  folder,
}) => {
  const [alice, bob] = await launchPair();
  const trash = await catchTrash(alice, folder);
  // of devices that are known the offer is compared before the answer
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'first.bin'), 1_000)]);
  await expectState(rowOf(bob.page, await acceptOffer(alice.page)), 'done');
  await rm(join(alice.inboxDir, 'first.bin'));
  const album = join(folder, 'album');
  await mkdir(album);
  const names = ['changed.txt', 'kept.txt', 'new.bin', 'same.bin'];
  await makeFile(join(album, 'new.bin'), MB);
  await makeFile(join(album, 'same.bin'), 2 * MB);
  await cp(album, join(alice.inboxDir, 'album'), { recursive: true, preserveTimestamps: true });
  await rename(join(alice.inboxDir, 'album/new.bin'), join(folder, 'elsewhere'));
  for (const name of ['changed.txt', 'kept.txt']) {
    await writeFile(join(album, name), 'theirs');
    await writeFile(join(alice.inboxDir, 'album', name), 'mine');
  }

  await dropOnPeer(bob.page, 'Alice', [album]);
  const card = alice.page.getByTestId('offer-dialog');
  await expect(card.getByTestId('offer-comparison')).toContainText('1 of 4 files is there already');
  await expect(card.getByTestId('offer-standing')).toHaveText(['differs', 'differs', 'there already']);
  await expect(card.getByRole('radio', { name: 'Add what is missing; where files differ, keep both' })).toBeChecked();
  await card.getByRole('combobox', { name: 'What to do with changed.txt, which differs' }).click();
  await alice.page.getByRole('option', { name: 'Replace' }).click();
  const id = await acceptOffer(alice.page);
  await expectState(rowOf(alice.page, id), 'done');
  await expectState(rowOf(bob.page, id), 'done');

  expect((await readdir(join(alice.inboxDir, 'album'))).sort()).toEqual([...names, 'kept (1).txt'].sort());
  for (const [name, text] of [
    ['changed.txt', 'theirs'],
    ['kept.txt', 'mine'],
    ['kept (1).txt', 'theirs'],
  ] as const) {
    expect(await readFile(join(alice.inboxDir, 'album', name), 'utf8')).toBe(text);
  }
  expect(await sha256Of(join(alice.inboxDir, 'album/new.bin'))).toBe(await sha256Of(join(album, 'new.bin')));
  expect(await readdir(trash)).toHaveLength(1);

  await expect(rowOf(bob.page, id).getByTestId('transfer-report')).toHaveText('3 sent · 1 was there already');
  const row = rowOf(alice.page, id);
  const words = '3 received · 1 was there already · 1 old file is in the trash';
  await expect(row.getByTestId('transfer-report')).toHaveText(words);
  await row.getByTestId('transfer-not-kept').click();
  await expect(row.getByTestId('file-row').filter({ hasText: 'Saved as kept (1).txt' })).toBeVisible();
  await alice.page.getByTestId('open-history').click();
  await expect(alice.page.getByTestId('history-report')).toContainText(words);
});

test('a transfer that was paused goes on from the history', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  const limitTo = async (uploadLimit: number | null) =>
    (await bob.api()).evaluate((lanyard, limit) => lanyard.changeSettings({ uploadLimit: limit }), uploadLimit);
  await limitTo(2 * MB);
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'film.bin'), 20 * MB)]);
  await alice.page.getByTestId('offer-dialog').waitFor();
  const id = await offerId(alice.page);
  await acceptOffer(alice.page);
  await expectMoving(rowOf(alice.page, id));
  await rowOf(alice.page, id).getByTestId('transfer-pause').click();
  await expectState(rowOf(alice.page, id), 'paused');
  await expectState(rowOf(bob.page, id), 'paused');
  await bob.page.getByTestId('open-history').click();
  await expect(bob.page.getByTestId('history-open')).toContainText('Paused on Alice');
  await expect(bob.page.getByTestId('history-continue')).toHaveCount(0);
  await limitTo(null);
  await alice.page.getByTestId('open-history').click();
  await alice.page.getByTestId('history-continue').click();
  const past = alice.page.locator(`[data-testid="history-row"][data-transfer-id="${id}"]`);
  await expect(past).toHaveAttribute('data-result', 'done');
  await expect(alice.page.getByTestId('history-open')).toHaveCount(0);
});
