import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { withLock } from '../process/lock.mjs';
import { inRoot } from '../process/project-root.mjs';
import { runNpm } from '../process/run.mjs';
import { PlainError, say } from '../process/say.mjs';

const LOCK = inRoot('package-lock.json');
/** npm's own record of what it put into node_modules. */
const INSTALLED = inRoot('node_modules/.package-lock.json');
/** Hash of the lock file that node_modules was made from. */
const STAMP = inRoot('node_modules/.lanyard-lock-hash');

/** Makes node_modules what the lock file says; does nothing when it is so already. */
export async function ensureNodeModules() {
  if (isFresh()) return;
  await withLock('install', async () => {
    if (isFresh()) return;
    say('Installing packages (about a minute, only when they change) ...');
    const { code } = await runNpm(['ci', '--loglevel=error', '--no-progress'], { output: 'none' });
    if (code !== 0) throw new PlainError('npm ci failed: are the package registry and the disk in order?');
    remember();
  });
}

function isFresh() {
  if (!existsSync(INSTALLED)) return false;
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockHash()) return true;
  // installed by hand is as good
  if (!isInstalled(readPackages(LOCK), readPackages(INSTALLED))) return false;
  remember();
  return true;
}

function remember() {
  writeFileSync(STAMP, lockHash());
}

function lockHash() {
  return createHash('sha256').update(readFileSync(LOCK)).digest('hex');
}

/**
 * @typedef {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>} Packages
 * @param {string} file
 * @returns {Packages}
 */
function readPackages(file) {
  return /** @type {{ packages: Packages }} */ (JSON.parse(readFileSync(file, 'utf8'))).packages;
}

/**
 * Whether every package that the lock file demands is there in that version, and no other one.
 * @param {Packages} locked
 * @param {Packages} installed
 */
export function isInstalled(locked, installed) {
  const isThere = Object.entries(locked).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || (path in installed ? installed[path]?.version === version : (optional ?? devOptional ?? false)),
  );
  return isThere && Object.keys(installed).every((path) => path in locked);
}
