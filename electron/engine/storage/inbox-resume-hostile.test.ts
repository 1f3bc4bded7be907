import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { symlink } from '../testing/symlink.ts';
import { STAGING, type DirectoryRecord } from './directories.ts';
import type { ReceiveState } from './receive-notes.ts';
import { sweepLeftovers } from './staging-registry.ts';
import { isThere, listTree, readText, sha256Hex } from './testing/receive.ts';
import { BIG, BYTES, endHalfway, SECRET, stopHalfway, type Halfway } from './testing/halfway.ts';

// real disks of busy machines
vi.setConfig({ testTimeout: 60_000 });

let halfway: Halfway;
let test: Halfway['test'];
let run: Halfway['run'];
let staging: string;
let part: string;

const inside = (...parts: readonly string[]) => path.join(test.rootDir, ...parts);

beforeEach(async () => {
  halfway = await stopHalfway();
  ({ test, run, staging, part } = halfway);
});

afterEach(() => endHalfway(halfway));

async function expectIntact(): Promise<void> {
  expect(await listTree(test.rootDir)).toEqual(['d/', 'd/big', 'small']);
  expect(sha256Hex(await readFile(inside('d', 'big')))).toBe(sha256Hex(BYTES));
}

const all = { from: 0, to: BYTES.length };

describe('a staging directory', () => {
  const resumeFails = () => expect(run.resume()).rejects.toMatchObject({ code: 'STORAGE_MISSING' });

  it('that is gone is missing, and a new one takes what is left to come', async () => {
    await run.send(await run.resume(), 2);
    await rm(staging, { recursive: true });
    await resumeFails();
    const { directories } = run.notes.state();
    const rest = new Map([...directories].filter(([index]) => index !== STAGING));
    const resumed = await run.resume({ directories: rest });
    expect([...resumed.placed.keys()]).toEqual([2]);
    await run.complete(resumed);
    expect(run.sentBytes).toBe(BYTES.length);
    await expectIntact();
  });

  it.each([
    ['a link to it', (aside: string) => symlink(aside, staging)],
    ['a link to elsewhere', () => symlink(test.outsideDir, staging)],
    ['another directory', () => mkdir(staging)],
    ['a file', () => writeFile(staging, '')],
  ])('in whose place is %s is missing', async (_, make) => {
    const aside = path.join(test.parentDir, 'aside');
    await rename(staging, aside);
    await make(aside);
    await resumeFails();
    expect(await readdir(aside)).toEqual(['1.part']);
  });

  it.each(['..', '../outside', 'd', '.lanyard-', '/'])('that the notes call %s is missing', async (name) => {
    const { directories } = run.notes.state();
    const record = directories.get(STAGING);
    if (record === undefined) throw new Error('no staging');
    const changed = new Map(directories).set(STAGING, { ...record, name, relativePath: `/${name}` });
    await expect(run.resume({ directories: changed })).rejects.toMatchObject({ code: 'STORAGE_MISSING' });
    expect(await isThere(part)).toBe(true);
  });

  it('that the notes call so and the user made is missing, though it is the very one', async () => {
    await mkdir(inside('d'));
    const { ino, dev } = await stat(inside('d'), { bigint: true });
    await writeFile(inside('d', '2.part'), 'mine');
    const record = { parent: -1, name: 'd', relativePath: '/d', identity: { dev, ino } };
    const { directories } = run.notes.state();
    const changed = new Map(directories).set(STAGING, record);
    await expect(run.resume({ directories: changed })).rejects.toMatchObject({ code: 'STORAGE_MISSING' });
    expect(await readText(inside('d', '2.part'))).toBe('mine');
  });

  it('is known after a restart that gave its disk another number', async () => {
    const { directories } = run.notes.state();
    const elsewhere = [...directories].map(([index, record]): [number, DirectoryRecord] => {
      return [index, { ...record, identity: { dev: 1n, ino: record.identity.ino } }];
    });
    const resumed = await run.resume({ directories: new Map(elsewhere) });
    expect(resumed.held(BIG)).toEqual([all]);
    await run.complete(resumed);
    await expectIntact();
  });

  it('stays as long as somebody refers to it, and is swept when nobody does', async () => {
    expect(await sweepLeftovers(test.dataDir, new Set([path.basename(staging)]))).toBe(0);
    expect(await sweepLeftovers(test.dataDir, new Set([staging]))).toBe(0);
    expect(await readdir(staging)).toEqual(['1.part']);
    expect(await sweepLeftovers(test.dataDir, new Set(['.lanyard-0', path.join(test.rootDir, 'd')]))).toBe(1);
    expect(await isThere(staging)).toBe(false);
  });

  it('is swept after it was taken up, though the list had been lost', async () => {
    await rm(test.dataDir, { recursive: true });
    await (await run.resume()).suspend();
    expect(await sweepLeftovers(test.dataDir)).toBe(1);
    expect(await listTree(test.rootDir)).toEqual([]);
  });
});

describe('notes that lead elsewhere', () => {
  const hostile: readonly (readonly [string, () => Partial<ReceiveState>])[] = [
    ['a placed file outside', () => ({ placed: new Map([[BIG, { savedAs: '../outside/secret', sha256: '' }]]) })],
    [
      'a placed file outside, without a part',
      () => ({ placed: new Map([[2, { savedAs: '../outside/secret', sha256: '' }]]) }),
    ],
    [
      'a name taken outside',
      () => ({ placing: new Map([[2, { name: '../outside/secret', sha256: sha256Hex(SECRET) }]]) }),
    ],
    ['a placed file that is a folder', () => ({ placed: new Map([[0, { savedAs: 'd', sha256: '' }]]) })],
    ['a placed file of no entry', () => ({ placed: new Map([[99, { savedAs: 'x', sha256: '' }]]) })],
    [
      'a name to be taken outside',
      () => ({ placing: new Map([[BIG, { name: '../outside/secret', sha256: '0'.repeat(64) }]]) }),
    ],
    [
      'blocks of no file',
      () => ({
        blocks: new Map([
          [99, new Map([[0, 1]])],
          [-5, new Map()],
        ]),
      }),
    ],
    [
      'blocks that no file has',
      () => ({
        blocks: new Map([
          [
            BIG,
            new Map([
              [-1, 1],
              [0.5, 1],
              [NaN, 1],
              [5e9, 1],
            ]),
          ],
        ]),
      }),
    ],
  ];
  it.each(hostile)('(%s) are not followed', async (_, changes) => {
    const resumed = await run.resume(changes());
    expect([...resumed.placed]).toEqual([]);
    await run.complete(resumed);
    await expectIntact();
  });

  it.each(['../outside', '..', 'outside', 'd/x'])('(a folder called %s) are not followed', async (name) => {
    const { ino, dev } = await stat(test.outsideDir, { bigint: true });
    const record = { parent: -1, name, relativePath: `/${name}`, identity: { dev, ino } };
    const { directories } = run.notes.state();
    const resumed = await run.resume({ directories: new Map(directories).set(0, record) });
    await run.complete(resumed);
    await expectIntact();
  });
});
