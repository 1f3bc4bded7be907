import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the built app is made from. */
const SOURCES = [
  'shared',
  'electron',
  'renderer',
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'tsconfig.base.json',
  'tsconfig.renderer.json',
];
const NOT_SHIPPED = /(\.test\.tsx?|\.md)$|(^|\/)testing(\/|$)/;

/**
 * Hash over names and contents of all that goes into the app.
 * @param {string} root the repository
 * @returns {string}
 */
export function hashSources(root) {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap((source) => listFiles(root, source)).sort()) {
    const content = readFileSync(join(root, path));
    // the length keeps "ab"+"c" and "a"+"bc" apart
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]}
 */
function listFiles(root, path) {
  const full = join(root, path);
  if (NOT_SHIPPED.test(path) || !existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full).flatMap((name) => listFiles(root, `${path}/${name}`));
}
