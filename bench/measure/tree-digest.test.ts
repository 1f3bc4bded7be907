import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compareDigests, digestTree } from './tree-digest.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lanyard-test-'));
  mkdirSync(join(directory, 'one/tree/empty'), { recursive: true });
  writeFileSync(join(directory, 'one/tree/a'), 'abc');
  cpSync(join(directory, 'one'), join(directory, 'two'), { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true }));

const compare = () => compareDigests(digestTree(join(directory, 'one/tree')), digestTree(join(directory, 'two/tree')));

it('finds equal trees equal, with their folders', () => {
  expect(compare()).toEqual({ equal: 3, different: [] });
});

it('tells one byte, a missing folder and something that was not sent', () => {
  writeFileSync(join(directory, 'two/tree/a'), 'abd');
  rmSync(join(directory, 'two/tree/empty'), { recursive: true });
  writeFileSync(join(directory, 'two/tree/more'), '');
  const { equal, different } = compare();
  expect(equal).toBe(1);
  expect(different.map((line) => line.split(':')[0])).toEqual(
    expect.arrayContaining(['tree/a', 'tree/empty', 'tree/more']),
  );
});

it('takes a single file', () => {
  expect(digestTree(join(directory, 'one/tree/a'))).toEqual(
    new Map([['a', '3 bytes, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad']]),
  );
});
