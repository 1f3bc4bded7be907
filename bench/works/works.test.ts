import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeWork } from './make-work.ts';
import { toFigure, WORK_IDS, type Sizes } from './work-facts.ts';

let directory = '';
let sizes: Sizes;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lanyard-test-'));
  const treeDir = join(directory, 'packages');
  mkdirSync(join(treeDir, 'one/empty'), { recursive: true });
  writeFileSync(join(treeDir, 'one/a.js'), 'abc');
  writeFileSync(join(treeDir, 'one/b.js'), 'abcd');
  symlinkSync('a.js', join(treeDir, 'one/c.js'));
  sizes = { largeMib: 5, smallFiles: 101, tinyFiles: 3, photos: 2, photoMib: 5, treeDir, treeFiles: 100 };
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Sizes of all files of a work, found on the disk. */
function sizesOf(path: string): number[] {
  if (statSync(path).isFile()) return [statSync(path).size];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
}

describe('makeWork', () => {
  it.each(WORK_IDS)('makes what it says of %s', (id) => {
    const work = makeWork(id, directory, sizes);
    const found = sizesOf(work.path);
    expect(found).toHaveLength(work.files);
    expect(found.reduce((sum, each) => sum + each, 0)).toBe(work.bytes);
  });

  it('leaves links of a tree out, and ends at the number of files that is wanted', () => {
    expect(makeWork('tree', join(directory, 'all'), sizes)).toMatchObject({ files: 2, bytes: 7 });
    expect(makeWork('tree', join(directory, 'some'), { ...sizes, treeFiles: 1 }).files).toBe(1);
  });
});

describe('toFigure', () => {
  const facts = { title: '', files: 300, bytes: 9e6 };
  it.each([
    ['MB/s', 3],
    ['files/s', 100],
    ['ms', 3_000],
  ] as const)('tells 3 seconds in %s', (figure, value) => {
    expect(toFigure({ ...facts, id: 'large', figure }, 3)).toBe(value);
  });
});
