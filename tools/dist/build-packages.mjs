import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, rebuild } from '../app/build-app.mjs';
import { withLock } from '../process/lock.mjs';
import { inRoot } from '../process/project-root.mjs';
import { run } from '../process/run.mjs';
import { PlainError, say } from '../process/say.mjs';
import { builderArguments, linuxTargets } from './dist-options.mjs';
import { electronForDist } from './electron-for-dist.mjs';
import { preparePackingTools } from './packing-tools.mjs';
import { stageFiles } from './stage.mjs';

const BUILDER = inRoot('node_modules/electron-builder/cli.js');
const RELEASE = inRoot('release');
const NOT_FOR_RELEASE =
  'NOT FOR RELEASE: these packages hold the old fallback Electron, because the one that package.json pins cannot be ' +
  'downloaded here.';

/**
 * Builds installers into release/. Needs node_modules.
 * @param {import('./dist-options.mjs').DistOptions} options
 * @returns {Promise<readonly string[]>} the files that were made
 * @throws {PlainError} something is missing, or the packing failed
 */
export function buildPackages(options) {
  // electron-builder unpacks into one folder
  return withLock('dist', () => build(options));
}

/** @param {import('./dist-options.mjs').DistOptions} options */
async function build(options) {
  const electron = await electronForDist(options);
  if (!electron.isForRelease) say(NOT_FOR_RELEASE);
  await buildApp();
  stageFiles();
  const env = await preparePackingTools(linuxTargets(options));
  const startMs = Date.now();
  const args = [BUILDER, ...builderArguments(options), '--publish', 'never', ...feedArguments(), ...electron.args];
  const { code } = await run(process.execPath, args, { env });
  if (code !== 0) throw new PlainError('Packing failed.');
  return newFiles(startMs);
}

/** An update address and key are compiled in, docs/releasing.md: they are no source whose change would be noticed. */
function buildApp() {
  const hasValues = Object.keys(process.env).some((name) => name.startsWith('MAIN_VITE_'));
  return hasValues ? rebuild() : ensureBuilt();
}

/** With a feed, `latest*.yml` is written beside the packages, docs/releasing.md; nothing is ever uploaded. */
function feedArguments() {
  const url = process.env['MAIN_VITE_UPDATE_URL'];
  return url ? ['-c.publish.provider=generic', `-c.publish.url=${url}`] : [];
}

/**
 * @param {number} sinceMs
 * @returns {string[]} not folders, and not what electron-builder tells about itself
 */
function newFiles(sinceMs) {
  const files = readdirSync(RELEASE, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && !/^builder-.*\.ya?ml$/.test(entry.name),
  );
  // a file system may round times down to whole seconds
  return files.map(({ name }) => join(RELEASE, name)).filter((path) => statSync(path).mtimeMs >= sinceMs - 1000);
}
