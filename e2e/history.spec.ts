import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from '@playwright/test';
import type { HistoryResult } from '../shared/model/history.ts';
import { toTransferId } from '../shared/model/ids.ts';
import { dropOnPeer } from './support/drop.ts';
import { makeFile, sha256Of } from './support/files.ts';
import type { LaunchedApp } from './support/launch-app.ts';
import { expect, test } from './support/lanyard-test.ts';
import { SLOW_BYTES, slowDown, speedUp } from './support/slow-transfer.ts';
import { acceptOffer, expectMoving, expectState, rowOf, rows } from './support/transfer-view.ts';

async function openHistory(page: Page): Promise<void> {
  await page.getByTestId('open-history').click();
  await page.getByTestId('history-screen').waitFor();
}

function pastRow(page: Page, transferId: string): Locator {
  return page.locator(`[data-testid="history-row"][data-transfer-id="${transferId}"]`);
}

async function expectResult(row: Locator, result: HistoryResult): Promise<void> {
  await expect(row).toHaveAttribute('data-result', result);
}

/** Sends one file from Bob to Alice and waits until both have it done. */
async function exchange(alice: LaunchedApp, bob: LaunchedApp, path: string): Promise<string> {
  await dropOnPeer(bob.page, 'Alice', [path]);
  const id = await acceptOffer(alice.page);
  await expectState(rowOf(bob.page, id), 'done');
  await expectState(rowOf(alice.page, id), 'done');
  return id;
}

test('what was sent, received and declined is listed, found, and there after a restart', async ({
  launchPair,
  launchApp,
  folder,
}) => {
  const [alice, bob] = await launchPair();
  const source = await makeFile(join(folder, '季度报告 final.bin'), 300_000);
  const sent = await exchange(alice, bob, source);
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'unwanted.bin'), 100)]);
  const declined = await alice.page.getByTestId('offer-dialog').getAttribute('data-transfer-id');
  await alice.page.getByTestId('offer-decline').click();
  await expectState(rowOf(bob.page, declined ?? ''), 'declined');

  await openHistory(bob.page);
  await expectResult(pastRow(bob.page, sent), 'done');
  await expectResult(pastRow(bob.page, declined ?? ''), 'declined');
  await openHistory(alice.page);
  await expect(pastRow(alice.page, sent)).toHaveAttribute('data-direction', 'receive');
  await expectResult(pastRow(alice.page, declined ?? ''), 'declined');

  await alice.page.getByTestId('history-search').fill('季度');
  await expect(alice.page.getByTestId('history-row')).toHaveCount(1);
  await pastRow(alice.page, sent).getByTestId('history-details').click();
  const file = alice.page.getByTestId('history-file');
  await expect(file).toHaveAttribute('data-status', 'done');
  await expect(file.locator('code')).toHaveAttribute('title', await sha256Of(source));
  await file.getByTestId('history-copy-hash').click();
  const copied = () => alice.app.evaluate(({ clipboard }) => clipboard.readText());
  await expect.poll(copied).toBe(await sha256Of(source));
  await alice.page.getByTestId('history-search').fill('nothing like it');
  await expect(alice.page.getByTestId('history-empty')).toBeVisible();
  await alice.page.keyboard.press('Escape');
  await expect(alice.page.getByTestId('history-row')).toHaveCount(2);

  await alice.close();
  const again = await launchApp({ name: 'Alice', homeDir: alice.homeDir });
  await openHistory(again.page);
  await expect(again.page.getByTestId('history-row')).toHaveCount(2);
  if (process.platform !== 'win32') expect((await stat(join(alice.dataDir, 'history.db'))).mode & 0o777).toBe(0o600);
});

test('a transfer that a kill cut short goes on after the restart, and is one entry with its true end', async ({
  launchPair,
  launchApp,
  folder,
}) => {
  const [alice, bob] = await launchPair();
  await slowDown(bob);
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'big.bin'), SLOW_BYTES)]);
  const id = await acceptOffer(alice.page);
  await expectMoving(rowOf(alice.page, id));
  // the entry is written beside the transfer; the kill must not come before it
  await expect.poll(() => readdir(alice.dataDir)).toContain('history.db');
  await expect
    .poll(async () => (await stat(join(alice.dataDir, 'history.db-wal')).catch(() => ({ size: 0 }))).size)
    .toBeGreaterThan(50_000);
  await alice.kill();
  await expectState(rowOf(bob.page, id), 'waiting');

  await speedUp(bob);
  const again = await launchApp({ name: 'Alice', homeDir: alice.homeDir });
  await expectState(rowOf(bob.page, id), 'done');
  for (const page of [again.page, bob.page]) {
    await openHistory(page);
    await expectResult(pastRow(page, id), 'done');
    await expect(page.getByTestId('history-row')).toHaveCount(1);
  }
});

test('what quitting interrupts is written down with its files when it is done after all', async ({
  launchPair,
  launchApp,
  folder,
}) => {
  const [alice, bob] = await launchPair();
  await slowDown(bob);
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'big.bin'), SLOW_BYTES)]);
  const id = await acceptOffer(alice.page);
  await expectMoving(rowOf(bob.page, id));
  await bob.close();
  const again = await launchApp({ name: 'Bob', homeDir: bob.homeDir });
  await speedUp(again);
  await expectState(rowOf(again.page, id), 'done');
  await openHistory(again.page);
  await expectResult(pastRow(again.page, id), 'done');
  await pastRow(again.page, id).getByTestId('history-details').click();
  await expect(again.page.getByTestId('history-file')).toHaveCount(1);
});

test('sends again from the history, and says when what arrived has been moved away', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  const id = await exchange(alice, bob, await makeFile(join(folder, 'a.bin'), 1000));
  await openHistory(bob.page);
  await pastRow(bob.page, id).getByTestId('history-send-again').click();
  await expect(rows(bob.page, 'send')).toHaveCount(2);
  const second = await acceptOffer(alice.page);
  await expectState(rowOf(bob.page, second), 'done');
  // it was there to the last byte
  await expect(rowOf(bob.page, second).getByTestId('transfer-report')).toHaveText('0 sent · 1 was there already');
  expect((await readdir(alice.inboxDir)).length).toBe(1);

  await openHistory(alice.page);
  await rm(join(alice.inboxDir, 'a.bin'));
  await pastRow(alice.page, id).getByTestId('history-show').click();
  await expect(alice.page.getByText('It is not where it was')).toBeVisible();
});

test('removed and cleared entries stay away; what is on the list is written before it is forgotten', async ({
  launchPair,
  launchApp,
  folder,
}) => {
  const [alice, bob] = await launchPair();
  const first = await exchange(alice, bob, await makeFile(join(folder, 'first.bin'), 1000));
  const second = await exchange(alice, bob, await makeFile(join(folder, 'second.bin'), 1000));
  await (
    await bob.api()
  ).evaluate((lanyard, transferId) => lanyard.dismissTransfer({ transferId }), toTransferId(second));
  await openHistory(bob.page);
  await expect(bob.page.getByTestId('history-row')).toHaveCount(2);
  await pastRow(bob.page, first).getByTestId('history-remove').click();
  await expect(bob.page.getByTestId('history-row')).toHaveCount(1);
  await bob.page.getByTestId('history-clear').click();
  await bob.page.getByTestId('history-clear-confirm').click();
  await expect(bob.page.getByTestId('history-empty')).toBeVisible();
  await bob.close();
  const again = await launchApp({ name: 'Bob', homeDir: bob.homeDir });
  await openHistory(again.page);
  await expect(again.page.getByTestId('history-empty')).toBeVisible();
});

test('nothing is written while the history is turned off', async ({ launchPair, launchApp, folder }) => {
  const [alice, bob] = await launchPair();
  const reply = await (await bob.api()).evaluate((lanyard) => lanyard.changeSettings({ keepsHistory: false }));
  expect(reply.ok).toBe(true);
  await exchange(alice, bob, await makeFile(join(folder, 'private.bin'), 1000));
  await openHistory(alice.page);
  await expect(alice.page.getByTestId('history-row')).toHaveCount(1);
  await openHistory(bob.page);
  await expect(bob.page.getByTestId('history-off')).toBeVisible();
  await expect(bob.page.getByTestId('history-empty')).toBeVisible();
  await bob.close();
  const again = await launchApp({ name: 'Bob', homeDir: bob.homeDir });
  await openHistory(again.page);
  await expect(again.page.getByTestId('history-empty')).toBeVisible();
});

test('an unreadable history is kept aside and said; one that cannot be opened stops no transfer', async ({
  launchApp,
  launchPair,
  folder,
}) => {
  const alone = await launchApp({ name: 'Alone' });
  await alone.close();
  await writeFile(join(alone.dataDir, 'history.db'), 'rubbish'.repeat(1000));
  const again = await launchApp({ name: 'Alone', homeDir: alone.homeDir });
  await openHistory(again.page);
  await expect(again.page.getByTestId('history-screen')).toContainText('history.broken-1.db');

  const [alice, bob] = await launchPair();
  // what the lock's folder cannot replace
  await rm(join(alice.dataDir, 'history.db'), { force: true });
  await writeFile(join(alice.dataDir, 'history.db.lock'), 'not a lock of ours');
  await exchange(alice, bob, await makeFile(join(folder, 'a.bin'), 1000));
  await openHistory(alice.page);
  await expect(alice.page.getByTestId('history-error')).toBeVisible();
  await rm(join(alice.dataDir, 'history.db.lock'));
  await alice.page.getByTestId('history-error').getByRole('button').click();
  await expect(alice.page.getByTestId('history-empty')).toBeVisible();
});

/** The next save dialog of `app` answers with `path`. */
async function answerSaveDialog(app: LaunchedApp, path: string): Promise<void> {
  await app.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
}

test('a receipt is saved on both ends, sha256sum accepts it, and what changes later is found', async ({
  launchPair,
  folder,
}) => {
  const [alice, bob] = await launchPair();
  const source = join(folder, 'Photos');
  await mkdir(source);
  for (const name of ['a.bin', ' line\nbreak', '家.png']) await makeFile(join(source, name), 50_000);
  const id = await exchange(alice, bob, source);
  for (const [app, root] of [
    [alice, alice.inboxDir],
    [bob, folder],
  ] as const) {
    await openHistory(app.page);
    await pastRow(app.page, id).getByTestId('history-details').click();
    const file = join(folder, `${app.name}.sha256`);
    await answerSaveDialog(app, file);
    await app.page.getByTestId('history-save-receipt').click();
    await expect(app.page.getByText(`Receipt saved as “${app.name}.sha256”`)).toBeVisible();
    if (process.platform === 'linux') {
      const options = { cwd: root, env: { LC_ALL: 'C' } };
      const { stdout } = await promisify(execFile)('sha256sum', ['--check', '--strict', file], options);
      expect(stdout.match(/: OK\n/g)).toHaveLength(3);
    }
    await app.page.getByTestId('history-verify').click();
    await expect(app.page.getByTestId('history-check')).toHaveAttribute('data-state', 'done');
    await expect(app.page.getByTestId('history-check')).toContainText('3 of 3 files');
  }
  await writeFile(join(alice.inboxDir, 'Photos/a.bin'), 'other');
  await rm(join(alice.inboxDir, 'Photos/家.png'));
  await alice.page.getByTestId('history-verify').click();
  await expect(alice.page.getByTestId('history-check')).toContainText('1 has changed · 1 is missing');
  const problems = alice.page.getByTestId('history-problem');
  await expect(problems).toHaveCount(2);
  await expect(problems.first()).toContainText('a.bin');
});
