import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { resolveElectron } from '../electron/resolve.mjs';
import { PlainError } from '../process/say.mjs';

/** @typedef {{ args: readonly string[], isForRelease: boolean }} DistElectron */

/**
 * Which Electron goes into the packages. On Linux the one that the app is run and tested with; for other systems
 * electron-builder fetches the one that package.json pins, for each kind of processor.
 * @param {import('./dist-options.mjs').DistOptions} options
 * @returns {Promise<DistElectron>} arguments for electron-builder
 */
export async function electronForDist({ builds, passed }) {
  const isOwn = process.platform === 'linux' && builds.every(({ platform }) => platform === 'linux');
  const isGiven = passed.some((arg) => /^(-c|--config)\.electron(Dist|Version)=|^--(arm64|armv7l|ia32)$/.test(arg));
  if (!isOwn || isGiven) return { args: [], isForRelease: true };
  const { path, version, source } = await resolveElectron();
  const dist = dirname(path);
  const args = [`-c.electronDist=${dist}`, `-c.electronVersion=${version ?? versionIn(dist)}`];
  return { args, isForRelease: source === 'package' };
}

/** @param {string} dist */
function versionIn(dist) {
  const file = join(dist, 'version');
  if (!existsSync(file)) throw new PlainError(`There is no version file in ${dist}: is that Electron's folder?`);
  return readFileSync(file, 'utf8').trim().replace(/^v/, '');
}
