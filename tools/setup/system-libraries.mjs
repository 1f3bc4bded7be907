import { existsSync, readFileSync } from 'node:fs';
import { isRoot } from '../process/project-root.mjs';
import { run } from '../process/run.mjs';
import { PlainError, say } from '../process/say.mjs';

/** Debian's names; after them the names since Ubuntu 24.04 / Debian 13. */
const APP = [['libgtk-3-0', 'libgtk-3-0t64'], ['libnss3'], ['libasound2', 'libasound2t64'], ['libgbm1']];
const DISPLAY = [['xvfb'], ['xauth']];
const UNPACK = [['unzip']];

/**
 * Brings the system libraries that Electron needs, on Debian and Ubuntu; elsewhere they are taken to be there.
 * Root gets them installed. Anybody else is told the one line to run, by a PlainError.
 * @param {{ needsDisplay?: boolean }} [options] whether windows must open where there is no screen
 */
export async function ensureSystemLibraries({ needsDisplay = false } = {}) {
  if (process.platform !== 'linux' || !isDebianLike()) return;
  // root is asked nothing, so it may as well get everything at once
  const wanted = isRoot() || needsDisplay ? [...APP, ...DISPLAY, ...UNPACK] : APP;
  const missing = await findMissing(wanted);
  if (missing.length > 0) await install(missing);
}

/** Brings `unzip`, which only the fallback Electron needs. */
export async function ensureUnzip() {
  if ((await run('unzip', ['-v'], { output: 'none', isQuiet: true })).code === 0) return;
  await install(UNPACK);
}

/**
 * Brings packages of Debian and Ubuntu; elsewhere it does nothing.
 * @param {readonly string[][]} wanted names of one package each, older names first
 * @param {string} need what is said before the line to run, e.g. `Packing needs programs`
 */
export async function ensureDebianPackages(wanted, need) {
  if (process.platform !== 'linux' || !isDebianLike()) return;
  const missing = await findMissing(wanted);
  if (missing.length > 0) await install(missing, need);
}

export function isDebianLike() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release);
}

/** @param {readonly string[][]} wanted */
async function findMissing(wanted) {
  const { stdout } = await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...wanted.flat()], {
    output: 'keep',
    // it complains about every name that it does not know
    isQuiet: true,
  });
  return withoutInstalled(wanted, stdout);
}

/**
 * @param {readonly string[][]} wanted names of one library each
 * @param {string} dpkgLines `name status` a line
 */
export function withoutInstalled(wanted, dpkgLines) {
  const installed = new Set(dpkgLines.split('\n').filter((line) => line.endsWith(' installed')));
  return wanted.filter((names) => !names.some((name) => installed.has(`${name} installed`)));
}

/**
 * @param {readonly string[][]} missing
 * @param {string} [need]
 */
async function install(missing, need = 'Electron needs system libraries') {
  if (!isRoot()) throw new PlainError(askFor(await availableNames(missing), need));
  say('Installing system packages ...');
  await apt(['update']);
  const names = await availableNames(missing);
  say(`  ${names.join(' ')}`);
  await apt(['install', '-y', '--no-install-recommends', ...names]);
}

/**
 * @param {readonly string[]} names
 * @param {string} need
 */
function askFor(names, need) {
  const line = `sudo apt-get update && sudo apt-get install -y ${names.join(' ')}`;
  return `${need} that are missing here. Run this once, then try again:\n\n  ${line}\n`;
}

/** @param {readonly string[]} args */
async function apt(args) {
  const { code } = await run('apt-get', ['-qq', ...args], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    output: 'none',
  });
  if (code !== 0) throw new PlainError(`apt-get ${args[0]} failed.`);
}

/**
 * The name of each library that this release has; the newest name wins, the old one is a mere alias there.
 * @param {readonly string[][]} libraries
 */
async function availableNames(libraries) {
  const { stdout } = await run('apt-cache', ['pkgnames'], { output: 'keep', isQuiet: true });
  const known = new Set(stdout.split('\n'));
  return libraries.map((names) => names.findLast((name) => known.has(name)) ?? names[0] ?? '');
}
