import { isRoot, ROOT } from '../process/project-root.mjs';
import { prepareApp } from './prepare.mjs';

/**
 * @typedef {object} AppCommand
 * @property {string} command the Electron executable
 * @property {string[]} args switches such as `--user-data-dir=DIR` may be added at the end
 * @property {Record<string, string>} env to be added to the environment
 */

/**
 * What to run to start the app, built and ready.
 * @param {{ needsDisplay?: boolean }} [options] whether windows must open where there is no screen
 * @returns {Promise<AppCommand>}
 */
export async function appCommand(options) {
  const { path } = await prepareApp(options);
  return { command: path, args: appArgs(isRoot()), env: {} };
}

/**
 * @param {boolean} asRoot
 * @returns {string[]}
 */
function appArgs(asRoot) {
  return asRoot ? [ROOT, '--no-sandbox'] : [ROOT];
}
