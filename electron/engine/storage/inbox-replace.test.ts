import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { symlink } from '../testing/symlink.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import { playTrash } from '../testing/trash-folder.ts';
import { checkDirectories } from './open-directories.ts';
import { openInbox, type Inbox, type InboxOptions, type StandingFile } from './inbox.ts';
import { MemoryNotes } from './testing/memory-notes.ts';
import { blocksOf, Interrupted, MIB } from './testing/resume.ts';
import {
  directoryEntry,
  fileEntry,
  listTree,
  makeTestInbox,
  orderOf,
  readText,
  receiveFile,
  sha256Hex,
  type TestInbox,
} from './testing/receive.ts';

// real disks of busy machines
vi.setConfig({ testTimeout: 60_000 });

let test: TestInbox;
let trashDir: string;

beforeEach(async () => {
  test = await makeTestInbox();
  trashDir = path.join(test.outsideDir, 'trash');
});

afterEach(() => test.remove());

const WAYS: readonly (readonly [string, InboxOptions])[] = [
  ['by handles', {}],
  ['by checked paths', { openDirectories: (root, records) => Promise.resolve(checkDirectories(root, records)) }],
  ['without hard links', { volume: { hasHardLinks: false } }],
];

const inside = (...parts: readonly string[]) => path.join(test.rootDir, ...parts);

/** Contents of all that was put into the trash. */
async function trashed(): Promise<readonly string[]> {
  const names = await listTree(trashDir).catch(() => []);
  return Promise.all(names.filter((name) => !name.endsWith('/')).map((name) => readText(trashDir, name)));
}

describe.each(WAYS)('replacing files, in an inbox reached %s', (_, options) => {
  let inbox: Inbox;

  beforeEach(async () => {
    inbox = await openInbox(test.rootDir, { ...options, trash: playTrash(trashDir) });
  });

  const begin = (
    entries: readonly ManifestEntry[],
    existing: 'replace' | 'skip-identical' = 'replace',
    exceptions: readonly number[] = [],
  ) =>
    inbox.beginTransfer(
      orderOf(entries, { existing, notes: new MemoryNotes(), isException: (index) => exceptions.includes(index) }),
    );

  it('moves another file to the trash and takes its name, in a folder that was there', async () => {
    await mkdir(inside('d'));
    await writeFile(inside('d', 'a'), 'mine');
    const transfer = await begin([directoryEntry('d'), fileEntry('d/a', 'them'), fileEntry('b', 'b')]);
    expect(await receiveFile(transfer, 1, 'them')).toEqual({ savedAs: 'd/a', how: 'replaced' });
    expect(await receiveFile(transfer, 2, 'b')).toMatchObject({ savedAs: 'b', how: undefined });
    await transfer.finish();
    expect(await readText(inside('d', 'a'))).toBe('them');
    expect(await listTree(test.rootDir)).toEqual(['b', 'd/', 'd/a']);
    expect(await trashed()).toEqual(['mine']);
  });

  it('leaves an identical one where it is', async () => {
    await writeFile(inside('a'), 'same');
    const transfer = await begin([fileEntry('a', 'same')]);
    expect(await receiveFile(transfer, 0, 'same')).toMatchObject({ savedAs: 'a', how: undefined });
    await transfer.finish();
    expect(await trashed()).toEqual([]);
  });

  it.each([
    ['replace', 'a (1)', undefined, []],
    ['skip-identical', 'a', 'replaced', ['mine']],
  ] as const)('does the other thing for an exception of %s', async (existing, savedAs, how, inTrash) => {
    await writeFile(inside('a'), 'mine');
    const transfer = await begin([fileEntry('a', 'them')], existing, [0]);
    expect(await receiveFile(transfer, 0, 'them')).toMatchObject({ savedAs, how });
    await transfer.finish();
    expect(await trashed()).toEqual(inTrash);
  });

  it('keeps what is no regular file, and says so', async () => {
    await mkdir(inside('folder'));
    await writeFile(inside('folder', 'in it'), '');
    await symlink(inside('folder', 'in it'), inside('link'));
    const transfer = await begin([fileEntry('folder', 'x'), fileEntry('link', 'y')]);
    expect(await receiveFile(transfer, 0, 'x')).toMatchObject({ savedAs: 'folder (1)', how: 'not-replaced' });
    expect(await receiveFile(transfer, 1, 'y')).toMatchObject({ savedAs: 'link (1)', how: 'not-replaced' });
    await transfer.finish();
    expect(await trashed()).toEqual([]);
  });

  it.each([
    ['has no room', () => Promise.resolve(false)],
    ['breaks', () => Promise.reject(new Error('no trash here'))],
    ['lies', () => Promise.resolve(true)],
  ])('keeps both when the trash %s', async (_state, trash) => {
    inbox = await openInbox(test.rootDir, { ...options, trash });
    await writeFile(inside('a'), 'mine');
    const transfer = await begin([fileEntry('a', 'them')]);
    expect(await receiveFile(transfer, 0, 'them')).toMatchObject({ savedAs: 'a (1)', how: 'not-replaced' });
    await transfer.finish();
    expect(await readText(inside('a'))).toBe('mine');
    expect(await readText(inside('a (1)'))).toBe('them');
  });

  it('asks the trash only when the new file is whole and safe, and not for what came meanwhile', async () => {
    const asked: (readonly string[])[] = [];
    inbox = await openInbox(test.rootDir, {
      ...options,
      trash: async (file) => {
        asked.push([file, await readText(file)]);
        // part by its hidden name, with all of its bytes
        expect(await listTree(test.rootDir)).toContainEqual(expect.stringMatching(/\/0\.part$/));
        await playTrash(trashDir)(file);
        // somebody is quicker than we are
        await writeFile(inside('a'), 'late');
        return true;
      },
    });
    await writeFile(inside('a'), 'mine');
    const transfer = await begin([fileEntry('a', 'them')]);
    expect(await receiveFile(transfer, 0, 'them')).toMatchObject({ savedAs: 'a (1)', how: 'not-replaced' });
    await transfer.finish();
    expect(asked).toEqual([[inside('a'), 'mine']]);
    expect(await readText(inside('a'))).toBe('late');
    expect(await trashed()).toEqual(['mine']);
  });

  it('loses nothing when eight transfers replace one name at once', async () => {
    await writeFile(inside('a'), 'mine');
    const texts = Array.from({ length: 8 }, (_unused, n) => `text ${n % 4}`);
    const transfers = await Promise.all(texts.map((text) => begin([fileEntry('a', text)])));
    const placed = await Promise.all(transfers.map((transfer, n) => receiveFile(transfer, 0, texts[n] ?? '')));
    for (const [n, { savedAs }] of placed.entries()) expect(await readText(inside(savedAs))).toBe(texts[n]);
    for (const transfer of transfers) await transfer.finish();
    expect(await trashed()).toEqual(['mine']);
    expect(placed.filter(({ how }) => how === 'replaced').length).toBeGreaterThanOrEqual(1);
    // and one after the other, each is replaced by the next
    const later = await begin([fileEntry('a', 'later')]);
    expect(await receiveFile(later, 0, 'later')).toMatchObject({ savedAs: 'a', how: 'replaced' });
    await later.finish();
  });

  it.each(['before noteReplacing', 'after noteReplacing', 'before notePlaced'] as const)(
    'is done by the next run when it was killed %s',
    async (moment) => {
      for (const content of [blocksOf(MIB), Buffer.from('small')]) {
        await writeFile(inside('a'), 'mine');
        const run = new Interrupted(inbox, [['a', content]], new MemoryNotes(moment), 'replace');
        await expect(run.begin().then((transfer) => run.complete(transfer))).rejects.toThrow();
        await run.close();
        expect([...(await trashed()), await readText(inside('a'))]).toContain('mine');
        const resumed = await run.resume();
        await run.complete(resumed);
        await run.close();
        expect(run.saved.get(0)).toBe('a');
        expect(await listTree(test.rootDir)).toEqual(['a']);
        expect(content.equals(await readFile(inside('a')))).toBe(true);
        expect(await trashed()).toEqual(['mine']);
        await rm(trashDir, { recursive: true });
      }
    },
  );

  it('is done by the next run when it was killed while the name was free, and said', async () => {
    const [dying, entries] = [new MemoryNotes(), [fileEntry('a', 'them')]];
    await writeFile(inside('a'), 'mine');
    const killed = await openInbox(test.rootDir, {
      ...options,
      trash: async (file) => {
        await playTrash(trashDir)(file);
        throw new Error('killed');
      },
    });
    const first = await killed.beginTransfer(orderOf(entries, { existing: 'replace', notes: dying }));
    const part = await first.openPart(0);
    await part.write([Buffer.from('them')]);
    await first.suspend();
    // as far as it got: noted, and moved away
    await dying.noteReplacing(0);
    await playTrash(trashDir)(inside('a'));
    const state = dying.state();
    const second = await inbox.resumeTransfer({
      ...orderOf(entries),
      existing: 'replace',
      state,
      notes: dying,
      isStopped: () => false,
    });
    expect(await receiveFile(second, 0, 'them')).toMatchObject({ savedAs: 'a', how: 'replaced' });
    await second.finish();
    expect(await trashed()).toEqual(['mine']);
  });
});

describe.each(WAYS)('claiming what stands there, in an inbox reached %s', (_, options) => {
  let inbox: Inbox;

  beforeEach(async () => {
    inbox = await openInbox(test.rootDir, options);
  });

  async function lookAt(entries: Parameters<Inbox['lookAt']>[0], index: number): Promise<StandingFile> {
    const look = inbox.lookAt(entries);
    await look.find(() => false);
    const file = await look.hash(index, () => false);
    await look.close();
    if (file === null) throw new Error('nothing there');
    return file;
  }

  it('has it in place at once, also for a later run, and touches nothing', async () => {
    await mkdir(inside('d'));
    await writeFile(inside('d', 'a'), 'same');
    await utimes(inside('d', 'a'), 1_000, 1_000);
    const entries = [directoryEntry('d'), fileEntry('d/a', 'same'), fileEntry('b', 'b')];
    const file = await lookAt(entries, 1);
    const notes = new MemoryNotes();
    const transfer = await inbox.beginTransfer(orderOf(entries, { existing: 'skip-identical', notes }));
    expect(await transfer.claim(1, file)).toBe(true);
    expect([...transfer.placed]).toEqual([[1, { savedAs: 'd/a', sha256: sha256Hex('same'), how: 'was-there' }]]);
    await expect(transfer.openPart(1)).rejects.toMatchObject({ code: 'STORAGE_UNSAFE' });
    await expect(transfer.claim(1, file)).rejects.toMatchObject({ code: 'STORAGE_UNSAFE' });
    await expect(transfer.claim(0, file)).rejects.toMatchObject({ code: 'STORAGE_UNSAFE' });
    await transfer.suspend();
    const state = notes.state();
    const later = await inbox.resumeTransfer({
      ...orderOf(entries),
      existing: 'skip-identical',
      state,
      notes,
      isStopped: () => false,
    });
    expect(later.placed.get(1)).toMatchObject({ how: 'was-there' });
    await receiveFile(later, 2, 'b');
    await later.finish();
    expect((await stat(inside('d', 'a'))).mtimeMs).toBe(1_000_000);
    expect(await listTree(test.rootDir)).toEqual(['b', 'd/', 'd/a']);
  });

  it.each([
    ['was written to', () => writeFile(inside('a'), 'same')],
    ['became another file', () => writeFile(inside('b'), 'same').then(() => rename(inside('b'), inside('a')))],
    ['became a link to itself', () => rename(inside('a'), inside('b')).then(() => symlink(inside('b'), inside('a')))],
    ['has gone', () => rm(inside('a'))],
  ])('receives it when it %s', async (_change, change) => {
    await writeFile(inside('a'), 'same');
    await utimes(inside('a'), 1_000, 1_000);
    const entries = [fileEntry('a', 'same')];
    const file = await lookAt(entries, 0);
    await change();
    const transfer = await inbox.beginTransfer(orderOf(entries, { existing: 'replace' }));
    expect(await transfer.claim(0, file)).toBe(false);
    await receiveFile(transfer, 0, 'same');
    await transfer.finish();
    expect(transfer.placed.size).toBe(0);
  });

  it('claims nothing where both are kept', async () => {
    await writeFile(inside('a'), 'same');
    const file = await lookAt([fileEntry('a', 'same')], 0);
    const transfer = await inbox.beginTransfer(orderOf([fileEntry('a', 'same')], { existing: 'keep-both' }));
    expect(await transfer.claim(0, file)).toBe(false);
    await transfer.abort();
  });
});
