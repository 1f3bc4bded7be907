import { readdir } from 'node:fs/promises';
import { expect, test } from './support/lanyard-test.ts';

test('the connection to a device is tested from its menu, and the figures can be copied', async ({ launchPair }) => {
  const [alice, bob] = await launchPair();
  await alice.page.getByRole('button', { name: 'More for Bob' }).click();
  await alice.page.getByTestId('test-connection').click();
  const dialog = alice.page.getByTestId('connection-test');
  await expect(alice.page.getByRole('dialog', { name: 'Connection to Bob' })).toBeVisible();
  await expect(dialog).toHaveAttribute('data-step', 'ended', { timeout: 60_000 });
  const valueOf = (row: string) => dialog.locator(`[data-row="${row}"] .connection-test-value`);
  for (const row of ['send', 'receive', 'write-here']) await expect(valueOf(row)).toContainText('B/s');
  // nothing was exchanged with Alice so far
  await expect(dialog.getByTestId('test-error')).toContainText('Bob measures its disk only for devices that it knows.');
  await expect(dialog.getByTestId('test-verdicts')).toContainText('Sending a large file: ');
  expect(await Promise.all([alice, bob].map(({ inboxDir }) => readdir(inboxDir)))).toEqual([[], []]);

  await dialog.getByTestId('test-copy').click();
  await expect(dialog.getByTestId('test-copy')).toHaveText('Copied');
  const text = await alice.app.evaluate(({ clipboard }) => clipboard.readText());
  expect(text).toContain('Connection to Bob');
  expect(text).toMatch(/Sending: [\d.,]+ \wB\/s/);

  await alice.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});
