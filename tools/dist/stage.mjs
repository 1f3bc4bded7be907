import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inRoot } from '../process/project-root.mjs';
import { bundledPackages, collectLicences, formatLicences } from './licences.mjs';

/** Files that packages need and that are made here; electron-builder.yml names the folders in it. */
const STAGE = inRoot('.cache/dist');

/** Gathers the licences of all that is in out/, which must be built. @throws {PlainError} one is missing */
export function stageFiles() {
  const licence = readFileSync(inRoot('LICENSE'), 'utf8');
  rmSync(STAGE, { recursive: true, force: true });
  write('licences/LICENSE.txt', licence);
  write('licences/THIRD-PARTY-LICENSES.txt', formatLicences(collectLicences(bundledPackages())));
  write('linux/usr/share/doc/lanyard/copyright', debianCopyright(licence));
}

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  const file = join(STAGE, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/**
 * @param {string} licence
 * @returns {string} in Debian's machine-readable form, version 1.0
 */
function debianCopyright(licence) {
  const lines = licence.trim().split('\n');
  const holder = lines.find((line) => line.startsWith('Copyright')) ?? '';
  const text = lines.map((line) => (line.trim() === '' ? ' .' : ` ${line}`)).join('\n');
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Lanyard
Comment: Packages that are part of Lanyard: /opt/Lanyard/resources/licences/THIRD-PARTY-LICENSES.txt.
 Electron: /opt/Lanyard/LICENSE.electron.txt. Chromium: /opt/Lanyard/LICENSES.chromium.html.

Files: *
Copyright: ${holder.replace(/^Copyright \(c\) /, '')}
License: Expat
${text}
`;
}
