import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFiles } from './find-files.ts';

describe('findFiles', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lanyard-find-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const at = (name: string): string => join(folder, name);

  it('keeps files and folders in their order, and counts what is not there', async () => {
    for (let n = 0; n < 200; n += 1) writeFileSync(at(`f${n}`), '');
    const paths = [folder, at('gone'), ...Array.from({ length: 200 }, (_, n) => at(`f${n}`)), at('f1/below')];
    const found = await findFiles({ paths, unusableCount: 3 });
    expect(found).toEqual({ paths: [paths[0], ...paths.slice(2, 202)], missingCount: 5, isCut: false });
  });

  it('takes a link that leads nowhere: whoever sends it is told', async () => {
    symlinkSync('/nowhere/at/all', at('link'));
    expect((await findFiles({ paths: [at('link')], unusableCount: 0 })).paths).toEqual([at('link')]);
  });

  it('takes no more than the limit', async () => {
    for (const name of ['a', 'b', 'c']) writeFileSync(at(name), '');
    const found = await findFiles({ paths: [at('a'), at('b'), at('c')], unusableCount: 0 }, 2);
    expect(found).toEqual({ paths: [at('a'), at('b')], missingCount: 0, isCut: true });
  });

  it('does not look for an endless name', async () => {
    const found = await findFiles({ paths: [`/${'a'.repeat(40_000)}`], unusableCount: 0 });
    expect(found).toEqual({ paths: [], missingCount: 1, isCut: false });
  });
});
