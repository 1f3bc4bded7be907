import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TransferId } from '../../../shared/model/ids.ts';
import { listPaths } from '../../../electron/engine/testing/source-tree.ts';
import {
  expectNoLeftovers,
  offer,
  problems,
  untilBothEnded,
  type Pair,
} from '../../../electron/engine/testing/transfers.ts';
import { holdFiles, scanFolders } from '../testing/other-programs.ts';
import { makeSource, transfer } from '../testing/transfer.ts';
import { prepareSystems, startPairOn } from '../testing/wine-engine.ts';

prepareSystems();

it('a source that another program has for itself fails alone, and can be sent later', async () => {
  const pair = await startPairOn('windows', 'linux');
  const { sender, receiver } = pair;
  const source = await makeSource({ 'L/free.txt': 'free', 'L/mail.pst': 'mail', 'L/read by another.txt': 'shared' });
  const mail = await holdFiles('alone', join(source, 'L/mail.pst'));
  await holdFiles('shared', join(source, 'L/read by another.txt'));

  const { id, sent } = await transfer(pair, [join(source, 'L')]);
  expect(sent.state).toBe('partial');
  expect(await problems(sender, id)).toEqual([['L/mail.pst', 'failed TRANSFER_SOURCE_IN_USE here']]);

  await mail.free();
  const retried = await sender.engine.retry(id);
  await untilOffered(pair, retried);
  await receiver.engine.accept(retried, [], 'skip-identical');
  expect((await untilBothEnded(pair, retried)).sent.state).toBe('done');
  expect((await listPaths(receiver.inboxDir)).toSorted()).toEqual([
    ...['L', 'L/free.txt', 'L/mail.pst', 'L/read by another.txt'],
  ]);
});

function untilOffered({ receiver }: Pair, id: TransferId): Promise<unknown> {
  return receiver.until(({ offers }) => offers.find(({ transferId }) => transferId === id));
}

describe("Lanyard's own list of staging folders", () => {
  const HELD_MS = 300;

  it.each(['shared', 'alone'] as const)('may be open in another program for a moment (%s)', async (how) => {
    const pair = await startPairOn('linux', 'windows');
    const source = await makeSource({ 'one.txt': '1', 'two.txt': '2' });
    await transfer(pair, [join(source, 'one.txt')]);
    const held = await holdFiles(how, join(pair.receiver.dataDir, 'staging.json'));
    const id = await offer(pair, [join(source, 'two.txt')]);
    const free = held.free(HELD_MS);
    await pair.receiver.engine.accept(id, []);
    expect((await untilBothEnded(pair, id)).sent.state).toBe('done');
    await free;
    await expectNoLeftovers(pair.receiver);
  });

  it.each(['shared', 'alone'] as const)('may be open for long: accepted later at the latest (%s)', async (how) => {
    const pair = await startPairOn('linux', 'windows');
    const source = await makeSource({ 'one.txt': '1', 'two.txt': '2' });
    await transfer(pair, [join(source, 'one.txt')]);
    const held = await holdFiles(how, join(pair.receiver.dataDir, 'staging.json'));
    const id = await offer(pair, [join(source, 'two.txt')]);
    const accept = (): Promise<string> =>
      pair.receiver.engine.accept(id, []).then(
        () => 'accepted',
        (error: unknown) => String(error),
      );
    const first = await accept();
    await held.free();
    if (first !== 'accepted') expect(await accept()).toBe('accepted');
    expect((await untilBothEnded(pair, id)).sent.state).toBe('done');
    await expectNoLeftovers(pair.receiver);
  });
});

it('a scanner that opens each new file for a moment is in nobody’s way', async () => {
  const pair = await startPairOn('linux', 'windows');
  const { inboxDir, dataDir } = pair.receiver;
  const files = Array.from({ length: 60 }, (_, index) => [`S/f${index}.txt`, `file ${index}`]);
  const source = await makeSource(Object.fromEntries(files) as Record<string, string>);
  const scanner = await scanFolders(inboxDir, dataDir);
  for (let turn = 0; turn < 3; turn++) {
    const { sent, received } = await transfer(pair, [join(source, 'S')]);
    expect([sent.state, received.state]).toEqual(['done', 'done']);
  }
  expect(scanner.opened()).toBeGreaterThan(60);
  await expectNoLeftovers(pair.receiver);
  expect(await listPaths(inboxDir)).toHaveLength(3 * 61);
});

it('a leftover that another program reads while Lanyard starts is swept at the next start', async () => {
  const pair = await startPairOn('linux', 'windows');
  const { sender, receiver } = pair;
  const source = await makeSource({ 'a.txt': 'a' });
  // it tries hard links in the staging folder, before it takes anything
  await receiver.stop();
  await receiver.restart({}, { call: 'link', path: null, nth: 1, when: 'before' });
  const id = await sender.engine.send(receiver.id, [join(source, 'a.txt')]);
  await receiver.untilGone();
  await sender.engine.cancel(id);
  const left = (await listPaths(receiver.inboxDir)).filter((path) => path.includes('/'));
  expect(left).toHaveLength(1);

  const held = await holdFiles('shared', ...left.map((path) => join(receiver.inboxDir, path)));
  await receiver.restart();
  await receiver.stop();
  await held.free();
  await receiver.restart();
  await expect.poll(() => listPaths(receiver.inboxDir)).toEqual([]);
  await expectNoLeftovers(receiver);
});
