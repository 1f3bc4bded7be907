// npm run icons: draws build/icons, build/icon.ico and build/icon.icns from build/icon.svg. Only after the SVG changed.
import { readFileSync, writeFileSync } from 'node:fs';
import { packIcns, packIco } from './icons/containers.mjs';
import { inRoot } from './process/project-root.mjs';
import { run } from './process/run.mjs';
import { PlainError, runMain, say } from './process/say.mjs';
import { ensureDebianPackages } from './setup/system-libraries.mjs';

const SOURCE = inRoot('build/icon.svg');
const LINUX_PX = [16, 32, 48, 64, 128, 256, 512];
const WINDOWS_PX = [16, 24, 32, 48, 64, 128, 256];
const MAC_PX = [32, 64, 128, 256, 512, 1024];

await runMain(async () => {
  await ensureDebianPackages([['librsvg2-bin']], 'Drawing icons needs programs');
  for (const sizePx of LINUX_PX) await draw(sizePx, inRoot(`build/icons/${sizePx}x${sizePx}.png`));
  writeFileSync(inRoot('build/icon.ico'), packIco(await drawAll(WINDOWS_PX)));
  writeFileSync(inRoot('build/icon.icns'), packIcns(await drawAll(MAC_PX)));
  say('build/icons, build/icon.ico and build/icon.icns are drawn.');
});

/** @param {readonly number[]} sizesPx */
async function drawAll(sizesPx) {
  const pictures = [];
  for (const sizePx of sizesPx) {
    const file = inRoot('.cache/icon.png');
    await draw(sizePx, file);
    pictures.push({ sizePx, png: readFileSync(file) });
  }
  return pictures;
}

/**
 * @param {number} sizePx
 * @param {string} target
 */
async function draw(sizePx, target) {
  const { code } = await run('rsvg-convert', ['-w', String(sizePx), '-h', String(sizePx), '-o', target, SOURCE]);
  if (code !== 0) throw new PlainError('rsvg-convert, of librsvg, is needed to draw icons.');
}
