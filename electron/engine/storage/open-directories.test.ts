import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { symlink } from '../testing/symlink.ts';
import type { Directories, DirectoryRecord } from './directories.ts';
import { ROOT } from './directories.ts';
import { readDirectoryId } from './file-id.ts';
import { openRoot, PinnedDirectories } from './open-directories.ts';
import { makeTestInbox, type TestInbox } from './testing/receive.ts';

const COUNT = 100;

let test: TestInbox;
let records: Map<number, DirectoryRecord>;
let directories: Directories;

beforeEach(async () => {
  test = await makeTestInbox();
  records = new Map();
  directories = new PinnedDirectories(await openRoot(test.rootDir), records);
});

afterEach(async () => {
  await directories.close();
  await test.remove();
});

async function make(index: number, name: string): Promise<void> {
  const made = path.join(test.rootDir, name);
  await mkdir(made);
  const identity = await readDirectoryId(made);
  if (identity !== null) records.set(index, { parent: ROOT, name, relativePath: `/${name}`, identity });
}

const countOpen = async () => (await readdir('/proc/self/fd')).length;

describe.runIf(process.platform === 'linux')('pinDirectories()', () => {
  it('keeps few folders open, however many are used, and closes them all', async () => {
    const before = await countOpen();
    for (let i = 0; i < COUNT; i += 1) await make(i, `d${i}`);
    const indexes = [...records.keys(), ...records.keys()];
    await Promise.all(
      indexes.map((i) => directories.within(i, (base) => writeFile(`${base}/${i}`, '', { flag: 'a' }))),
    );
    expect((await countOpen()) - before).toBeLessThanOrEqual(32);
    for (let i = 0; i < COUNT; i += 1) expect(await readdir(path.join(test.rootDir, `d${i}`))).toEqual([`${i}`]);
    await directories.close();
    expect(await countOpen()).toBeLessThan(before);
    directories = new PinnedDirectories(await openRoot(test.rootDir), records);
  });

  it('stays in the folder it opened while somebody puts a link in its place', async () => {
    await make(0, 'd');
    await directories.within(0, async (base) => {
      await rename(path.join(test.rootDir, 'd'), path.join(test.rootDir, 'aside'));
      await symlink(test.outsideDir, path.join(test.rootDir, 'd'));
      await writeFile(`${base}/a`, '');
    });
    expect(await readdir(test.outsideDir)).toEqual([]);
    expect(await readdir(path.join(test.rootDir, 'aside'))).toEqual(['a']);
  });

  it('opens a folder again after it could not be opened once', async () => {
    await make(0, 'd');
    await rename(path.join(test.rootDir, 'd'), path.join(test.rootDir, 'aside'));
    await expect(directories.within(0, () => Promise.resolve())).rejects.toMatchObject({ code: 'ENOENT' });
    await rename(path.join(test.rootDir, 'aside'), path.join(test.rootDir, 'd'));
    await expect(directories.within(0, () => Promise.resolve('in'))).resolves.toBe('in');
  });

  it('believes a file system that spells a name in its own way', async () => {
    await make(0, 'd');
    const record = records.get(0);
    if (record !== undefined) records.set(0, { ...record, relativePath: '/./d' });
    await expect(directories.within(0, () => Promise.resolve('in'))).resolves.toBe('in');
  });
});
