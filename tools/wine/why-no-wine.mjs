/**
 * @typedef {object} Machine
 * @property {string} platform as Node calls it
 * @property {string} arch
 * @property {boolean} hasWine
 * @property {boolean} isDebianLike
 * @property {boolean} isRoot
 */

/**
 * @param {Machine} machine
 * @returns {string | null} why there is no Wine and none can be had; null: there is, or it can be tried
 */
export function whyNoWine({ platform, arch, hasWine, isDebianLike, isRoot }) {
  if (platform !== 'linux' || arch !== 'x64') return 'needs Linux on x64: Wine runs programs for its own processor';
  if (hasWine) return null;
  if (!isDebianLike) return 'needs Wine, which is brought on Debian and Ubuntu only';
  if (!isRoot) return 'needs Wine, which only root can install: sudo apt-get install wine wine64';
  return null;
}
