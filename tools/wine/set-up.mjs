import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withLock } from '../process/lock.mjs';
import { inRoot, isRoot } from '../process/project-root.mjs';
import { run } from '../process/run.mjs';
import { PlainError, say } from '../process/say.mjs';
import { ensureDebianPackages, isDebianLike } from '../setup/system-libraries.mjs';
import { makeForwarderDll } from './forwarder-dll.mjs';
import { whyNoWine } from './why-no-wine.mjs';
import { nodeExeIn, WINE, windowsPackages, WINESERVER, wineEnvironment, wineHome } from './wine-home.mjs';
import { fetchWindowsPackage } from './windows-package.mjs';

/** Milliseconds, only to end a hang: a prefix takes 16 s on a machine with nothing else to do. */
const WINE_MS = 10 * 60_000;

/**
 * Brings Wine, a Windows in it (a prefix) and node.exe. What is there already is taken as it is.
 * @returns {Promise<{ home: string } | { reason: string }>} the folder of it all; or why it cannot be had here
 * @throws {PlainError} Wine is there, but does not work
 */
export async function prepareWine() {
  const machine = { platform: process.platform, arch: process.arch, hasWine: existsSync(WINE) };
  const reason = whyNoWine({ ...machine, isDebianLike: isDebianLike(), isRoot: isRoot() });
  if (reason !== null) return { reason };
  return withLock('wine-set-up', async () => {
    try {
      if (!machine.hasWine) await ensureDebianPackages([['wine'], ['wine64']], 'The Wine suite needs programs');
      if (!existsSync(WINE)) return { reason: `needs Wine: there is no ${WINE}` };
      return await provide();
    } catch (error) {
      if (error instanceof NotHere) return { reason: error.message };
      throw error;
    }
  });
}

/** What is not there and cannot be had: no fault of the code. */
class NotHere extends Error {}

async function provide() {
  const packages = windowsPackages();
  const home = wineHome(await wineVersion(), packages);
  if (existsSync(home)) return { home };
  say('Setting up Wine and node.exe (about 50 MB, 1 GB on disk, a minute, once) ...');
  await mkdir(inRoot('.cache/wine'), { recursive: true });
  // what is half done never bears the final name
  const work = await mkdtemp(inRoot('.cache/wine/unpack-'));
  try {
    for (const wanted of packages) await fetchOrNotHere(wanted, join(work, 'node_modules', wanted.name));
    await makePrefix(work);
    await rename(work, home);
  } finally {
    await stopWine(work);
    await rm(work, { recursive: true, force: true });
  }
  await removeOlder(basename(home));
  return { home };
}

async function wineVersion() {
  const { code, stdout } = await run(WINE, ['--version'], { output: 'keep', timeoutMs: WINE_MS });
  if (code !== 0) throw new PlainError('Wine does not start.');
  return stdout.trim();
}

/**
 * @param {import('./wine-home.mjs').WindowsPackage} wanted
 * @param {string} folder
 */
async function fetchOrNotHere(wanted, folder) {
  try {
    await fetchWindowsPackage(wanted, folder);
  } catch (error) {
    if (error instanceof PlainError) throw new NotHere(`needs a download: ${error.message}`);
    throw error;
  }
}

/** @param {string} home */
async function makePrefix(home) {
  await wine(home, ['wineboot', '-i']);
  // node.exe refuses to start on what Wine plays by itself
  await wine(home, ['winecfg', '-v', 'win10']);
  // one function that machine code made by Rust 1.78 and later asks for, and Wine 8 does not have
  const dll = makeForwarderDll('bcryptprimitives.dll', { ProcessPrng: 'advapi32.SystemFunction036' });
  await writeFile(join(home, 'prefix/drive_c/windows/system32/bcryptprimitives.dll'), dll);
  await wine(home, [nodeExeIn(home), '-e', 'process.exit(process.platform === "win32" ? 0 : 1)']);
}

/**
 * @param {string} home
 * @param {readonly string[]} args
 */
async function wine(home, args) {
  const options = { env: wineEnvironment(home), isQuiet: true, timeoutMs: WINE_MS };
  const { code } = await run(WINE, args, { ...options, output: 'none' });
  if (code !== 0) throw new PlainError(`Wine could not run ${args.join(' ')}.`);
}

/**
 * Ends everything that runs in that prefix, and waits until it has ended.
 * @param {string} home
 */
export async function stopWine(home) {
  const options = { env: wineEnvironment(home), isQuiet: true, timeoutMs: WINE_MS };
  // it fails when nothing runs
  for (const how of ['-k', '-w']) await run(WINESERVER, [how], { ...options, output: 'none' });
}

/** Removes the folders of other versions, and what a killed process left. @param {string} current */
async function removeOlder(current) {
  const older = (await readdir(inRoot('.cache/wine'))).filter((name) => name !== current);
  for (const name of older) await rm(inRoot('.cache/wine', name), { recursive: true, force: true });
}
