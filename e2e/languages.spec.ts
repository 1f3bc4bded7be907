import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { SettingsPatch } from '../shared/model/settings.ts';
import { language as chinese } from '../shared/text/languages/zh-CN.ts';
import { hideWindow, noteNotifications, titles } from './support/desktop.ts';
import { dropOnPeer, tileOf } from './support/drop.ts';
import { makeFile } from './support/files.ts';
import { expect, test } from './support/lanyard-test.ts';
import type { LaunchedApp } from './support/launch-app.ts';
import { acceptOffer, expectState, rows } from './support/transfer-view.ts';

const zh = chinese.catalogue;

const inLanguage = (tag: string) => ({ args: [`--lang=${tag}`] });

async function change(app: LaunchedApp, patch: SettingsPatch): Promise<void> {
  const reply = await (await app.api()).evaluate((lanyard, wanted) => lanyard.changeSettings(wanted), patch);
  expect(reply.ok).toBe(true);
}

const nearbyHeading = (page: Page) => page.locator('main').getByRole('heading', { level: 2 }).first();

const documentLanguage = (page: Page) =>
  page.evaluate(() => ({ lang: document.documentElement.lang, dir: document.documentElement.dir }));

async function violations(page: Page): Promise<readonly string[]> {
  // Electron has no second page for axe to finish in; Base UI's focus guards are meant to be focusable and hidden
  const result = await new AxeBuilder({ page }).setLegacyMode().exclude('[data-base-ui-focus-guard]').analyze();
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

test('the system’s language is spoken: words, plurals and sizes', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair(inLanguage('zh-CN'), inLanguage('zh-CN'));
  expect(await documentLanguage(alice.page)).toEqual({ lang: 'zh-CN', dir: 'ltr' });
  await expect(tileOf(alice.page, 'Bob')).toContainText(zh.peers.state.online);
  await dropOnPeer(bob.page, 'Alice', [
    await makeFile(join(folder, 'a.bin'), 2_100_000),
    await makeFile(join(folder, 'b.bin'), 1),
  ]);
  const offer = alice.page.getByTestId('offer-dialog');
  await expect(offer).toContainText('2 个文件，2.1 MB');
  await expect(alice.page.getByTestId('offer-accept')).toContainText(zh.offers.accept);
  await expect(offer).toContainText('1字节');
  expect(await violations(alice.page)).toEqual([]);
  await acceptOffer(alice.page);
  await expectState(rows(alice.page, 'receive'), 'done');
  await expect(rows(alice.page, 'receive')).toContainText(zh.transfers.stateName.done);
  expect(await violations(bob.page)).toEqual([]);
});

test('a choice changes every word at once, here and on the desktop', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair(inLanguage('en'));
  const heading = nearbyHeading(alice.page);
  await expect(heading).toHaveText('Nearby');
  await alice.page.evaluate(() => document.body.setAttribute('data-same-page', ''));
  await change(alice, { language: 'zh-CN' });
  await expect(heading).toHaveText(zh.peers.title);
  expect(await documentLanguage(alice.page)).toEqual({ lang: 'zh-CN', dir: 'ltr' });

  await noteNotifications(alice);
  await hideWindow(alice);
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'a.bin'), 10)]);
  await expect.poll(() => titles(alice)).toEqual(['Bob 想向您发送 1 个文件']);

  await change(alice, { language: 'system' });
  await expect(heading).toHaveText('Nearby');
  await expect(alice.page.locator('body')).toHaveAttribute('data-same-page');
});

test('a choice outlives the app, and one that is no language is refused', async ({ launchApp }) => {
  const first = await launchApp(inLanguage('en'));
  await change(first, { language: 'zh-CN' });
  const reply = await (await first.api()).evaluate((lanyard) => lanyard.changeSettings({ language: 'tlh' }));
  expect(reply.ok).toBe(false);
  await first.close();
  const second = await launchApp({ ...inLanguage('en'), homeDir: first.homeDir });
  await expect(nearbyHeading(second.page)).toHaveText(zh.peers.title);
});

test('from right to left: mirrored, nothing sticks out, axe finds nothing', async ({ launchPair, folder }) => {
  const [alice, bob] = await launchPair(inLanguage('ar-XB'), inLanguage('ar-XB'));
  expect(await documentLanguage(alice.page)).toEqual({ lang: 'ar-XB', dir: 'rtl' });
  // only tests and pictures have it
  expect((await alice.snapshot()).settings.languages.map(({ tag }) => tag)).not.toContain('ar-XB');
  await dropOnPeer(bob.page, 'Alice', [await makeFile(join(folder, 'صورة (1).bin'), 3_000)]);
  const offer = alice.page.getByTestId('offer-dialog');
  await offer.waitFor();
  const width = await alice.page.evaluate(() => window.innerWidth);
  const glyph = await alice.page.locator('.app-header-glyph').boundingBox();
  // the picture of this device leads the line, the offer stands where it does not hide it
  expect(glyph!.x).toBeGreaterThan(width / 2);
  expect((await offer.boundingBox())!.x).toBeLessThan(width / 2);
  expect(await violations(alice.page)).toEqual([]);
  for (const { app, page } of [alice, bob]) {
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(380, 640));
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(380);
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(380);
  }
  await expect(alice.page.getByTestId('offer-accept')).toBeInViewport();
  await acceptOffer(alice.page);
  await expectState(rows(alice.page, 'receive'), 'done');
  expect(await violations(bob.page)).toEqual([]);
});
