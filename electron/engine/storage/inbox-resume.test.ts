import { link, mkdir, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkDirectories } from './open-directories.ts';
import { openInbox, type Inbox, type InboxOptions } from './inbox.ts';
import { reserveName } from './place-file.ts';
import { MemoryNotes, type Moment } from './testing/memory-notes.ts';
import { isThere, listTree, makeTestInbox, MTIME_MS, sha256Hex, type TestInbox } from './testing/receive.ts';
import { blocksOf, Interrupted, MIB, type Contents } from './testing/resume.ts';

// real disks of busy machines
vi.setConfig({ testTimeout: 60_000 });

const LONG_NAME = `${'x'.repeat(251)}.txt`;

const CONTENTS: Contents = [
  ['album', null],
  ['album/deep', null],
  ['album/deep/图片 😀.bin', blocksOf(3 * MIB + 1234)],
  ['album/empty', null],
  [LONG_NAME, blocksOf(1000)],
  ['nothing', Buffer.alloc(0)],
];
const BIG = 2;

const VOLUMES: readonly (readonly [string, InboxOptions])[] = [
  ['with hard links', {}],
  [
    'with hard links, by checked paths',
    { openDirectories: (root, records) => Promise.resolve(checkDirectories(root, records)) },
  ],
  ['without hard links', { volume: { hasHardLinks: false } }],
];

let test: TestInbox;
let runs: Interrupted[] = [];

beforeEach(async () => {
  test = await makeTestInbox();
});

afterEach(async () => {
  await Promise.all(runs.map((run) => run.close()));
  runs = [];
  await test.remove();
});

const inside = (...parts: readonly string[]) => path.join(test.rootDir, ...parts);

async function expectIntact(contents = CONTENTS, rename = (name: string) => name): Promise<void> {
  const expected = contents.map(([name, content]) => rename(name) + (content === null ? '/' : ''));
  expect(await listTree(test.rootDir)).toEqual(expected.sort());
  for (const [name, content] of contents) {
    if (content !== null) expect(sha256Hex(await readFile(inside(rename(name))))).toBe(sha256Hex(content));
  }
}

function start(inbox: Inbox, notes = new MemoryNotes(), contents = CONTENTS): Interrupted {
  const run = new Interrupted(inbox, contents, notes);
  runs.push(run);
  return run;
}

const stagingOf = async () => inside((await readdir(test.rootDir)).find((name) => name.startsWith('.lanyard-')) ?? '?');

describe.each(VOLUMES)('a transfer that is gone on with, %s', (_, options) => {
  const open = () => openInbox(test.rootDir, options);

  it('keeps whole blocks of what was written, and nothing is left at the end', async () => {
    const run = start(await open());
    const transfer = await run.begin();
    const part = await transfer.openPart(BIG);
    const bytes = CONTENTS[BIG]?.[1] ?? Buffer.alloc(0);
    await part.write([bytes.subarray(0, 1000), bytes.subarray(1000, 2 * MIB + 5)]);
    expect(transfer.held(BIG)).toEqual([]);
    const resumed = await run.resume();
    expect(resumed.held(BIG)).toEqual([{ from: 0, to: 2 * MIB }]);
    await run.complete(resumed);
    expect(run.sentBytes).toBe(MIB + 1234 + 1000);
    await expectIntact();
    for (const [name] of CONTENTS) expect((await stat(inside(name))).mtimeMs).toBeCloseTo(MTIME_MS, 0);
  });

  const MOMENTS: readonly Moment[] = [
    'before notePlaced',
    'after notePlaced',
    ...(options.volume === undefined ? [] : (['before notePlacing', 'after notePlacing'] as const)),
  ];

  describe.each(MOMENTS)('killed %s', (moment) => {
    it.each([BIG, 4, 5])('has file %i once', async (index) => {
      const run = start(await open(), new MemoryNotes(moment, index));
      await expect(run.complete(await run.begin())).rejects.toThrow();
      const resumed = await run.resume();
      if (moment.endsWith('notePlaced')) expect(resumed.placed.has(index)).toBe(true);
      else expect(resumed.held(BIG)).toEqual(index === BIG ? [{ from: 0, to: 3 * MIB + 1234 }] : []);
      await run.complete(resumed);
      await expectIntact();
      expect(run.saved.get(index)).toBe(CONTENTS[index]?.[0]);
    });

    it('has it once beside a file of the user that has its name', async () => {
      await writeFile(inside('nothing'), 'mine');
      const run = start(await open(), new MemoryNotes(moment, 5));
      await expect(run.complete(await run.begin())).rejects.toThrow();
      await run.complete(await run.resume());
      const saved = (name: string) => (name === 'nothing' ? 'nothing (1)' : name);
      expect(await readFile(inside('nothing'), 'utf8')).toBe('mine');
      await unlink(inside('nothing'));
      await expectIntact(CONTENTS, saved);
    });
  });

  it('does not send a file again that was placed before the kill', async () => {
    const run = start(await open());
    const transfer = await run.begin();
    await run.send(transfer, BIG);
    const resumed = await run.resume();
    expect([...resumed.placed]).toEqual([
      [BIG, { savedAs: 'album/deep/图片 😀.bin', sha256: sha256Hex(CONTENTS[BIG]?.[1] ?? '') }],
    ]);
    await expect(resumed.openPart(BIG)).rejects.toMatchObject({ code: 'STORAGE_UNSAFE' });
    await run.complete(resumed);
    expect(run.sentBytes).toBe(1000);
    await expectIntact();
  });

  it('is killed again and again', async () => {
    const run = start(await open());
    const bytes = CONTENTS[BIG]?.[1] ?? Buffer.alloc(0);
    const first = await run.begin();
    await (await first.openPart(BIG)).write([bytes.subarray(0, MIB + 1)]);
    for (const blocks of [2, 3]) {
      const resumed = await run.resume();
      expect(resumed.held(BIG)).toEqual([{ from: 0, to: (blocks - 1) * MIB }]);
      const part = await resumed.openPart(BIG);
      await part.write([bytes.subarray((blocks - 1) * MIB, blocks * MIB + 1)]);
    }
    await run.complete(await run.resume());
    expect(run.sentBytes).toBe(1234 + 1000);
    await expectIntact();
  });

  it.each([0, 1, 3])('uses the folder that it was killed after making and before noting (%i)', async (index) => {
    const run = start(await open(), new MemoryNotes('before noteDirectory', index));
    await expect(run.complete(await run.begin())).rejects.toThrow();
    await run.complete(await run.resume());
    await expectIntact();
  });

  it('makes a folder of its own beside one of the user that is empty and older', async () => {
    await mkdir(inside('album'));
    const run = start(await open(), new MemoryNotes('before noteDirectory', 0));
    await expect(run.complete(await run.begin())).rejects.toThrow();
    expect(await listTree(inside('album'))).toEqual([]);
    await run.complete(await run.resume());
    await rm(inside('album'), { recursive: true });
    await expectIntact(CONTENTS, (name) => name.replace('album', 'album (1)'));
  });

  it('counts what is in place when the user has moved its folder', async () => {
    const run = start(await open());
    const transfer = await run.begin();
    await run.send(transfer, BIG);
    await rename(inside('album'), inside('moved'));
    const resumed = await run.resume();
    expect(resumed.placed.has(BIG)).toBe(true);
    await run.complete(resumed);
    expect(run.sentBytes).toBe(1000);
    expect(await isThere(inside('moved', 'deep', '图片 😀.bin'))).toBe(true);
    expect((await readdir(test.rootDir)).sort()).toEqual(['album', 'moved', 'nothing', LONG_NAME].sort());
  });

  it('fills no folder that somebody put in the place of its own', async () => {
    const run = start(await open());
    const transfer = await run.begin();
    await transfer.makeDirectory(1);
    await rename(inside('album'), inside('aside'));
    await mkdir(inside('album'));
    await writeFile(inside('album', 'mine'), '');
    const resumed = await run.resume();
    await run.complete(resumed);
    const isById = options.volume === undefined;
    expect(await listTree(inside('album'))).toHaveLength(isById ? 1 : 4);
    expect(await isThere(inside(run.saved.get(BIG) ?? '?'))).toBe(true);
  });
});

describe('a name that was reserved for a file that did not get it', () => {
  it('is given to it, and not to a copy beside it', async () => {
    const run = start(
      await openInbox(test.rootDir, { volume: { hasHardLinks: false } }),
      new MemoryNotes('after notePlacing', BIG),
    );
    await expect(run.complete(await run.begin())).rejects.toThrow();
    await reserveName(inside('album', 'deep', '图片 😀.bin'), sha256Hex(CONTENTS[BIG]?.[1] ?? ''));
    await run.complete(await run.resume());
    await expectIntact();
  });
});

describe('notes that were lost', () => {
  it('double no file that stands at its name', async () => {
    const run = start(await openInbox(test.rootDir));
    const transfer = await run.begin();
    for (const index of [BIG, 4, 5]) await run.send(transfer, index);
    const staging = run.notes.state().directories;
    const directories = new Map([...staging].filter(([index]) => index < 0));
    run.notes = new MemoryNotes();
    const resumed = await run.resume({ directories, hasLostNotes: true });
    await run.complete(resumed);
    await expectIntact();
    expect(run.saved.get(BIG)).toBe('album/deep/图片 😀.bin');
  });

  it('make no one file of two of the same content', async () => {
    const contents: Contents = [
      ['a', Buffer.from('same')],
      ['a (1)', Buffer.from('same')],
    ];
    await writeFile(inside('a'), 'mine');
    const run = start(await openInbox(test.rootDir), new MemoryNotes(), contents);
    const transfer = await run.begin();
    await run.complete(await run.resume({ hasLostNotes: true }));
    expect(await listTree(test.rootDir)).toEqual(['a', 'a (1)', 'a (1) (1)']);
    await transfer.suspend();
  });

  it('take no older file for one that arrived, unless they say so', async () => {
    await writeFile(inside('nothing'), '');
    const run = start(await openInbox(test.rootDir), new MemoryNotes(), [['nothing', Buffer.alloc(0)]]);
    await run.begin();
    await run.complete(await run.resume());
    expect(await listTree(test.rootDir)).toEqual(['nothing', 'nothing (1)']);
  });
});

describe('a power cut that kept the note of a file and not its name', () => {
  it('is made good from the part', async () => {
    const run = start(await openInbox(test.rootDir), new MemoryNotes('after notePlaced', BIG));
    await expect(run.complete(await run.begin())).rejects.toThrow();
    await unlink(inside('album', 'deep', '图片 😀.bin'));
    const resumed = await run.resume();
    expect(resumed.placed.has(BIG)).toBe(false);
    expect(resumed.held(BIG)).toEqual([{ from: 0, to: 3 * MIB + 1234 }]);
    await run.complete(resumed);
    await expectIntact();
  });
});

describe('a file that was placed and could not be noted', () => {
  it('keeps its part until somebody looks', async () => {
    const run = start(await openInbox(test.rootDir), new MemoryNotes('before notePlaced', BIG));
    const transfer = await run.begin();
    const part = await transfer.openPart(BIG);
    const bytes = CONTENTS[BIG]?.[1] ?? Buffer.alloc(0);
    await part.write([bytes]);
    await expect(part.commit(sha256Hex(bytes), MTIME_MS)).rejects.toThrow();
    await part.discard();
    expect(await isThere(await stagingOf(), `${BIG}.part`)).toBe(true);
    await transfer.suspend();
    await run.complete(await run.resume());
    await expectIntact();
  });

  it('counts under its planned name when the user renamed it before', async () => {
    const run = start(await openInbox(test.rootDir), new MemoryNotes('before notePlaced', 4));
    await expect(run.complete(await run.begin())).rejects.toThrow();
    await rename(inside(LONG_NAME), inside('mine now'));
    const resumed = await run.resume();
    expect(resumed.placed.get(4)?.savedAs).toBe(LONG_NAME);
    await run.complete(resumed);
    await expectIntact(CONTENTS, (name) => (name === LONG_NAME ? 'mine now' : name));
  });

  it('is not taken for placed because of a link that a backup made', async () => {
    const run = start(await openInbox(test.rootDir));
    const transfer = await run.begin();
    const bytes = CONTENTS[BIG]?.[1] ?? Buffer.alloc(0);
    await (await transfer.openPart(BIG)).write([bytes]);
    await link(path.join(await stagingOf(), `${BIG}.part`), path.join(test.outsideDir, 'backup'));
    const resumed = await run.resume();
    expect(resumed.placed.size).toBe(0);
    expect(resumed.held(BIG)).toEqual([{ from: 0, to: bytes.length }]);
    await run.complete(resumed);
    await expectIntact();
  });
});
