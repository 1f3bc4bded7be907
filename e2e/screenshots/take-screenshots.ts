import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { dropOnPeer, tileOf } from '../support/drop.ts';
import { makeFile, makeFolder, removeFolder } from '../support/files.ts';
import { startAgain } from '../support/desktop.ts';
import { launchApp, type LaunchedApp } from '../support/launch-app.ts';
import { acceptOffer, expectMoving, expectState, rowOf, rows } from '../support/transfer-view.ts';

/** Of renderer/styles/tokens.css: the new theme is fully there when the text has it. */
const TEXT_COLOR = { light: 'rgb(21, 24, 29)', dark: 'rgb(236, 239, 243)' } as const;
/** Found by multicast on loopback, as they would be on a real network. */
const ENV = { LANYARD_DISCOVERY: 'on' };
const LANGUAGES = ['en', 'zh-CN'] as const;
const NARROW = { width: 380, height: 760 };
const BIG_BYTES = 2_500_000_000;

/** Takes every picture of the documentation from real windows: `directory/<language>/<screen>-<theme>.png`. */
export async function takeScreenshots(directory: string): Promise<void> {
  for (const language of LANGUAGES) await mkdir(join(directory, language), { recursive: true });
  const folder = await makeFolder();
  const apps: LaunchedApp[] = [];
  try {
    const inbox = join(folder, 'Downloads');
    await mkdir(inbox);
    const laptop = await launchApp({ name: 'Studio Laptop', env: { ...ENV, LANYARD_INBOX: inbox } });
    apps.push(laptop);
    await shoot(laptop, directory, 'empty');
    for (const name of ['Workshop PC', '林的笔记本', 'Kitchen']) {
      apps.push(await launchApp({ name, env: ENV }));
      await expect(tileOf(laptop.page, name)).toHaveAttribute('data-status', 'online');
    }
    await shootBusy(apps, folder, directory);
  } finally {
    await Promise.all(apps.map((app) => app.dispose()));
    await removeFolder(folder);
  }
}

async function shootBusy(apps: readonly LaunchedApp[], folder: string, directory: string): Promise<void> {
  const [laptop, workshop, lin] = apps;
  if (!laptop || !workshop || !lin) throw new Error('three apps are needed');
  const contract = await makeFile(join(folder, 'contract.pdf'), 2_100_000);
  await dropOnPeer(lin.page, 'Studio Laptop', [contract]);
  await expectState(rowOf(laptop.page, await acceptOffer(laptop.page)), 'done');
  await fillHistory(laptop, [workshop, lin], folder);

  const photos = await makePhotos(join(folder, 'Photos 2026'));
  await dropOnPeer(laptop.page, 'Workshop PC', [photos]);
  const running = await acceptOffer(workshop.page);
  await expectMoving(rowOf(laptop.page, running));
  await shoot(laptop, directory, 'sending');
  await shootScreens(laptop, directory, contract);

  const design = await makeDesign(join(folder, 'design'));
  const brief = await makeFile(join(folder, 'brief.docx'), 640_000);
  await dropOnPeer(lin.page, 'Studio Laptop', [design, brief]);
  await laptop.page.getByTestId('offer-dialog').waitFor();
  await shoot(laptop, directory, 'offer');
  const size = await sizeOf(laptop);
  await resize(laptop, NARROW);
  await shoot(laptop, directory, 'offer-narrow');
  await resize(laptop, size);
  await expectState(rowOf(laptop.page, await acceptOffer(laptop.page)), 'done');
  await shootAgain(laptop, lin, design, directory);
}

/** The same folder once more, after some of it was changed. */
async function shootAgain(laptop: LaunchedApp, lin: LaunchedApp, design: string, directory: string): Promise<void> {
  await writeFile(join(design, 'poster.psd'), Buffer.alloc(92_000));
  await writeFile(join(design, 'cover.psd'), Buffer.alloc(130_000));
  await dropOnPeer(lin.page, 'Studio Laptop', [design]);
  await laptop.page.getByTestId('offer-file-choice').waitFor();
  await shoot(laptop, directory, 'offer-again');
}

/** A few things sent, accepted or not, so that there is something to look back at. */
async function fillHistory(laptop: LaunchedApp, others: readonly LaunchedApp[], folder: string): Promise<void> {
  const names = ['Minutes.docx', 'Invoice 1187.pdf', 'Holiday plan.xlsx', 'logo.svg'];
  for (const [index, name] of names.entries()) {
    const file = await makeFile(join(folder, name), 180_000 * (index + 1));
    const other = others[index % others.length] ?? laptop;
    await dropOnPeer(laptop.page, other.name, [file]);
    const isWanted = index !== 2;
    await other.page.getByTestId('offer-dialog').waitFor();
    const row = rows(laptop.page, 'send').first();
    await other.page.getByTestId(isWanted ? 'offer-accept' : 'offer-decline').click();
    await expectState(row, isWanted ? 'done' : 'declined');
  }
  const api = await laptop.api();
  for (const { id, direction } of (await laptop.snapshot()).transfers) {
    if (direction === 'send') await api.evaluate((lanyard, transferId) => lanyard.dismissTransfer({ transferId }), id);
  }
}

/** Settings, history, and the question that a file from a file manager leads to. */
async function shootScreens(laptop: LaunchedApp, directory: string, file: string): Promise<void> {
  const { page } = laptop;
  for (const screen of ['settings', 'history'] as const) {
    await page.getByTestId(`open-${screen}`).click();
    await page.getByTestId(`${screen}-screen`).waitFor();
    if (screen === 'history') await page.getByTestId('history-row').first().waitFor();
    await shoot(laptop, directory, screen);
    await page.keyboard.press('Escape');
    await page.getByTestId(`${screen}-screen`).waitFor({ state: 'detached' });
    // the keyboard is back on the button that opened it, and its name shows
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  }
  await startAgain(laptop, [file]);
  await page.getByTestId('pending-send').waitFor();
  await shoot(laptop, directory, 'send-with');
  await page.keyboard.press('Escape');
}

async function makePhotos(path: string): Promise<string> {
  await mkdir(path);
  await makeFile(join(path, 'IMG_4210.CR3'), 24_000_000);
  await makeFile(join(path, 'Lisbon.mov'), BIG_BYTES);
  return path;
}

async function makeDesign(path: string): Promise<string> {
  await mkdir(join(path, 'icons'), { recursive: true });
  for (const name of ['logo.svg', 'poster.psd', 'icons/send.svg'])
    await writeFile(join(path, name), Buffer.alloc(84_000));
  return path;
}

async function sizeOf({ app }: LaunchedApp): Promise<typeof NARROW> {
  const [width = 0, height = 0] =
    (await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getContentSize())) ?? [];
  return { width, height };
}

async function resize({ app }: LaunchedApp, size: { readonly width: number; readonly height: number }): Promise<void> {
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, size);
}

async function shoot(app: LaunchedApp, directory: string, screen: string): Promise<void> {
  const { page } = app;
  for (const language of LANGUAGES) {
    await (await app.api()).evaluate((lanyard, chosen) => lanyard.changeSettings({ language: chosen }), language);
    await expect(page.locator(`html[lang="${language}"]`)).toBeAttached();
    for (const colorScheme of ['light', 'dark'] as const) {
      // stands still, so that no picture catches half a movement
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expect(page.getByRole('heading', { level: 1 })).toHaveCSS('color', TEXT_COLOR[colorScheme]);
      await showUsualPaths(page);
      await standStill(page);
      await page.screenshot({ path: join(directory, language, `${screen}-${colorScheme}.png`) });
    }
  }
}

/** Paths of the folder that is made for the pictures are shown as they would be at home. */
function showUsualPaths(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const shown of document.querySelectorAll('.path-text')) {
      const text = shown.firstChild;
      if (text !== null) text.nodeValue = (text.nodeValue ?? '').replace(/^.*(?=\/Downloads$)/, '/home/ada');
    }
  });
}

/** Waits for colours on their way to the new theme, and for them to be drawn. */
async function standStill(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}
