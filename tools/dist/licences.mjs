import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, ROOT } from '../process/project-root.mjs';
import { PlainError } from '../process/say.mjs';
import { RECORDS } from './record-packages.mjs';

/** Texts of packages that name a licence but do not bring its text; `@scope/name` is `scope-name.txt` there. */
const OUR_TEXTS = inRoot('tools/dist/licence-texts');
const LICENCE_FILE = /^(licen[cs]e|copying|notice)\b/i;

/**
 * @typedef {object} Licence
 * @property {string} name
 * @property {string} version
 * @property {string} licence its SPDX name
 * @property {string} text
 */

/**
 * The packages whose code is in out/, as the build wrote them down.
 * @returns {readonly string[]} folders, from the repository on
 */
export function bundledPackages() {
  const builds = ['main', 'preload', 'renderer'].map((build) => join(RECORDS, `${build}.json`));
  const lists = builds.map((file) => /** @type {string[]} */ (JSON.parse(readFileSync(file, 'utf8'))));
  return [...new Set(lists.flat())].sort();
}

/**
 * @param {readonly string[]} folders of packages, from `root` on
 * @param {string} [root]
 * @returns {readonly Licence[]} one for each name and version
 * @throws {PlainError} a package has no licence text: without it we may not ship it
 */
export function collectLicences(folders, root = ROOT) {
  /** @type {Map<string, Licence>} */
  const licences = new Map();
  for (const folder of folders) {
    const licence = readLicence(join(root, folder));
    licences.set(`${licence.name} ${licence.version}`, licence);
  }
  return [...licences.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * @param {string} folder
 * @returns {Licence}
 */
function readLicence(folder) {
  const manifest = /** @type {{ name: string, version: string, license?: string }} */ (
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  );
  const { name, version, license = 'see below' } = manifest;
  const text = ownTexts(folder) ?? ourText(name);
  if (text === null) {
    throw new PlainError(`${name} ${version} brings no licence text: add it to tools/dist/licence-texts.`);
  }
  return { name, version, licence: license, text };
}

/** @param {string} folder */
function ownTexts(folder) {
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && LICENCE_FILE.test(entry.name),
  );
  if (files.length === 0) return null;
  return files.map(({ name }) => readFileSync(join(folder, name), 'utf8').trim()).join('\n\n');
}

/** @param {string} name */
function ourText(name) {
  const file = join(OUR_TEXTS, `${name.replace(/^@/, '').replace('/', '-')}.txt`);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}

/**
 * @param {readonly Licence[]} licences
 * @returns {string} one text file
 */
export function formatLicences(licences) {
  const line = '-'.repeat(80);
  const parts = licences.map(
    ({ name, version, licence, text }) => `${line}\n${name} ${version} (${licence})\n${line}\n\n${text}\n`,
  );
  const head =
    'Lanyard contains the following packages. Electron and Chromium, which it runs on, have licence files of their own.';
  return `${head}\n\n${parts.join('\n')}`;
}
