import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * @param {...string} parts
 * @returns {string} absolute path of a file of the repository
 */
export function inRoot(...parts) {
  return resolve(ROOT, ...parts);
}

/** @returns {boolean} whether Chromium's sandbox must be off: it refuses to run as root */
export function isRoot() {
  return process.platform === 'linux' && process.getuid?.() === 0;
}
