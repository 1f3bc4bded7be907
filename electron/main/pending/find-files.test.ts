import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFiles } from './find-files.ts';

const errno = (code: string): Error => Object.assign(new Error(code), { code });

describe('findFiles', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lanyard-find-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const at = (name: string): string => join(folder, name);
  const find = (paths: readonly string[]) => findFiles({ paths, unusable: [] });

  it('keeps files and folders in their order, and names what is not there', async () => {
    for (let n = 0; n < 200; n += 1) writeFileSync(at(`f${n}`), '');
    const paths = [folder, at('gone'), ...Array.from({ length: 200 }, (_, n) => at(`f${n}`)), at('f1/below')];
    const found = await findFiles({ paths, unusable: [{ name: 'smb://x', why: 'elsewhere' }] });
    const left = [
      { name: 'smb://x', why: 'elsewhere' },
      { name: at('gone'), why: 'missing' },
      { name: at('f1/below'), why: 'missing' },
    ];
    expect(found).toEqual({ paths: [paths[0], ...paths.slice(2, 202)], left, isCut: false });
  });

  it('takes a link that leads nowhere: whoever sends it is told', async () => {
    symlinkSync('/nowhere/at/all', at('link'));
    expect((await find([at('link')])).paths).toEqual([at('link')]);
  });

  it('takes no more than the limit', async () => {
    for (const name of ['a', 'b', 'c']) writeFileSync(at(name), '');
    const found = await findFiles({ paths: [at('a'), at('b'), at('c')], unusable: [] }, { maxPaths: 2 });
    expect(found).toEqual({ paths: [at('a'), at('b')], left: [], isCut: true });
  });

  it('does not look for an endless name', async () => {
    const name = `/${'a'.repeat(40_000)}`;
    expect(await find([name])).toEqual({ paths: [], left: [{ name, why: 'missing' }], isCut: false });
  });

  it.each([
    ['ENOENT', 'missing'],
    ['EACCES', 'denied'],
    ['ESTALE', 'silent'],
    ['EIO', 'silent'],
  ])('does not call it gone when the system says something else: %s', async (code, why) => {
    const look = (): Promise<never> => Promise.reject(errno(code));
    expect((await findFiles({ paths: ['/a'], unusable: [] }, { look })).left).toEqual([{ name: '/a', why }]);
  });

  it('asks a disk that does not answer no more than twice, whatever the length of the list', async () => {
    let asked = 0;
    const look = (path: string): Promise<unknown> => {
      if (path === '/good') return Promise.resolve();
      asked += 1;
      return new Promise(() => undefined);
    };
    const silent = Array.from({ length: 100 }, (_, n) => `/dead/${n}`);
    const found = await findFiles({ paths: ['/good', ...silent], unusable: [] }, { look, timeoutMs: 5 });
    expect(found.paths).toEqual(['/good']);
    expect(found.left).toEqual(silent.map((name) => ({ name, why: 'silent' })));
    expect(asked).toBe(2);
  });
});
