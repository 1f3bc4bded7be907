import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './support/app-test.ts';

const TEXT_COLOR = { light: 'rgb(21, 24, 29)', dark: 'rgb(236, 239, 243)' } as const;

async function violations(page: Page): Promise<readonly string[]> {
  // Electron has no second page for axe to finish in; Base UI's focus guards are meant to be focusable and hidden
  const axe = new AxeBuilder({ page }).setLegacyMode().exclude('[data-base-ui-focus-guard]');
  const result = await axe.analyze();
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

/** Playwright shows every page in light unless it is told not to. */
const showOwnTheme = (page: Page) => page.emulateMedia({ colorScheme: null });

const heading = (page: Page) => page.getByRole('heading', { name: 'Settings', exact: true });

test('by keyboard alone: open the settings, change the name and the theme, close', async ({
  launchPair,
  launchApp,
}) => {
  const [alice, bob] = await launchPair();
  const { page } = alice;
  await showOwnTheme(page);
  await tabTo(page, '[data-testid="open-settings"]');
  await page.keyboard.press('Enter');
  await expect(heading(page)).toBeFocused();

  await tabTo(page, '[data-testid="setting-deviceName"]');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('书房里的电脑 🎧');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('saved')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('书房里的电脑 🎧');
  await expect(bob.page.getByTestId('peer-tile')).toHaveAttribute('data-peer-name', '书房里的电脑 🎧');

  await tabTo(page, '[data-testid="setting-theme"] [role="radio"]');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await expect(heading(page)).toHaveCSS('color', TEXT_COLOR.dark);

  await page.keyboard.press('Escape');
  await expect(heading(page)).toBeHidden();
  await expect(page.getByTestId('open-settings')).toBeFocused();

  await alice.close();
  const again = await launchApp({ name: 'Alice', homeDir: alice.homeDir });
  await showOwnTheme(again.page);
  await expect(again.page.getByRole('heading', { level: 1 })).toHaveText('书房里的电脑 🎧');
  await expect(again.page.getByRole('heading', { level: 1 })).toHaveCSS('color', TEXT_COLOR.dark);
});

test('axe finds nothing in the settings, in both themes', async ({ launchPair }) => {
  const [{ page }] = await launchPair();
  await page.getByTestId('open-settings').click();
  await page.getByRole('radio', { name: 'Only these' }).click();
  await page.getByRole('radio', { name: 'This one' }).click();
  await page.getByRole('switch', { name: 'Limit sending speed' }).click();
  await page.getByTestId('upload-amount').fill('a few');
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: theme });
    await expect(heading(page)).toHaveCSS('color', TEXT_COLOR[theme]);
    expect(await violations(page)).toEqual([]);
  }
});

test('at 380 px and at 200 % nothing needs scrolling sideways', async ({ launchApp }) => {
  const { app, page } = await launchApp({ name: '长'.repeat(64) });
  await page.getByTestId('open-settings').click();
  const isWithin = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(380, 640));
  await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(380);
  await expect.poll(isWithin).toBe(true);
  await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.setContentSize(900, 700);
    window?.webContents.setZoomFactor(2);
  });
  await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(450);
  await expect.poll(isWithin).toBe(true);
});

test('diagnostics get into the clipboard without names, and the log folder opens', async ({ launchApp }) => {
  const { app, page, dataDir } = await launchApp({ name: 'Secret Name' });
  await app.evaluate(({ shell }) => {
    shell.openPath = (path) => {
      Object.assign(globalThis, { openedPath: path });
      return Promise.resolve('');
    };
  });
  await page.getByTestId('open-settings').click();
  await page.getByTestId('copy-diagnostics').click();
  await expect(page.getByTestId('saved')).toHaveText('Copied');
  const text = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(text.length).toBeGreaterThan(20);
  expect(text).not.toContain('Secret Name');
  await page.getByTestId('open-log-folder').click();
  await expect
    .poll(() => app.evaluate(() => Reflect.get(globalThis, 'openedPath') as unknown))
    .toBe(join(dataDir, 'logs'));
  expect(await readFile(join(dataDir, 'logs/main.log'), 'utf8')).not.toBe('');
});

/** Presses Tab until what `selector` finds has the keyboard, as somebody without a mouse would. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let step = 0; step < 80; step++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} is not reached by Tab`);
}
