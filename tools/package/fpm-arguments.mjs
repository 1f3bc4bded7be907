/**
 * @typedef {object} PackageRequest
 * @property {ReadonlyMap<string, string>} options by their names on fpm's command line
 * @property {ReadonlyMap<string, readonly string[]>} lists those that may come several times
 * @property {readonly { from: string, to: string }[]} files files or folders, and where they go
 */

const FLAGS = new Set(['--force', '--debug']);
const LISTS = ['-d', '--deb-recommends', '--deb-suggests'];
const OPTIONS = new Set([
  ...['-s', '-t', '--architecture', '--after-install', '--after-remove', '--description', '--version', '--package'],
  ...['--name', '--maintainer', '--vendor', '--url', '--deb-priority', '--license', '--iteration', '--category'],
  ...['--deb-compression', '--log'],
]);

/**
 * @param {readonly string[]} args
 * @returns {PackageRequest}
 * @throws {Error} an argument that is not known: it would be lost in silence
 */
export function readPackageRequest(args) {
  /** @type {Map<string, string>} */
  const options = new Map();
  const lists = new Map(LISTS.map((name) => [name, /** @type {string[]} */ ([])]));
  /** @type {{ from: string, to: string }[]} */
  const files = [];
  const left = [...args];
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    if (FLAGS.has(arg)) continue;
    if (!arg.startsWith('-')) files.push(readMapping(arg));
    else if (lists.has(arg)) lists.get(arg)?.push(valueOf(arg, left));
    else if (OPTIONS.has(arg)) options.set(arg, valueOf(arg, left));
    else throw new Error(`fpm.mjs does not know ${arg}`);
  }
  if (options.get('-s') !== 'dir' || options.get('-t') !== 'deb')
    throw new Error('fpm.mjs makes a deb of folders only');
  return { options, lists, files };
}

/** @param {string} arg `from=to` */
function readMapping(arg) {
  const at = arg.lastIndexOf('=');
  if (at === -1) throw new Error(`fpm.mjs does not know where ${arg} goes`);
  return { from: arg.slice(0, at), to: arg.slice(at + 1) };
}

/**
 * @param {string} name
 * @param {string[]} left
 */
function valueOf(name, left) {
  const value = left.shift();
  if (value === undefined) throw new Error(`${name} has no value`);
  return value;
}
