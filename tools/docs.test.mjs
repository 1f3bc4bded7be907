import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { inRoot } from './process/project-root.mjs';

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/adding.md',
  'docs/debugging.md',
  'docs/releasing.md',
];

/** A path from the repository's folder, without wildcards: `tools/check.mjs`, `electron/engine/journal`. */
const PATH = /`((?:\.github|bench|build|docs|e2e|electron|renderer|shared|tools)\/[\w./-]+)`/g;

it.each(PAGES)('%s names only files that exist', (page) => {
  const paths = [...readFileSync(inRoot(page), 'utf8').matchAll(PATH)].map(([, path = '']) => path);
  expect(paths.filter((path) => !existsSync(inRoot(path)))).toEqual([]);
});

it.each([
  ...PAGES,
  'bench/README.md',
  ...readdirSync(inRoot('docs'))
    .filter(isPage)
    .map((name) => `docs/${name}`),
])('%s links only to files that exist', (page) => {
  const links = [...readFileSync(inRoot(page), 'utf8').matchAll(/\]\(([\w./-]+)(?:#[\w-]+)?\)/g)];
  const base = dirname(page);
  expect(links.map(([, link = '']) => link).filter((link) => !existsSync(inRoot(base, link)))).toEqual([]);
});

/** @param {string} name */
function isPage(name) {
  return name.endsWith('.md');
}
