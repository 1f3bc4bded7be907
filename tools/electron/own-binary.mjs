import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { withLock } from '../process/lock.mjs';
import { inRoot } from '../process/project-root.mjs';
import { run } from '../process/run.mjs';
import { say } from '../process/say.mjs';

const PACKAGE = inRoot('node_modules/electron');
/** Its time is when the last download failed. */
const FAILED = inRoot('.cache/electron-download-failed');

/** A machine without the download host asks for it once in this time, not at every start. */
const RETRY_AFTER_MS = 60 * 60_000;
/** How long the download host may take to answer at all. */
const PROBE_MS = 6_000;
/** 110 MB; where the fallback could be taken instead, a slow line is not waited for as long. */
const DOWNLOAD_MS = { withFallback: 180_000, alone: 1_800_000 };

/** @returns {string} the supported version, as package.json pins it */
export function supportedVersion() {
  const manifest = readFileSync(inRoot(PACKAGE, 'package.json'), 'utf8');
  return /** @type {{ version: string }} */ (JSON.parse(manifest)).version;
}

/**
 * Path of the executable that the `electron` package brought itself; null: not there yet.
 * @returns {string | null}
 */
export function findOwnBinary() {
  const pathFile = inRoot(PACKAGE, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const binary = inRoot(PACKAGE, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(binary) && distVersion() === supportedVersion() ? binary : null;
}

function distVersion() {
  const file = inRoot(PACKAGE, 'dist/version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : null;
}

/**
 * Lets the `electron` package fetch its binary (it checks the hash itself), unless that failed within the last hour.
 * @param {{ hasFallback: boolean }} options
 * @returns {Promise<string | null>} the executable; null: it cannot be had now
 */
export function fetchOwnBinary({ hasFallback }) {
  return withLock('electron-download', async () => {
    const found = findOwnBinary();
    if (found !== null) return found;
    if (hasFallback && (hasJustFailed() || !(await isHostReachable()))) return remember(null);
    say(`Downloading Electron ${supportedVersion()} (about 110 MB, once) ...`);
    await run(process.execPath, [inRoot(PACKAGE, 'install.js')], {
      timeoutMs: hasFallback ? DOWNLOAD_MS.withFallback : DOWNLOAD_MS.alone,
      isQuiet: hasFallback,
    });
    return remember(findOwnBinary());
  });
}

function hasJustFailed() {
  return existsSync(FAILED) && Date.now() - statSync(FAILED).mtimeMs < RETRY_AFTER_MS;
}

/**
 * @param {string | null} binary
 * @returns {string | null} the same
 */
function remember(binary) {
  if (binary !== null) rmSync(FAILED, { force: true });
  else if (!hasJustFailed()) writeFileSync(FAILED, '');
  return binary;
}

/** Whether the download would start. Where a mirror, a proxy or a cache is set up, only trying tells. */
async function isHostReachable() {
  const isSetUp = Object.keys(process.env).some((name) => /electron_(mirror|get_use_proxy|config_cache)/i.test(name));
  if (isSetUp) return true;
  const version = supportedVersion();
  const file = `electron-v${version}-${process.platform}-${process.arch}.zip`;
  const url = `https://github.com/electron/electron/releases/download/v${version}/${file}`;
  try {
    return (await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) })).ok;
  } catch {
    // no such host, no route, no answer in time: all the same to us
    return false;
  }
}
