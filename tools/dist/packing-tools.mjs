import { existsSync } from 'node:fs';
import { inRoot } from '../process/project-root.mjs';
import { ensureDebianPackages, isDebianLike } from '../setup/system-libraries.mjs';
import { APPIMAGE_PACKAGES, makeAppImageTools } from './appimage-tools.mjs';

/** Targets that are archives, which electron-builder packs with 7-Zip. */
const ARCHIVES = ['tar.gz', 'tar.xz', 'tar.bz2', 'zip', '7z'];

/** Of 9: the last three take several times as long for one percent. */
const LEVEL = '6';

/**
 * Brings the programs that packing for Linux needs, and says where they are. On Debian and Ubuntu they are the
 * system's own and our own; elsewhere electron-builder downloads its own.
 * @param {ReadonlySet<string>} targets in lower case
 * @returns {Promise<Record<string, string>>} environment for electron-builder
 */
export async function preparePackingTools(targets) {
  if (process.platform !== 'linux' || !isDebianLike()) return {};
  const needsArchiver = ARCHIVES.some((target) => targets.has(target));
  const names = [...(needsArchiver ? ['7zip'] : []), ...(targets.has('appimage') ? APPIMAGE_PACKAGES : [])];
  await ensureDebianPackages(
    names.map((name) => [name]),
    'Packing needs programs',
  );
  return {
    CUSTOM_FPM_PATH: inRoot('tools/package/fpm.mjs'),
    ...(needsArchiver && existsSync('/usr/bin/7zz') && { ELECTRON_BUILDER_7ZIP_PATH: '/usr/bin/7zz' }),
    ...(needsArchiver && { ELECTRON_BUILDER_COMPRESSION_LEVEL: LEVEL }),
    ...(targets.has('appimage') && { APPIMAGE_TOOLS_PATH: await makeAppImageTools() }),
  };
}
