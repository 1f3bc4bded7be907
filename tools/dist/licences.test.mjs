import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectLicences, formatLicences } from './licences.mjs';
import { packageFolderOf } from './record-packages.mjs';

describe('packageFolderOf()', () => {
  it.each([
    ['/x/node_modules/zod/v4/index.js', 'node_modules/zod'],
    ['/x/node_modules/@base-ui/react/dialog/index.js?v=1', 'node_modules/@base-ui/react'],
    ['/x/node_modules/a/node_modules/b/index.js', 'node_modules/a/node_modules/b'],
    ['\0/x/node_modules/debug/src/node.js?commonjs-module', 'node_modules/debug'],
    ['C:\\x\\node_modules\\zod\\index.js', 'node_modules/zod'],
    ['/x/electron/main/main.ts', null],
    ['\0rolldown/runtime.js', null],
  ])('finds the package of %j', (id, folder) => {
    expect(packageFolderOf(id)).toBe(folder);
  });
});

describe('collectLicences()', () => {
  let root = '';

  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lanyard-licences-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  /**
   * @param {string} folder
   * @param {Record<string, string>} files
   */
  function addPackage(folder, files) {
    mkdirSync(join(root, folder), { recursive: true });
    const manifest = JSON.stringify({ name: folder.split('/').pop(), version: '1.0.0', license: 'MIT' });
    for (const [name, text] of Object.entries({ 'package.json': manifest, ...files })) {
      writeFileSync(join(root, folder, name), text);
    }
  }

  it.each(['LICENSE', 'license.md', 'LICENCE.txt', 'COPYING', 'LICENSE-MIT'])('takes the text of %s', (name) => {
    addPackage('a', { [name]: 'do as you like' });
    expect(formatLicences(collectLicences(['a'], root))).toContain('a 1.0.0 (MIT)');
    expect(collectLicences(['a'], root)[0]?.text).toBe('do as you like');
  });

  it('keeps a notice beside the licence', () => {
    addPackage('a', { LICENSE: 'do as you like', NOTICE: 'made by me' });
    expect(collectLicences(['a'], root)[0]?.text).toBe('do as you like\n\nmade by me');
  });

  it('names a package twice only in two versions', () => {
    addPackage('a', { LICENSE: 'x' });
    addPackage('b/a', { LICENSE: 'x' });
    expect(collectLicences(['a', 'b/a'], root)).toHaveLength(1);
  });

  it('refuses a package that brings no text, by name', () => {
    addPackage('silent', { 'README.md': 'MIT' });
    expect(() => collectLicences(['silent'], root)).toThrow('silent 1.0.0 brings no licence text');
  });
});
