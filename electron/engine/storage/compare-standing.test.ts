import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { symlink } from '../testing/symlink.ts';
import { checkDirectories } from './open-directories.ts';
import { openInbox, type InboxOptions, type StandingLook } from './inbox.ts';
import { newStagingName } from './directories.ts';
import {
  changeLater,
  directoryEntry,
  fileEntry,
  listTree,
  makeTestInbox,
  sha256Hex,
  type TestInbox,
} from './testing/receive.ts';

let test: TestInbox;

beforeEach(async () => {
  test = await makeTestInbox();
});

afterEach(() => test.remove());

const WAYS: readonly (readonly [string, InboxOptions])[] = [
  ['by handles', {}],
  ['by checked paths', { openDirectories: (root, records) => Promise.resolve(checkDirectories(root, records)) }],
];

const inside = (...parts: readonly string[]) => path.join(test.rootDir, ...parts);
const never = () => false;

/** A file without content is a folder. */
const toEntries = (things: Readonly<Record<string, string | null>>) =>
  Object.entries(things).map(([name, content]) => (content === null ? directoryEntry(name) : fileEntry(name, content)));

describe.each(WAYS)('what stands where an offer would go, reached %s', (_, options) => {
  const looks: StandingLook[] = [];

  async function lookAt(things: Readonly<Record<string, string | null>>): Promise<StandingLook> {
    const look = (await openInbox(test.rootDir, options)).lookAt(toEntries(things));
    looks.push(look);
    return look;
  }

  afterEach(async () => {
    for (const look of looks.splice(0)) await look.close();
  });

  it('is told apart by name and size, at any depth, and nothing is changed', async () => {
    await mkdir(inside('album', 'deep'), { recursive: true });
    await writeFile(inside('album', 'same size'), 'abc');
    await writeFile(inside('album', 'deep', 'longer'), 'abcd');
    await writeFile(inside('empty'), '');
    await writeFile(inside('a_b'), 'xy');
    const before = await listTree(test.rootDir);
    const look = await lookAt({
      album: null,
      'album/same size': 'xyz',
      'album/new': 'x',
      'album/deep': null,
      'album/deep/longer': 'abc',
      'album/not there': null,
      'album/not there/same size': 'abc',
      empty: '',
      'a:b': 'ab',
    });
    const found = [...(await look.find(never))].sort(([a], [b]) => a - b);
    expect(found).toEqual([
      [1, 'candidate'],
      [4, 'different'],
      [7, 'candidate'],
      [8, 'candidate'],
    ]);
    expect(await listTree(test.rootDir)).toEqual(before);
  });

  it('has the hash of its bytes, and one stamp as long as nobody writes to it', async () => {
    await mkdir(inside('d'));
    await writeFile(inside('d', 'a'), 'mine');
    const look = await lookAt({ d: null, 'd/a': 'them', 'd/b': 'b' });
    await look.find(never);
    let readBytes = 0;
    const first = await look.hash(1, never, (count) => (readBytes += count));
    expect(first?.sha256).toBe(sha256Hex('mine'));
    expect(readBytes).toBe(4);
    await look.close();
    expect(await look.hash(1, never)).toEqual(first);
    expect(await look.hash(2, never)).toBeNull();
    await changeLater(inside('d', 'a'), () => writeFile(inside('d', 'a'), 'mine'));
    expect((await look.hash(1, never))?.stamp).not.toEqual(first?.stamp);
    await writeFile(inside('d', 'a'), 'longer');
    expect(await look.hash(1, never)).toBeNull();
  });

  it('is not known when it grows while it is read', async () => {
    const bytes = 'x'.repeat(600_000);
    await writeFile(inside('a'), bytes);
    const look = await lookAt({ a: bytes });
    await look.find(never);
    expect(await look.hash(0, never, () => appendFileSync(inside('a'), 'x'))).toBeNull();
  });

  it('is never looked for through a link, nor in what no folder is merged into', async () => {
    await writeFile(path.join(test.outsideDir, 'secret'), 'secret');
    await symlink(test.outsideDir, inside('linked'));
    await symlink(path.join(test.outsideDir, 'secret'), inside('secret'));
    await writeFile(inside('file'), '');
    const staging = newStagingName();
    await mkdir(inside(staging));
    await writeFile(inside(staging, '0.part'), 'x');
    const things = { linked: null, 'linked/secret': 'secret', secret: 'secret', file: null, 'file/x': '' };
    const look = await lookAt({ ...things, [staging]: null, [`${staging}/0.part`]: 'x' });
    expect([...(await look.find(never))]).toEqual([[2, 'different']]);
    for (const index of [1, 2, 4, 6]) expect(await look.hash(index, never)).toBeNull();
  });

  it.skipIf(process.platform === 'win32')('is not waited for when it is a pipe', async () => {
    execFileSync('mkfifo', [inside('pipe')]);
    const look = await lookAt({ pipe: '' });
    expect([...(await look.find(never))]).toEqual([[0, 'different']]);
    expect(await look.hash(0, never)).toBeNull();
  });

  it('is not looked at any more when nobody wants to know, and nothing stays open', async () => {
    await writeFile(inside('a'), 'a');
    const openFiles = async () => (process.platform === 'linux' ? (await readdir('/proc/self/fd')).length : 0);
    const before = await openFiles();
    const look = await lookAt({ a: 'a' });
    await expect(look.find(() => true)).rejects.toMatchObject({ code: 'TRANSFER_CANCELLED' });
    await expect(look.hash(0, () => true)).rejects.toMatchObject({ code: 'TRANSFER_CANCELLED' });
    await look.close();
    await look.close();
    expect(await openFiles()).toBeLessThanOrEqual(before);
  });

  it('costs little for 20,000 files of a folder that is not there', async () => {
    const files = Array.from({ length: 20_000 }, (_unused, n) => [`d/${n}`, 'x'] as const);
    const look = await lookAt({ d: null, ...Object.fromEntries(files) });
    let looks = 0;
    const found = await look.find(() => ++looks < 0);
    expect(found.size).toBe(0);
    expect(looks).toBe(1);
  });
});
