import { randomBytes } from 'node:crypto';
import { chmod, lstat, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { symlink } from './testing/symlink.ts';
import { EMPTY_REPORT } from '../../shared/model/transfer.ts';
import { prepareEngineProcesses, startEngineProcess } from './testing/engine-process.ts';
import { makeFile, rowsOf } from './testing/sources.ts';
import { describeTree, makeTree } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair, startTestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers, offer, sendAll, untilBothEnded } from './testing/transfers.ts';

prepareEngineProcesses();

describe('a receiver that replaces', () => {
  const replacing = () => startPair({}, { existingNames: 'replace' });

  it('has the new file under the name, the old one in the trash, and sends nothing that it has', async () => {
    const pair = await replacing();
    const { inboxDir, trashDir } = pair.receiver;
    const source = await makeTempDir();
    await makeTree(source, { 'd/same': 'same', 'd/differs': 'theirs', 'd/new': 'new', 'd/run.sh': '#!/bin/sh' });
    await chmod(join(source, 'd', 'run.sh'), 0o755);
    await makeTree(inboxDir, { 'd/same': 'same', 'd/differs': 'mine!!', 'd/mine': 'mine' });
    const before = await lstat(join(inboxDir, 'd', 'same'));

    const { id, sent, received } = await sendAll(pair, [join(source, 'd')]);

    expect(sent).toMatchObject({ state: 'done', filesDone: 4, report: { ...EMPTY_REPORT, wasThere: 1 } });
    const report = { ...EMPTY_REPORT, wasThere: 1, replaced: 1, notExecutable: 1 };
    expect(received).toMatchObject({ state: 'done', filesDone: 4, report });
    expect(await contentsOf(join(inboxDir, 'd'))).toEqual(['#!/bin/sh', 'mine', 'new', 'same', 'theirs']);
    expect(await lstat(join(inboxDir, 'd', 'same'))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
    expect(await contentsOf(trashDir)).toEqual(['mine!!']);
    const problems = await pair.receiver.engine.files({ transferId: id, offset: 0, limit: 10, filter: 'problems' });
    expect(problems.rows.map(({ path, remarks }) => [path, ...remarks])).toEqual([
      ['d/differs', 'replaced'],
      ['d/run.sh', 'not-executable'],
    ]);
    await expectNoLeftovers(pair.receiver);
  });

  it('keeps the files that are excepted, and replaces those alone where others are kept', async () => {
    const pair = await replacing();
    const { engine, inboxDir, trashDir } = pair.receiver;
    const paths = [await makeFile('a.txt', 'new a'), await makeFile('b.txt', 'new b')];
    await makeTree(inboxDir, { 'a.txt': 'old a', 'b.txt': 'old b' });
    const first = await offer(pair, paths);
    await engine.accept(first, [], undefined, [[1, 1]]);
    const { received } = await untilBothEnded(pair, first);
    expect(received.report).toEqual({ ...EMPTY_REPORT, replaced: 1, renamed: 1 });
    expect((await rowsOf(pair.receiver, first)).map(({ savedAs }) => savedAs)).toEqual([null, 'b (1).txt']);

    await makeTree(inboxDir, { 'a.txt': 'mine', 'b.txt': 'mine too' });
    const second = await offer(pair, paths);
    await engine.accept(second, [], 'skip-identical', [[1, 1]]);
    const after = await untilBothEnded(pair, second);
    expect(after.received.report).toEqual({ ...EMPTY_REPORT, replaced: 1, renamed: 1 });
    expect((await rowsOf(pair.receiver, second)).map(({ savedAs }) => savedAs)).toEqual(['a (1).txt', null]);
    expect(await contentsOf(trashDir)).toEqual(['mine too', 'old a']);
  });

  it('takes what two senders bring under one name at once, and loses neither', async () => {
    const pair = await replacing();
    const { engine, id, inboxDir, port, trashDir } = pair.receiver;
    const other = { sender: await startTestEngine('Other'), receiver: pair.receiver };
    await other.sender.engine.addPeer(`127.0.0.1:${port}`);
    await other.sender.untilPeer(id, 'online');
    await makeTree(inboxDir, { 'a.txt': 'mine' });
    const ids = [
      await offer(pair, [await makeFile('a.txt', 'of one')]),
      await offer(other, [await makeFile('a.txt', 'of another')]),
    ] as const;
    await Promise.all(ids.map((transferId) => engine.accept(transferId, [])));
    await Promise.all([untilBothEnded(pair, ids[0]), untilBothEnded(other, ids[1])]);
    const all = [...(await contentsOf(inboxDir)), ...(await contentsOf(trashDir))];
    expect(all.sort()).toEqual(['mine', 'of another', 'of one']);
    expect(await contentsOf(trashDir)).toContain('mine');
  });

  it.each(['before', 'after'] as const)(
    'goes on when it is killed %s the new file takes the free name',
    async (when) => {
      const sender = await startTestEngine('Sender');
      const killPoint = { call: 'link', path: '/a.bin', nth: 1, when };
      const receiver = await startEngineProcess('Receiver', { existingNames: 'replace', autoAccept: true, killPoint });
      const source = await makeFile('a.bin', randomBytes(3_000_000));
      await makeTree(receiver.inboxDir, { 'a.bin': 'mine' });
      await sender.engine.addPeer(`127.0.0.1:${receiver.port}`);
      await sender.untilPeer(receiver.id, 'online');
      const transferId = await sender.engine.send(receiver.id, [source]);
      await receiver.untilGone();
      expect(await contentsOf(receiver.trashDir)).toEqual(['mine']);
      await receiver.restart();
      expect(await sender.untilEnded(transferId)).toMatchObject({ state: 'done' });
      const received = await receiver.untilEnded(transferId);
      expect(received.report).toEqual({ ...EMPTY_REPORT, replaced: 1 });
      expect(await describeTree(receiver.inboxDir)).toEqual(await describeTree(dirname(source)));
      expect(await contentsOf(receiver.trashDir)).toEqual(['mine']);
      await expectNoLeftovers(receiver);
    },
  );
});

/** Of all files below, sorted. */
async function contentsOf(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).sort();
}

describe('a report', () => {
  it('counts a renamed folder once, and what was left out at the sender', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, { 'd/a': 'a', 'd/b': 'b' });
    await symlink('a', join(source, 'd', 'link'));
    await sendAll(pair, [join(source, 'd')]);
    const { sent, received } = await sendAll(pair, [join(source, 'd')]);
    expect(sent.report).toEqual({ ...EMPTY_REPORT, leftOut: 1 });
    expect(received.report).toEqual({ ...EMPTY_REPORT, renamed: 1, leftOut: 1 });
  });
});
