import { PlainError } from '../process/say.mjs';

/** @typedef {'linux' | 'win' | 'mac'} DistPlatform */

/**
 * @typedef {object} DistOptions
 * @property {readonly { platform: DistPlatform, targets: readonly string[] }[]} builds targets empty: all that
 *   electron-builder.yml names
 * @property {readonly string[]} passed on to electron-builder as they are
 */

/** What `npm run dist` makes of a platform when no target is named; the same as in electron-builder.yml. */
const LINUX_TARGETS = ['deb', 'AppImage', 'tar.gz'];

/** @type {Readonly<Record<string, DistPlatform>>} */
const PLATFORM_FLAGS = { '--linux': 'linux', '--win': 'win', '--mac': 'mac' };

/**
 * @param {readonly string[]} args e.g. `--linux deb AppImage -c.deb.compression=xz`
 * @param {NodeJS.Platform} current whose installers are built when none is named
 * @returns {DistOptions}
 */
export function readDistOptions(args, current) {
  /** @type {{ platform: DistPlatform, targets: string[] }[]} */
  const builds = [];
  const passed = [];
  for (const arg of args) {
    const platform = PLATFORM_FLAGS[arg];
    if (platform !== undefined) builds.push({ platform, targets: [] });
    else if (arg.startsWith('-')) passed.push(arg);
    else if (builds.length > 0) builds.at(-1)?.targets.push(arg);
    else throw new PlainError(`${arg} of which platform? npm run dist -- --linux deb`);
  }
  return { builds: builds.length > 0 ? builds : [{ platform: platformOf(current), targets: [] }], passed };
}

/**
 * @param {NodeJS.Platform} current
 * @returns {DistPlatform}
 */
function platformOf(current) {
  if (current === 'win32') return 'win';
  if (current === 'darwin') return 'mac';
  return 'linux';
}

/**
 * @param {DistOptions} options
 * @returns {ReadonlySet<string>} targets of Linux that are to be built, by electron-builder's names in lower case
 */
export function linuxTargets({ builds }) {
  const linux = builds.filter(({ platform }) => platform === 'linux');
  const names = linux.flatMap(({ targets }) => (targets.length > 0 ? targets : LINUX_TARGETS));
  return new Set(names.map((name) => name.toLowerCase()));
}

/**
 * @param {DistOptions} options
 * @returns {string[]} arguments of electron-builder
 */
export function builderArguments({ builds, passed }) {
  return [...builds.flatMap(({ platform, targets }) => [`--${platform}`, ...targets]), ...passed];
}
