import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { TransferId } from '../../shared/model/ids.ts';
import { describeTree, listPaths, makeTree } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair, startTestEngine } from './testing/test-engine.ts';
import { offer, problems, untilBothEnded, type Pair } from './testing/transfers.ts';

const TREE = { 'album/a.txt': 'a', 'album/in/b.txt': 'b', 'album/in/c.txt': 'c', 'album/out/d.txt': 'd', 'e.txt': 'e' };

/** An album and a file beside it, of which `b` and `d` have changed since they were offered. */
async function sendWithTwoFailing(): Promise<Pair & { readonly id: TransferId; readonly source: string }> {
  const pair = await startPair({}, { existingNames: 'skip-identical' });
  const source = await makeTempDir();
  await makeTree(source, TREE);
  const id = await offer(pair, [join(source, 'album'), join(source, 'e.txt')]);
  await appendFile(join(source, 'album/in/b.txt'), ' grown');
  await appendFile(join(source, 'album/out/d.txt'), ' grown');
  await pair.receiver.engine.accept(id, []);
  const { sent } = await untilBothEnded(pair, id);
  expect(sent).toMatchObject({ state: 'partial', filesToRetry: 2 });
  return { ...pair, id, source };
}

const offeredPaths = async ({ receiver }: Pair, transferId: TransferId): Promise<readonly string[]> => {
  await receiver.until(({ offers }) => offers.find((one) => one.transferId === transferId));
  const { rows } = await receiver.engine.offerEntries({ transferId, offset: 0, limit: 100 });
  return rows.map(({ path }) => path);
};

it('sends what failed and nothing else, also after a restart, and it lands where it belongs', async () => {
  const pair = await sendWithTwoFailing();
  const { sender, receiver, id, source } = pair;
  const again = await sender.engine.retry(id);
  const failed = ['album', 'album/in', 'album/in/b.txt', 'album/out', 'album/out/d.txt'];
  expect(await offeredPaths(pair, again)).toEqual(failed);
  await sender.stop();
  await receiver.until(({ offers }) => (offers.length === 0 ? true : undefined));
  const { port, dataDir, inboxDir, settings } = sender;
  const restarted = { receiver, sender: await startTestEngine('Sender', { ...settings, port, dataDir, inboxDir }) };
  expect(await offeredPaths(restarted, again)).toEqual(failed);
  await receiver.engine.accept(again, []);
  const { sent } = await untilBothEnded(restarted, again);
  expect(sent).toMatchObject({ state: 'done', title: 'album', itemCount: 1, filesTotal: 2, filesToRetry: 0 });
  const bare = async (root: string) =>
    Object.entries(await describeTree(root)).map(([path, what]) => [path, what.replace(/\d+$/, '')]);
  expect(await bare(receiver.inboxDir)).toEqual(await bare(source));
});

it('sends the one file that is named; one that is gone by now is said to be', async () => {
  const pair = await sendWithTwoFailing();
  const { sender, receiver, id, source } = pair;
  const { rows } = await sender.engine.files({ transferId: id, offset: 0, limit: 100, filter: 'problems' });
  const indexes = rows.map(({ index }) => index);
  const one = await sender.engine.retry(id, indexes.slice(0, 1));
  expect(await offeredPaths(pair, one)).toEqual(['album', 'album/in', 'album/in/b.txt']);
  await receiver.engine.decline(one);

  await rm(join(source, 'album/out/d.txt'));
  await writeFile(join(source, 'album/out/new.txt'), 'new');
  const both = await sender.engine.retry(id, indexes);
  expect(await offeredPaths(pair, both)).toEqual(['album', 'album/in', 'album/in/b.txt', 'album/out']);
  await receiver.engine.accept(both, []);
  const { sent } = await untilBothEnded(pair, both);
  expect(sent).toMatchObject({ state: 'partial', filesToRetry: 0 });
  expect(await problems(sender, both)).toEqual([['album/out/d.txt', 'failed TRANSFER_SOURCE_MISSING here']]);
  expect(await listPaths(receiver.inboxDir)).not.toContain('album/out/new.txt');

  // it has failed before it was offered: sending it alone again is the same as sending this again
  await expect(sender.engine.retry(both)).rejects.toMatchObject({ code: 'TRANSFER_NOTHING_TO_SEND' });
  await expect(sender.engine.retry(id, [0])).rejects.toMatchObject({ code: 'TRANSFER_NOTHING_TO_SEND' });
  await expect(receiver.engine.retry(id)).rejects.toMatchObject({ code: 'TRANSFER_UNKNOWN' });
});
