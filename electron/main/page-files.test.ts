import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPageFiles } from './page-files.ts';

describe('readPageFiles', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'lanyard-page-'));
    await mkdir(join(dir, 'assets'));
    await writeFile(join(dir, 'index.html'), '<!doctype html>');
    await writeFile(join(dir, 'assets/index-1.js'), 'let a');
    await writeFile(join(dir, 'assets/index-1.js.map'), '{}');
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('serves the page under /, its parts under their names, and no source map', () => {
    const files = readPageFiles(dir);
    expect([...files.keys()].sort()).toEqual(['/', '/assets/index-1.js']);
    expect(files.get('/')?.contentType).toBe('text/html; charset=utf-8');
    expect(Buffer.from(files.get('/assets/index-1.js')?.body ?? []).toString()).toBe('let a');
  });
});
