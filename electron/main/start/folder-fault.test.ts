import { chmodSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFolderFault } from './folder-fault.ts';

const isRoot = process.getuid?.() === 0;

describe('findFolderFault', () => {
  let home = '';
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'lanyard-fault-'))));
  afterEach(() => {
    chmodSync(home, 0o700);
    rmSync(home, { recursive: true });
  });

  it('finds none in an ordinary folder, and leaves nothing there', () => {
    expect(findFolderFault(home, { isMade: false })).toBeNull();
    expect(readdirSync(home)).toEqual([]);
  });

  it('makes the folder, with those above it, only when it is told to', () => {
    const folder = join(home, 'a/b');
    expect(findFolderFault(folder, { isMade: false })).toEqual({ path: folder, why: 'notFolder', errno: 'ENOENT' });
    expect(findFolderFault(folder, { isMade: true })).toBeNull();
  });

  it.each([true, false])('finds a file in its place (made: %s)', (isMade) => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    expect(findFolderFault(file, { isMade })).toMatchObject({ path: file, why: 'notFolder' });
    expect(findFolderFault(join(file, 'below'), { isMade })).toMatchObject({ why: 'notFolder' });
  });

  it.skipIf(isRoot)('finds one that may not be written to', () => {
    chmodSync(home, 0o500);
    expect(findFolderFault(home, { isMade: true })).toEqual({ path: home, why: 'denied', errno: 'EACCES' });
  });

  it('finds a link that leads round in a circle', () => {
    const loop = join(home, 'loop');
    symlinkSync(loop, loop);
    expect(findFolderFault(loop, { isMade: true })).toMatchObject({ why: 'notFolder' });
  });

  it.skipIf(process.platform !== 'linux')('finds a disk on which nothing can be made', () => {
    expect(findFolderFault('/proc', { isMade: true })).toMatchObject({ path: '/proc' });
  });
});
