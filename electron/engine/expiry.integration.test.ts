import { randomBytes } from 'node:crypto';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { TransferId } from '../../shared/model/ids.ts';
import { expectArrived, expectJournalsClosed } from './testing/after-faults.ts';
import { makeFile } from './testing/sources.ts';
import { startPair, startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers, offer, untilBothEnded, untilMoving, untilState, type Pair } from './testing/transfers.ts';

const MIB = 1024 * 1024;
const DAY_MS = 24 * 60 * 60 * 1000;

interface Waiting extends Pair {
  readonly id: TransferId;
  readonly source: string;
  /** Name of what has been received. */
  readonly staging: string;
}

/** A transfer whose receiver stopped in its middle. */
async function startWaiting(): Promise<Waiting> {
  const pair = await startPair({ uploadLimit: 4 * MIB });
  const source = await makeFile('file.bin', randomBytes(8 * MIB));
  const id = await offer(pair, [source]);
  await pair.receiver.engine.accept(id, []);
  await untilMoving(pair.sender, id);
  await pair.receiver.stop();
  await untilState(pair.sender, id, 'waiting');
  const [staging = ''] = await readdir(pair.receiver.inboxDir);
  expect(await readdir(join(pair.receiver.inboxDir, staging))).toEqual(['0.part']);
  return { ...pair, id, source, staging };
}

/** The stopped engine in a new one, for which the last byte came `days` ago. */
async function startLater({ settings, port, dataDir, inboxDir }: TestEngine, id: TransferId, days: number) {
  const seconds = (Date.now() - days * DAY_MS) / 1000;
  await utimes(join(dataDir, 'transfers', id, 'notes.jsonl'), seconds, seconds);
  return startTestEngine(settings.name, { ...settings, port, dataDir, inboxDir });
}

it('a transfer that did not move for 7 days is given up on both ends, and only what the app made goes', async () => {
  const { id, sender, staging, ...before } = await startWaiting();
  const { inboxDir } = before.receiver;
  await writeFile(join(inboxDir, 'mine'), 'mine');
  await writeFile(join(inboxDir, staging, 'mine, too'), 'mine');
  const receiver = await startLater(before.receiver, id, 7.01);
  const { sent, received } = await untilBothEnded({ sender, receiver }, id);
  expect(received).toMatchObject({ state: 'failed', error: { code: 'TRANSFER_EXPIRED', at: 'here' } });
  expect(sent).toMatchObject({ state: 'failed', error: { code: 'TRANSFER_FORGOTTEN', at: 'there' } });
  await expect.poll(() => readdir(join(inboxDir, staging))).toEqual(['mine, too']);
  expect((await readdir(inboxDir)).sort()).toEqual([staging, 'mine']);
  await expectJournalsClosed({ sender, receiver });
});

it('one that did not move for less goes on', async () => {
  const { id, sender, source, ...before } = await startWaiting();
  const receiver = await startLater(before.receiver, id, 6.9);
  const { sent, received } = await untilBothEnded({ sender, receiver }, id);
  expect([sent.state, received.state]).toEqual(['done', 'done']);
  await expectArrived(receiver, source);
  await expectNoLeftovers(receiver);
});
