import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { symlink } from './testing/symlink.ts';
import { makeAlbum, makeFile, rowsOf } from './testing/sources.ts';
import { describeTree, listPaths, makeTree, spreadTimes } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair, startTestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers, offer, sendAll, untilBothEnded, type Pair } from './testing/transfers.ts';

const skipping = () => startPair({}, { existingNames: 'skip-identical' });

describe('a receiver that skips what is identical', () => {
  it('leaves a file that it has as it is, and says where it stands', async () => {
    const pair = await skipping();
    const { inboxDir } = pair.receiver;
    const photo = await makeFile('photo.jpg', randomBytes(1_000_000));
    await writeFile(join(inboxDir, 'photo.jpg'), await readFile(photo));
    await utimes(join(inboxDir, 'photo.jpg'), 1_000, 1_000);
    const before = await lstat(join(inboxDir, 'photo.jpg'));

    const { id, sent, received } = await sendAll(pair, [photo]);

    expect(sent).toMatchObject({ state: 'done', filesDone: 1, filesSkipped: 0, bytesDone: 1_000_000 });
    expect(received).toMatchObject({ state: 'done', filesDone: 1, canShow: true });
    expect(await listPaths(inboxDir)).toEqual(['photo.jpg']);
    expect(await lstat(join(inboxDir, 'photo.jpg'))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
    expect(await rowsOf(pair.receiver, id)).toMatchObject([{ status: 'done', savedAs: null }]);
    expect(await pair.receiver.engine.locate(id)).toBe(join(inboxDir, 'photo.jpg'));
    await expectNoLeftovers(pair.receiver);
  });

  it('keeps another file of that name, also of that size, beside the new one', async () => {
    const pair = await skipping();
    await makeTree(pair.receiver.inboxDir, { 'a.txt': 'mine!', 'b.txt': 'longer than that' });
    const sources = [await makeFile('a.txt', 'yours'), await makeFile('b.txt', 'yours')];
    const { id } = await sendAll(pair, sources);
    const names = { 'a.txt': 'mine!', 'a (1).txt': 'yours', 'b.txt': 'longer than that', 'b (1).txt': 'yours' };
    for (const [name, content] of Object.entries(names)) {
      expect(await readFile(join(pair.receiver.inboxDir, name), 'utf8')).toBe(content);
    }
    expect((await rowsOf(pair.receiver, id)).map(({ savedAs }) => savedAs)).toEqual(['a (1).txt', 'b (1).txt']);

    // and knows that one again
    await sendAll(pair, sources);
    expect((await listPaths(pair.receiver.inboxDir)).sort()).toEqual(Object.keys(names).sort());
  });

  it('has one copy of a tree that was sent three times', async () => {
    const pair = await skipping();
    const album = await makeAlbum();
    for (let round = 0; round < 3; round++) {
      const { sent, received } = await sendAll(pair, [album]);
      expect(sent).toMatchObject({ state: 'done', filesDone: 200, filesFailed: 0 });
      expect(received).toMatchObject({ state: 'done', filesDone: 200, filesFailed: 0 });
    }
    expect(await describeTree(pair.receiver.inboxDir)).toEqual(await describeTree(join(album, '..')));
    await expectNoLeftovers(pair.receiver);
  });

  it('adds only the three changed files of a tree to the folder that is there', async () => {
    const pair = await skipping();
    const { inboxDir } = pair.receiver;
    const album = await makeAlbum();
    await sendAll(pair, [album]);
    await writeFile(join(inboxDir, 'album', 'mine.txt'), 'mine');
    await utimes(join(inboxDir, 'album'), 1_000, 1_000);
    const before = await describeTree(inboxDir);
    const changed = ['part 0/photo 7.jpg', 'part 1/photo 8.jpg', 'film.mp4'];
    for (const name of changed) await writeFile(join(album, name), `changed ${name}`);

    const { id } = await sendAll(pair, [album]);

    const added = ['album/part 0/photo 7 (1).jpg', 'album/part 1/photo 8 (1).jpg', 'album/film (1).mp4'];
    const after = await describeTree(inboxDir);
    expect(Object.keys(after).filter((path) => !(path in before))).toEqual(expect.arrayContaining(added));
    expect(Object.keys(after)).toHaveLength(Object.keys(before).length + 3);
    const isFolder = (path: string): boolean => before[path]?.startsWith('folder') === true;
    for (const path of Object.keys(before).filter((name) => !isFolder(name))) expect(after[path]).toBe(before[path]);
    const rows = await rowsOf(pair.receiver, id);
    expect(rows.flatMap(({ savedAs }) => savedAs ?? []).sort()).toEqual(added.sort());
  });

  it('gives no time to a folder that stood there, and one to a new one in it', async () => {
    const pair = await skipping();
    const { inboxDir } = pair.receiver;
    const source = await makeTempDir();
    await makeTree(source, { 'album/old/a': 'a', 'album/new/b': 'b' });
    await spreadTimes(source);
    await makeTree(inboxDir, { 'album/old/a': 'a' });
    await utimes(join(inboxDir, 'album', 'old'), 1_000, 1_000);
    await sendAll(pair, [join(source, 'album')]);
    expect((await lstat(join(inboxDir, 'album', 'old'))).mtimeMs).toBe(1_000_000);
    const { mtimeMs } = await lstat(join(source, 'album', 'new'));
    expect(Math.trunc((await lstat(join(inboxDir, 'album', 'new'))).mtimeMs)).toBe(Math.trunc(mtimeMs));
  });

  it('never looks through a link', async () => {
    const pair = await skipping();
    const { inboxDir } = pair.receiver;
    const outside = await makeTempDir();
    await makeTree(outside, { 'secret.txt': 'same', 'album/a.txt': 'same' });
    await symlink(join(outside, 'secret.txt'), join(inboxDir, 'secret.txt'));
    await symlink(join(outside, 'album'), join(inboxDir, 'album'));
    await sendAll(pair, [join(outside, 'secret.txt'), join(outside, 'album')]);
    expect((await listPaths(inboxDir)).sort()).toEqual(
      ['album', 'album (1)', 'album (1)/a.txt', 'secret (1).txt', 'secret.txt'].sort(),
    );
    expect(await listPaths(outside)).toHaveLength(3);
  });

  it('gets the same tree in two transfers at once, and has it once', async () => {
    const pair = await skipping();
    const { receiver } = pair;
    const album = await makeAlbum();
    const ids = [await offer(pair, [album]), await offer(pair, [album])];
    await Promise.all(ids.map((id) => receiver.engine.accept(id, [])));
    for (const id of ids) {
      expect(await untilBothEnded(pair, id)).toMatchObject({ sent: { state: 'done' }, received: { state: 'done' } });
    }
    const { inboxDir } = receiver;
    const [got, wanted] = await Promise.all([describeTree(inboxDir), describeTree(join(album, '..'))]);
    expect(Object.keys(got).sort()).toEqual(Object.keys(wanted).sort());
    await expectNoLeftovers(receiver);
  });
});

describe('a receiver that keeps both', () => {
  it('gives a folder and a file that are there already new names', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, { 'album/a': 'a', 'b.txt': 'b' });
    const paths = [join(source, 'album'), join(source, 'b.txt')];
    await sendAll(pair, paths);
    await sendAll(pair, paths);
    expect((await listPaths(pair.receiver.inboxDir)).sort()).toEqual(
      ['album', 'album/a', 'album (1)', 'album (1)/a', 'b.txt', 'b (1).txt'].sort(),
    );
    expect((await offerOf(pair, paths)).existingCount).toBe(2);
  });
});

async function offerOf(pair: Pair, paths: readonly string[]) {
  const id = await offer(pair, paths);
  return pair.receiver.until(({ offers }) => offers.find(({ transferId }) => transferId === id));
}

describe('a receiver that wants to be asked', () => {
  const asking = () => startPair({}, { existingNames: 'ask' });

  it('counts names at the top that stand there, in whatever folder is chosen', async () => {
    const pair = await asking();
    const { receiver } = pair;
    const source = await makeTempDir();
    await makeTree(source, { 'album/a': 'a', 'album/b': 'b', 'c.txt': 'c', 'd.txt': 'd' });
    await makeTree(receiver.inboxDir, { 'album/a': 'other', 'c.txt': 'c', a: '' });
    const { transferId, existingCount } = await offerOf(
      pair,
      ['album', 'c.txt', 'd.txt'].map((name) => join(source, name)),
    );
    expect(existingCount).toBe(2);
    await receiver.engine.setDestination(transferId, await makeTempDir());
    expect((await receiver.untilOffer()).existingCount).toBe(0);
    await receiver.engine.setDestination(transferId, source);
    expect((await receiver.untilOffer()).existingCount).toBe(3);
    // and as things come and go while the user thinks
    await rm(join(source, 'c.txt'));
    await receiver.until(({ offers }) => offers.find((candidate) => candidate.existingCount === 2));
  });

  it('skips when the answer says nothing, or says so; keeps both when it says so', async () => {
    const pair = await asking();
    const { receiver } = pair;
    const path = await makeFile('a.txt', 'a');
    await sendAll(pair, [path]);
    for (const [answer, names] of [
      ['skip-identical', ['a.txt']],
      [undefined, ['a.txt']],
      ['keep-both', ['a (1).txt', 'a.txt']],
    ] as const) {
      const { transferId, existingCount } = await offerOf(pair, [path]);
      expect(existingCount).toBe(1);
      await receiver.engine.accept(transferId, [], answer);
      await untilBothEnded(pair, transferId);
      expect((await listPaths(receiver.inboxDir)).sort()).toEqual(names);
    }
  });
});

describe('an answer to one offer', () => {
  it('wins over the settings', async () => {
    const pair = await skipping();
    const path = await makeFile('a.txt', 'a');
    await sendAll(pair, [path]);
    const { transferId } = await offerOf(pair, [path]);
    await pair.receiver.engine.accept(transferId, [], 'keep-both');
    await untilBothEnded(pair, transferId);
    expect((await listPaths(pair.receiver.inboxDir)).sort()).toEqual(['a (1).txt', 'a.txt']);
  });
});

describe('a peer with a folder of its own', () => {
  it('finds its offers there, unlike others, and a missing one is said', async () => {
    const folder = join(await makeTempDir(), 'from sender');
    const sender = await startSenderFor(folder);
    const path = await makeFile('a', 'a');
    const { transferId, destination } = await offerOf(sender, [path]);
    expect(destination).toMatchObject({ label: 'from sender', fullPath: folder });
    await sender.receiver.until(({ offers }) => offers.find(({ problem }) => problem?.code === 'STORAGE_MISSING'));
    await mkdir(folder);
    await sender.receiver.engine.accept(transferId, []);
    await untilBothEnded(sender, transferId);
    expect(await listPaths(folder)).toEqual(['a']);
    expect(await listPaths(sender.receiver.inboxDir)).toEqual([]);
  });
});

/** A receiver that has `folder` for this sender, and another one for somebody else. */
async function startSenderFor(folder: string): Promise<Pair> {
  const sender = await startTestEngine('Sender');
  const peerFolders = { ['0'.repeat(64)]: '/nowhere', [sender.id]: folder };
  const receiver = await startTestEngine('Receiver', { peerFolders });
  await sender.engine.addPeer(`127.0.0.1:${receiver.port}`);
  await sender.untilPeer(receiver.id, 'online');
  return { sender, receiver };
}
