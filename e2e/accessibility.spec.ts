import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { dropOnPeer, tileOf } from './support/drop.ts';
import { makeFile } from './support/files.ts';
import { expect, test } from './support/lanyard-test.ts';
import type { LaunchedApp } from './support/launch-app.ts';
import { startAgain } from './support/desktop.ts';
import { acceptOffer, expectState, rowOf, rows } from './support/transfer-view.ts';

async function violations(page: Page): Promise<readonly string[]> {
  // Electron has no second page for axe to finish in; Base UI's focus guards are meant to be focusable and hidden
  const axe = new AxeBuilder({ page }).setLegacyMode().exclude('[data-base-ui-focus-guard]');
  const result = await axe.analyze();
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

test('axe finds nothing in the empty window, the busy one and an offer, in both themes', async ({
  launchPair,
  launchApp,
  folder,
}) => {
  const alone = await launchApp({ name: 'Alone' });
  const [alice, bob] = await launchPair();
  // of devices that are known the offer is compared before the answer
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'first.bin'), 1000)]);
  await acceptOffer(alice.page);
  await expectState(rows(bob.page, 'send'), 'done');
  // another file of that name: the card asks what to do
  await makeFile(join(alice.inboxDir, 'a.bin'), 1000);
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'a.bin'), 1000)]);
  await alice.page.getByTestId('offer-file-choice').waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const { page } of [alone, alice, bob]) {
      await wearTheme(page, colorScheme);
      expect(await violations(page)).toEqual([]);
    }
  }
});

test('axe finds nothing on the other screens, in both themes and both languages, at twice the size', async ({
  launchPair,
  folder,
}) => {
  const [alice, bob] = await launchPair();
  const source = await makeFile(join(folder, 'a.bin'), 1000);
  await dropOnPeer(bob.page, 'Alice', [source]);
  await acceptOffer(alice.page);
  await expectState(rows(alice.page, 'receive'), 'done');
  await startAgain(bob, [source]);
  await bob.page.getByTestId('pending-send').waitFor();
  for (const language of ['en', 'zh-CN']) {
    for (const { page, ...app } of [alice, bob]) {
      await (await app.api()).evaluate((lanyard, chosen) => lanyard.changeSettings({ language: chosen }), language);
      await expect(page.locator(`html[lang="${language}"]`)).toBeAttached();
    }
    for (const colorScheme of ['light', 'dark'] as const) {
      await wearTheme(bob.page, colorScheme);
      expect(await violations(bob.page)).toEqual([]);
      await wearTheme(alice.page, colorScheme);
      for (const screen of ['settings', 'history'] as const) {
        await alice.page.getByTestId(`open-${screen}`).click();
        await alice.page.getByTestId(screen === 'history' ? 'history-row' : 'settings-screen').waitFor();
        expect(await violations(alice.page)).toEqual([]);
        await expectNothingCutAtTwiceTheSize(alice);
        await alice.page.keyboard.press('Escape');
      }
    }
  }
});

/** What WCAG 1.4.4 and 1.4.10 want: at 200 % all is there, and nothing scrolls sideways. */
async function expectNothingCutAtTwiceTheSize({ app, page }: LaunchedApp): Promise<void> {
  const zoom = (factor: number) =>
    app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(to), factor);
  await zoom(2);
  await expect.poll(() => page.evaluate(() => window.devicePixelRatio)).toBe(2);
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await zoom(1);
  await expect.poll(() => page.evaluate(() => window.devicePixelRatio)).toBe(1);
}

async function wearTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  // the text is the last to take the new theme
  const color = colorScheme === 'light' ? 'rgb(21, 24, 29)' : 'rgb(236, 239, 243)';
  await expect(page.getByRole('heading', { level: 1 })).toHaveCSS('color', color);
}

test('the main job by keyboard alone', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  const source = await makeFile(join(folder, 'a.bin'), 1000);
  await bob.app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, source);
  await tabTo(bob.page, 'choose-files');
  await bob.page.keyboard.press('Enter');

  await alice.page.getByTestId('offer-dialog').waitFor();
  await tabTo(alice.page, 'offer-accept');
  await alice.page.keyboard.press('Enter');
  await expectState(rows(bob.page, 'send'), 'done');
  await expectState(rows(alice.page, 'receive'), 'done');
});

test('a running transfer is cancelled by keyboard', async ({ launchPair, folder }) => {
  const [, bob] = await launchPair();
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'a.bin'), 1000)]);
  await rows(bob.page, 'send').waitFor();
  const id = await rows(bob.page, 'send').getAttribute('data-transfer-id');
  await tabTo(bob.page, 'transfer-cancel');
  await bob.page.keyboard.press('Enter');
  await expectState(rowOf(bob.page, id ?? ''), 'cancelled');
});

test('a window of 380 px shows everything without scrolling sideways', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair();
  for (const { app } of [alice, bob]) {
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(380, 640));
  }
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, `${'long '.repeat(40)}.bin`), 1000)]);
  await expect(alice.page.getByTestId('offer-accept')).toBeInViewport();
  await expect(alice.page.getByTestId('offer-decline')).toBeInViewport();
  await expect(tileOf(bob.page, 'Alice')).toBeVisible();
  for (const { page } of [alice, bob]) {
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  }
});

/** Presses Tab until the wanted control has the keyboard, as somebody without a mouse would. */
async function tabTo(page: Page, testId: string): Promise<void> {
  for (let step = 0; step < 60; step++) {
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-testid'));
    if (focused === testId) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${testId} is not reached by Tab`);
}
