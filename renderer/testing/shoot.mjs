/**
 * Draws the window's scenarios to PNG files and checks each with axe:
 * `node renderer/testing/shoot.mjs OUT_DIR [scenario, action or language…]`, from the project's folder.
 * Serves a production build of the preview with the app's own policy, on 127.0.0.1.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

/** @typedef {{ scenario: string, scheme: 'light' | 'dark', width: number, height: number, lang?: 'zh-CN' | 'ar-XB', act?: keyof typeof ACTS }} Shot */

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; " +
  "connect-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/** @type {Record<string, string>} */
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

const wide = { width: 1040, height: 760 };
const narrow = { width: 380, height: 760 };
const desk = { width: 1600, height: 1000 };

/** @typedef {import('@playwright/test').Page} Page */

/** What is done before the picture is taken. */
const ACTS = {
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

/** Beside English. The second reads from right to left and is a third longer. */
const LANGUAGES = /** @type {const} */ (['zh-CN', 'ar-XB']);

/** @type {readonly Shot[]} */
const STATES = [
  ...['empty', 'network-off', 'network-off-peers', 'hidden', 'quiet', 'busy', 'troubles', 'waiting'],
  ...['engine-error', 'strange'],
  ...['offer', 'offer-many', 'offer-folder', 'offer-full', 'offer-strange'],
  ...['offer-comparing', 'offer-compared', 'offer-ask', 'offer-accepting', 'reports'],
  ...['pending', 'pending-nobody', 'pending-offer'],
  ...['many-peers', 'many-transfers', 'long-list'],
].flatMap((scenario) => [
  { scenario, scheme: 'light', ...wide },
  { scenario, scheme: 'dark', ...wide },
  { scenario, scheme: 'light', ...narrow },
  { scenario, scheme: 'light', ...desk },
  ...LANGUAGES.flatMap(
    /** @returns {Shot[]} */ (lang) => [
      { scenario, scheme: 'dark', lang, ...wide },
      { scenario, scheme: 'light', lang, ...narrow },
    ],
  ),
]);

/** @type {readonly Shot[]} */
const ACTIONS = /** @type {(keyof typeof ACTS)[]} */ (
  Object.keys(ACTS).filter((act) => !/^(settings|history)/.test(act))
).flatMap((act) => {
  const scenario =
    {
      ...{ files: 'long-list', scrollFiles: 'long-list', untick: 'offer-full', scrollOffer: 'offer-many' },
      ...{ differing: 'offer-compared', notKept: 'reports' },
    }[/** @type {string} */ (act)] ?? 'busy';
  return [
    { scenario, act, scheme: 'light', ...wide },
    { scenario, act, scheme: 'dark', ...narrow },
  ];
});

/** The window at 200 % zoom, on a very large screen, and as low as it may get. @type {readonly Shot[]} */
const SIZES = ['busy', 'offer', 'offer-many', 'empty', 'quiet'].flatMap((scenario) => [
  { scenario, scheme: 'light', width: 520, height: 380 },
  { scenario, scheme: 'dark', width: 3840, height: 2160 },
]);

/** The settings as a whole, and as much of them as a window shows. @type {readonly Shot[]} */
const SETTINGS = ['settings-usual', 'settings-chosen', 'settings-bare', 'settings-broken'].flatMap((scenario) => [
  { scenario, scheme: 'light', act: 'settings', width: 1040, height: 2400 },
  { scenario, scheme: 'dark', act: 'settings', width: 1040, height: 2400 },
  { scenario, scheme: 'light', act: 'settings', width: 380, height: 3000 },
  { scenario, scheme: 'dark', act: 'settings', ...wide },
]);
/** @type {readonly Shot[]} */
const SETTINGS_ACTS = [
  { scenario: 'settings-chosen', scheme: 'light', act: 'settingsErrors', width: 1040, height: 2400 },
  { scenario: 'settings-chosen', scheme: 'dark', act: 'settingsErrors', width: 380, height: 3000 },
  { scenario: 'settings-usual', scheme: 'light', act: 'settings', width: 520, height: 380 },
  ...LANGUAGES.flatMap(
    /** @returns {Shot[]} */ (lang) => [
      { scenario: 'settings-chosen', scheme: 'dark', act: 'settings', lang, width: 1040, height: 2400 },
      { scenario: 'settings-usual', scheme: 'light', act: 'settings', lang, width: 380, height: 3000 },
    ],
  ),
  { scenario: 'settings-usual', scheme: 'light', act: 'settingsMenu', ...wide },
  { scenario: 'settings-chosen', scheme: 'light', lang: 'ar-XB', act: 'settings', width: 1040, height: 2400 },
  { scenario: 'settings-chosen', scheme: 'dark', lang: 'zh-CN', act: 'settings', width: 380, height: 3000 },
  { scenario: 'settings-broken', scheme: 'light', ...wide },
  { scenario: 'settings-broken', scheme: 'dark', ...narrow },
];

/** @type {readonly Shot[]} */
const HISTORY = [
  ...['history', 'history-off', 'history-open', 'empty'].flatMap(
    /** @returns {Shot[]} */ (scenario) => [
      { scenario, act: 'history', scheme: 'light', ...wide },
      { scenario, act: 'history', scheme: 'dark', ...narrow },
    ],
  ),
  ...['light', 'dark'].flatMap(
    /** @returns {Shot[]} */ (scheme) => [
      { scenario: 'history-checks', act: 'historyFiles', scheme: scheme === 'dark' ? 'dark' : 'light', ...wide },
      { scenario: 'history-checks', act: 'historyFiles', scheme: scheme === 'dark' ? 'dark' : 'light', ...narrow },
    ],
  ),
  ...LANGUAGES.map(
    /** @returns {Shot} */ (lang) => ({
      ...{ scenario: 'history-checks', act: 'historyFiles', scheme: 'light', lang },
      ...wide,
    }),
  ),
  ...['historyFiles', 'historySearch', 'historyClear'].flatMap(
    /** @returns {Shot[]} */ (act) => [
      { scenario: 'history', act: /** @type {keyof typeof ACTS} */ (act), scheme: 'dark', ...wide },
      { scenario: 'history', act: /** @type {keyof typeof ACTS} */ (act), scheme: 'light', ...narrow },
    ],
  ),
  { scenario: 'history', act: 'history', scheme: 'light', width: 520, height: 380 },
  ...LANGUAGES.map(
    /** @returns {Shot} */ (lang) => ({ scenario: 'history', act: 'history', scheme: 'light', lang, ...wide }),
  ),
];

const SHOTS = [...HISTORY, ...SETTINGS, ...SETTINGS_ACTS, ...STATES, ...SIZES, ...ACTIONS];

async function buildPreview() {
  const outDir = join(process.cwd(), '.cache/preview');
  await build({
    root: join(process.cwd(), 'renderer'),
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      rolldownOptions: { input: join(process.cwd(), 'renderer/testing/preview.html') },
    },
  });
  return outDir;
}

/** @param {string} directory */
async function servePreview(directory) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    readFile(join(directory, pathname)).then(
      (body) => {
        const type = TYPES[extname(pathname)] ?? 'application/octet-stream';
        response.writeHead(200, { 'content-type': type, 'content-security-policy': CSP }).end(body);
      },
      () => response.writeHead(204).end(),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  return server;
}

/** @param {import('@playwright/test').Page} page @param {string} origin @param {Shot} shot @param {string} outDir */
async function shoot(page, origin, shot, outDir) {
  const { scenario, scheme, width, height, lang = 'en', act } = shot;
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.goto(`${origin}/testing/preview.html?scenario=${scenario}&lang=${lang}`);
  await page.getByTestId('add-by-address').waitFor();
  if (act !== undefined) await ACTS[act](page);
  await checkOverflow(page, width >= 560 && height >= 560);
  const isWhole = height > 2200;
  const name = [scenario, act, width, isWhole ? 'whole' : undefined, scheme, lang === 'en' ? undefined : lang]
    .filter(Boolean)
    .join('-');
  await page.screenshot({ path: join(outDir, `${name}.png`), animations: 'disabled' });
  const { violations } = await checkAccess(page, act === 'menu' || act === 'settingsMenu');
  for (const { id, help, nodes } of violations) {
    console.log(`${name}: ${id}: ${help}\n  ${nodes.map(({ html }) => html.slice(0, 200)).join('\n  ')}`);
  }
  return violations.length;
}

/**
 * Nothing sticks out of the window, and where its parts scroll for themselves the page does not.
 * @param {Page} page @param {boolean} isRoomy
 */
async function checkOverflow(page, isRoomy) {
  const { right, below } = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return { right: scrollWidth - innerWidth, below: scrollHeight - innerHeight };
  });
  if (right > 0 || (isRoomy && below > 0)) throw new Error(`${page.url()} overflows: ${right} right, ${below} below`);
}

/**
 * Focus guards are hidden and focusable on purpose: they hand the focus on. An open menu lies outside all landmarks.
 * @param {Page} page @param {boolean} isMenuOpen
 */
function checkAccess(page, isMenuOpen) {
  const axe = new AxeBuilder({ page }).exclude('[data-base-ui-focus-guard]');
  return (isMenuOpen ? axe.disableRules('region') : axe).analyze();
}

/** What the browser complains about, its policy above all, is printed. @param {import('@playwright/test').Browser} browser */
async function openPage(browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') console.log('console:', message.text());
  });
  page.on('pageerror', (error) => console.log('page error:', error.message));
  return page;
}

const [outDir = '.cache/shots', ...only] = process.argv.slice(2);
await mkdir(outDir, { recursive: true });
const server = await servePreview(await buildPreview());
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('no TCP address');
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
  // bars that take room, as on Windows and Linux
  ignoreDefaultArgs: ['--hide-scrollbars'],
});
const page = await openPage(browser);
let violationCount = 0;
const isWanted = (/** @type {Shot} */ { scenario, act, lang }) =>
  only.length === 0 || [scenario, act, lang].some((name) => name !== undefined && only.includes(name));
for (const shot of SHOTS.filter(isWanted)) {
  violationCount += await shoot(page, `http://127.0.0.1:${address.port}`, shot, outDir);
}
console.log(`${violationCount} violations`);
await browser.close();
server.close();
process.exitCode = violationCount === 0 ? 0 : 1;
