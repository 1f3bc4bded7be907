import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../process/project-root.mjs';

/** Where the builds of main, preload and page each leave the names of what they took in; never shipped. */
export const RECORDS = inRoot('out/packages');

/**
 * Vite plugin: writes down which npm packages' code is really in the output, after tree-shaking.
 * @param {string} build `main`, `preload` or `renderer`
 * @returns {import('vite').Plugin}
 */
export function recordPackages(build) {
  /** @type {Set<string>} */
  const folders = new Set();
  return {
    name: 'lanyard:record-packages',
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type === 'asset') continue;
        for (const id of Object.keys(output.modules)) {
          const folder = packageFolderOf(id);
          if (folder !== null) folders.add(folder);
        }
      }
    },
    writeBundle() {
      mkdirSync(RECORDS, { recursive: true });
      writeFileSync(join(RECORDS, `${build}.json`), JSON.stringify([...folders].sort(), null, 2));
    },
  };
}

/**
 * @param {string} moduleId as the bundler names it, with `\0` before virtual ones and `?query` after
 * @returns {string | null} the package's folder from `node_modules/` on; null: our own, or the bundler's
 */
export function packageFolderOf(moduleId) {
  const path = moduleId.replaceAll('\\', '/');
  const found = /^.*node_modules\/((?:@[^/]+\/)?[^/?]+)/.exec(path);
  if (found === null) return null;
  return found[0].slice(found[0].indexOf('node_modules/'));
}
