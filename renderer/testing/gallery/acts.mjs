import { join } from 'node:path';
import { expect } from '@playwright/test';

/** @typedef {import('@playwright/test').Page} Page */

/** What is done before the picture is taken. */
export const ACTS = {
  /** @param {Page} page */
  words: (page) => page.getByRole('button', { name: 'Your device’s words' }).click(),
  /** @param {Page} page */
  add: async (page) => {
    await page.getByTestId('add-by-address').click();
    await page.getByTestId('add-address-input').fill('192.168.1.77');
    await page.getByTestId('add-address-submit').click();
    await page.getByTestId('add-address-error').getByText('Cannot reach').waitFor();
  },
  /** @param {Page} page */
  menu: (page) => page.getByRole('button', { name: 'More for Old Netbook' }).click(),
  /** @param {Page} page */
  testConnection: async (page) => {
    await page.locator('[data-peer-name="Workshop PC"] .peer-tile-menu').press('Enter');
    await page.getByTestId('test-connection').press('Enter');
    await page.getByTestId('connection-test').waitFor();
  },
  /** @param {Page} page */
  drag: (page) => dragFiles(page, 'Workshop PC', ['dragEnter', 'dragOver']),
  /** @param {Page} page */
  dragAway: (page) => dragFiles(page, 'Old Netbook', ['dragEnter', 'dragOver']),
  /** @param {Page} page */
  away: (page) => page.getByTestId('peer-tile').filter({ hasText: 'Old Netbook' }).click(),
  /** @param {Page} page */
  paste: async (page) => {
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File(['x'], 'note.txt'));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    });
    await page.getByRole('dialog').waitFor();
  },
  /** @param {Page} page */
  stray: (page) => dragFiles(page, null, ['dragEnter', 'dragOver', 'drop']),
  /** @param {Page} page */
  files: (page) =>
    page
      .getByRole('button', { name: /^Files of/ })
      .first()
      .click(),
  /** @param {Page} page */
  limit: async (page) => {
    // not with the pointer: the row has just come under it when it had to be scrolled to
    await page.getByRole('button', { name: /^Files of Photos 2026/ }).press('Enter');
    await page.getByTestId('transfer-limit').waitFor();
  },
  /** @param {Page} page */
  untick: async (page) => {
    await page.getByRole('checkbox', { name: 'Receive design' }).click();
    await expect(page.getByTestId('offer-accept')).toHaveText('Accept 2 files⏎');
  },
  /** @param {Page} page */
  keys: async (page) => {
    const focused = page.locator('[data-testid="peer-tile"]:has([data-testid="choose-files"]:focus)');
    const isRow = (page.viewportSize()?.width ?? 0) >= 560;
    await page.getByTestId('choose-files').first().focus();
    await page.keyboard.press(isRow ? 'ArrowRight' : 'ArrowDown');
    await page.keyboard.press(isRow ? 'ArrowRight' : 'ArrowDown');
    await expect(focused).toHaveAttribute('data-peer-name', 'Workshop PC');
    await page.keyboard.press(isRow ? 'ArrowLeft' : 'ArrowUp');
    await expect(focused).toHaveAttribute('data-peer-name', 'Kitchen');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menu')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toBeHidden();
    await expect(page.getByRole('button', { name: 'More for Kitchen' })).toBeFocused();
    await page.keyboard.press('Shift+Tab');
  },
  /** @param {Page} page */
  differing: async (page) => {
    await page
      .getByRole('button', { name: /^Show what is in/ })
      .first()
      .click();
    await page.getByTestId('offer-file-choice').first().waitFor();
  },
  /** @param {Page} page */
  notKept: async (page) => {
    await page.getByTestId('transfer-not-kept').last().click();
    await page.getByTestId('file-row').first().waitFor();
  },
  /** @param {Page} page */
  history: async (page) => {
    await page.getByTestId('open-history').click();
    await page.getByTestId('history-screen').waitFor();
  },
  /** @param {Page} page */
  historyFiles: async (page) => {
    await ACTS.history(page);
    await page.getByTestId('history-details').nth(2).click();
    await page.getByTestId('history-file').first().waitFor();
  },
  /** @param {Page} page */
  historySearch: async (page) => {
    await ACTS.history(page);
    await page.getByTestId('history-search').fill('nothing like it');
    await page.getByTestId('history-empty').waitFor();
  },
  /** @param {Page} page */
  historyClear: async (page) => {
    await ACTS.history(page);
    await page.getByTestId('history-clear').click();
    await page.getByTestId('history-clear-confirm').waitFor();
  },
  /** @param {Page} page */
  settings: (page) => page.getByTestId('open-settings').click(),
  /** @param {Page} page */
  settingsMenu: async (page) => {
    await ACTS.settings(page);
    await page.getByTestId('add-peer-folder').click();
    await page.getByRole('menu').waitFor();
  },
  /** @param {Page} page */
  settingsErrors: async (page) => {
    await ACTS.settings(page);
    await page.getByTestId('setting-deviceName').fill('report\u202egnp');
    await page.getByTestId('upload-amount').fill('a few');
    await page.getByTestId('own-port').fill('80');
    await page.getByTestId('download-amount').fill('3,5');
    await page.getByTestId('download-amount').press('Enter');
    await page.getByTestId('saved').waitFor();
  },
  /** @param {Page} page */
  scrollOffer: (page) => scrollThrough(page, 'What is in it', 'batch 1000'),
  /** @param {Page} page */
  scrollFiles: async (page) => {
    await ACTS.files(page);
    await scrollThrough(page, 'Files of Photos 2026', 'IMG_099999.CR3');
  },
};

/**
 * Scrolls a long list to its end in steps of a frame; few rows are in the document, and frames come in time.
 * @param {Page} page @param {string} label @param {string} lastName
 */
async function scrollThrough(page, label, lastName) {
  const list = page.getByRole('group', { name: label });
  const slowestMs = await list.evaluate(async (element) => {
    const frame = () => new Promise(requestAnimationFrame);
    let slowest = 0;
    for (let step = 0; step < 120; step += 1) {
      const before = performance.now();
      element.scrollTop += 400;
      await frame();
      slowest = Math.max(slowest, performance.now() - before);
    }
    return slowest;
  });
  await expect(async () => {
    await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect(list.getByText(lastName)).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
  const rowCount = await list.getByRole('listitem').count();
  console.log(`${label}: ${rowCount} rows in the document, slowest frame ${Math.round(slowestMs)} ms`);
  if (rowCount >= 100) throw new Error('too many rows in the document');
}

/** Drags this folder's own files over a tile, as the system would. @param {Page} page @param {string | null} peer @param {('dragEnter' | 'dragOver' | 'drop')[]} types */
async function dragFiles(page, peer, types) {
  const tile = peer === null ? page.locator('h1') : page.getByTestId('peer-tile').filter({ hasText: peer });
  const box = await tile.boundingBox();
  if (box === null) throw new Error('nothing to drag onto');
  const cdp = await page.context().newCDPSession(page);
  const files = ['package.json', 'renderer', 'shared'].map((name) => join(process.cwd(), name));
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 3 };
  for (const type of types) {
    await cdp.send('Input.dispatchDragEvent', { type, ...at, data: { items: [], files, dragOperationsMask: 1 } });
  }
}
