import { lstat, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileMark } from '../disk/file-mark.ts';
import { createTrash } from './trash.ts';

describe('the trash', () => {
  let folder: string;
  let trashed: string[];
  let lines: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lanyard-trash-'));
    [trashed, lines] = [[], []];
    await writeFile(join(folder, 'a'), 'a');
    await mkdir(join(folder, 'd'));
    await symlink(join(folder, 'a'), join(folder, 'link'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const trash = createTrash(
    (path) => Promise.resolve(void trashed.push(path)),
    (_area, line) => void lines.push(line.level),
  );

  const markOf = async (path: string): Promise<string> => lstat(path, { bigint: true }).then(fileMark, () => '');

  it('does not take what came in the place of the file that was meant', async () => {
    const mark = await markOf(join(folder, 'a'));
    await writeFile(join(folder, 'new'), 'longer');
    await rename(join(folder, 'new'), join(folder, 'a'));
    expect(await trash(join(folder, 'a'), mark)).toBe(false);
    expect(trashed).toEqual([]);
  });

  it('takes a file', async () => {
    expect(await trash(join(folder, 'a'), await markOf(join(folder, 'a')))).toBe(true);
    expect(trashed).toEqual([join(folder, 'a')]);
    expect(lines).toEqual([]);
  });

  it('is not asked for a folder, a link, nothing, or a path that depends on where we are', async () => {
    for (const path of ['d', 'link', 'gone'].map((name) => join(folder, name)))
      expect(await trash(path, await markOf(path))).toBe(false);
    expect(await trash('a', await markOf(join(folder, 'a')))).toBe(false);
    expect(trashed).toEqual([]);
    expect(lines).toEqual(['warn', 'warn', 'warn', 'warn']);
  });

  it('says when the desktop has none', async () => {
    const none = createTrash(
      () => Promise.reject(new Error('no trash')),
      (_area, line) => void lines.push(line.message, String(line.facts?.['reason'])),
    );
    expect(await none(join(folder, 'a'), await markOf(join(folder, 'a')))).toBe(false);
    expect(lines).toEqual(['a file could not be moved to the trash', 'Error: no trash']);
  });
});
