/**
 * Draws the window's scenarios to PNG files and checks each with axe; `npm run gallery` finds an Electron and starts it:
 * `shoot.mjs OUT_DIR [scenario, action or language…]`, from the project's folder.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { _electron } from '@playwright/test';
import { ACTS } from './acts.mjs';
import { buildPreview, servePreview } from './serve-preview.mjs';
import { SHOTS } from './shots.mjs';

/**
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {import('./shots.mjs').Shot} Shot
 */

/** @param {Page} page @param {string} origin @param {Shot} shot @param {string} outDir */
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
  // legacy: Electron cannot open the second page that axe would use for frames, and there are none
  const axe = new AxeBuilder({ page }).setLegacyMode(true).exclude('[data-base-ui-focus-guard]');
  return (isMenuOpen ? axe.disableRules('region') : axe).analyze();
}

/** What the browser complains about, its policy above all, is printed. @param {Page} page */
function printComplaints(page) {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') console.log('console:', message.text());
  });
  page.on('pageerror', (error) => console.log('page error:', error.message));
}

const [outDir = '.cache/gallery', ...only] = process.argv.slice(2);
await mkdir(outDir, { recursive: true });
const server = await servePreview(await buildPreview());
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('no TCP address');
// an app with one empty window: the page is drawn by the same browser as in Lanyard
const app = await _electron.launch({
  executablePath: process.env['ELECTRON_EXEC_PATH'] ?? '',
  env: { ...process.env, ELECTRON_DISABLE_SECURITY_WARNINGS: '1' },
  args: ['bench/bare', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
const page = await app.firstWindow();
printComplaints(page);
let violationCount = 0;
const isWanted = (/** @type {Shot} */ { scenario, act, lang }) =>
  only.length === 0 || [scenario, act, lang].some((name) => name !== undefined && only.includes(name));
const shots = SHOTS.filter(isWanted);
for (const shot of shots) {
  violationCount += await shoot(page, `http://127.0.0.1:${address.port}`, shot, outDir);
}
console.log(`${shots.length} pictures in ${outDir}, ${violationCount} violations`);
await app.close();
server.close();
process.exitCode = violationCount === 0 ? 0 : 1;
