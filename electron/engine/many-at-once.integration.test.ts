import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeTree, hashFile, listPaths, makeTree } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair, startTestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers, offer, untilBothEnded } from './testing/transfers.ts';

const MB = 1_000_000;

describe('several transfers at once', () => {
  it('go to one receiver from one sender, and all are whole', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, {
      'one.bin': randomBytes(20 * MB),
      'two.bin': randomBytes(20 * MB),
      ...Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`three/${n}`, randomBytes(n)])),
    });
    const ids = await Promise.all(['one.bin', 'two.bin', 'three'].map((name) => offer(pair, [join(source, name)])));
    await Promise.all(ids.map((id) => pair.receiver.engine.accept(id, [])));
    const ends = await Promise.all(ids.map((id) => untilBothEnded(pair, id)));
    expect(ends.flatMap(({ sent, received }) => [sent.state, received.state])).toEqual(Array(6).fill('done'));
    const times = /\d+$/;
    const bare = (tree: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(tree).map(([path, what]) => [path, what.replace(times, '')]));
    expect(bare(await describeTree(pair.receiver.inboxDir))).toEqual(bare(await describeTree(source)));
    await expectNoLeftovers(pair.receiver);
  });

  it('go in both directions at once', async () => {
    const pair = await startPair();
    const back = { sender: pair.receiver, receiver: pair.sender };
    const source = await makeTempDir();
    await makeTree(source, { 'there.bin': randomBytes(20 * MB), 'back.bin': randomBytes(20 * MB) });
    const there = await offer(pair, [join(source, 'there.bin')]);
    const home = await offer(back, [join(source, 'back.bin')]);
    await Promise.all([pair.receiver.engine.accept(there, []), back.receiver.engine.accept(home, [])]);
    const ends = await Promise.all([untilBothEnded(pair, there), untilBothEnded(back, home)]);
    expect(ends.flatMap(({ sent, received }) => [sent.state, received.state])).toEqual(Array(4).fill('done'));
    for (const [engine, name] of [
      [pair.receiver, 'there.bin'],
      [pair.sender, 'back.bin'],
    ] as const) {
      expect(await hashFile(join(engine.inboxDir, name))).toBe(await hashFile(join(source, name)));
    }
  });

  it('come from two senders under one name, and both are whole', async () => {
    const first = await startPair();
    const other = await startTestEngine('Other');
    await other.engine.addPeer(`127.0.0.1:${first.receiver.port}`);
    const second = { sender: other, receiver: first.receiver };
    const source = await makeTempDir();
    await makeTree(source, {
      '1/same.bin': randomBytes(3 * MB),
      '2/same.bin': randomBytes(3 * MB),
      '1/dir/x': 'first',
      '2/dir/x': 'second',
    });
    const paths = (n: number): string[] => [join(source, `${n}`, 'same.bin'), join(source, `${n}`, 'dir')];
    const ids = await Promise.all([offer(first, paths(1)), offer(second, paths(2))]);
    await Promise.all(ids.map((id) => first.receiver.engine.accept(id, [])));
    const ends = await Promise.all([untilBothEnded(first, ids[0]), untilBothEnded(second, ids[1])]);
    expect(ends.flatMap(({ sent, received }) => [sent.state, received.state])).toEqual(Array(4).fill('done'));
    const { inboxDir } = first.receiver;
    expect((await listPaths(inboxDir)).sort()).toEqual([
      'dir',
      'dir (1)',
      'dir (1)/x',
      'dir/x',
      'same (1).bin',
      'same.bin',
    ]);
    const arrived = await Promise.all(['same.bin', 'same (1).bin'].map((name) => hashFile(join(inboxDir, name))));
    const sent = await Promise.all([1, 2].map((n) => hashFile(join(source, `${n}`, 'same.bin'))));
    expect(arrived.sort()).toEqual(sent.sort());
  });
});
