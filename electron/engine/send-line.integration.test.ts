import { randomBytes } from 'node:crypto';

import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TransferId } from '../../shared/model/ids.ts';
import type { Transfer } from '../../shared/model/transfer.ts';
import { hashFile } from './testing/source-tree.ts';
import { makeFile } from './testing/sources.ts';
import { startPair, startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers, offer, sendAll, untilBothEnded, untilState, type Pair } from './testing/transfers.ts';

const MIB = 1024 * 1024;

interface InLine extends Pair {
  readonly ids: readonly TransferId[];
  readonly sources: readonly string[];
}

/** Accepted transfers to one receiver, the first of which moves, slowly, until the limit is lifted. */
async function startInLine(names: readonly string[]): Promise<InLine> {
  const pair = await startPair({ uploadLimit: 3 * MIB });
  const sources = await Promise.all(names.map((name) => makeFile(name, randomBytes(6 * MIB))));
  const ids: TransferId[] = [];
  for (const source of sources) ids.push(await offer(pair, [source]));
  // the yes to the last one comes first: that changes nothing, as soon as the others are accepted
  for (const id of ids) await pair.receiver.engine.accept(id, []);
  await untilHas(pair.sender, ids[0]!, MIB);
  return { ...pair, ids, sources };
}

const untilHas = (engine: TestEngine, id: TransferId, bytes: number): Promise<Transfer> =>
  engine.until(({ transfers }) => transfers.find((transfer) => transfer.id === id && transfer.bytesDone > bytes));

const now = async ({ engine }: TestEngine, id: TransferId): Promise<Transfer> =>
  (await engine.snapshot()).transfers.find((transfer) => transfer.id === id)!;

/** Resolves when they stand so: what goes before each. */
async function untilPositions(engine: TestEngine, ids: readonly TransferId[], wanted: readonly unknown[]) {
  await engine.until(({ transfers }) => {
    const found = ids.map((id) => transfers.find((transfer) => transfer.id === id)?.linePosition);
    return JSON.stringify(found) === JSON.stringify(wanted) || undefined;
  });
}

async function expectAllTrue({ sender, receiver, ids, sources }: InLine, states: readonly string[]): Promise<void> {
  await sender.engine.configure({ ...sender.settings, uploadLimit: null });
  const ends = await Promise.all(ids.map((id) => untilBothEnded({ sender, receiver }, id)));
  expect(ends.map(({ sent }) => sent.state)).toEqual(states);
  expect(ends.map(({ received }) => received.state)).toEqual(states);
  for (const [at, source] of sources.entries()) {
    if (states[at] !== 'done') continue;
    expect(await hashFile(join(receiver.inboxDir, basename(source)))).toBe(await hashFile(source));
  }
  await expectNoLeftovers(receiver);
}

/** The same device in a new engine. */
const startAgain = ({ port, dataDir, inboxDir, settings }: TestEngine, peers: readonly string[] = []) =>
  startTestEngine(settings.name, { ...settings, port, dataDir, inboxDir, peers });

describe('accepted transfers to one peer', () => {
  it('send one after the other: nobody who waits sends a byte, and who is moved to the front does at once', async () => {
    const line = await startInLine(['a', 'b', 'c']);
    const { sender, receiver, ids } = line;
    const [a, b, c] = ids as [TransferId, TransferId, TransferId];
    await untilPositions(sender, ids, [null, 1, 2]);
    for (const engine of [sender, receiver]) {
      for (const id of [b, c]) expect(await now(engine, id)).toMatchObject({ state: 'active', bytesDone: 0 });
    }
    await sender.engine.move(c, 'first');
    await untilPositions(sender, ids, [1, 2, null]);
    const { bytesDone } = await untilHas(sender, c, MIB);
    expect(bytesDone).toBeLessThan(6 * MIB);
    expect((await now(sender, a)).bytesDone).toBeLessThan(6 * MIB);
    expect((await now(receiver, b)).bytesDone).toBe(0);
    await expect(receiver.engine.move(c, 'first')).rejects.toMatchObject({ code: 'TRANSFER_UNKNOWN' });
    await expectAllTrue(line, ['done', 'done', 'done']);
    await expect(sender.engine.move(c, 'first')).rejects.toMatchObject({ code: 'TRANSFER_UNKNOWN' });
  });

  it('do not keep a small one waiting for a large one, which goes on beside it', async () => {
    const pair = await startPair({ uploadLimit: 100_000 });
    const { sender, receiver } = pair;
    const large = await offer(pair, [await makeFile('large', randomBytes(40 * MIB))]);
    await receiver.engine.accept(large, []);
    await untilHas(sender, large, 0);
    const next = await offer(pair, [await makeFile('next', randomBytes(20 * MIB))]);
    await receiver.engine.accept(next, []);
    await untilPositions(sender, [large, next], [null, 1]);
    for (const name of ['one', 'two', 'three']) {
      const { bytesDone } = await now(sender, large);
      const path = await makeFile(name, randomBytes(1_024));
      const { sent, received } = await sendAll(pair, [path]);
      expect([sent.state, received.state]).toEqual(['done', 'done']);
      expect(await hashFile(join(receiver.inboxDir, name))).toBe(await hashFile(path));
      await untilHas(sender, large, bytesDone);
    }
    expect(await now(sender, large)).toMatchObject({ state: 'active', linePosition: null });
    expect(await now(sender, next)).toMatchObject({ state: 'active', bytesDone: 0, linePosition: 1 });
    await sender.engine.configure({ ...sender.settings, uploadLimit: null });
    await Promise.all([large, next].map((id) => untilBothEnded(pair, id)));
  });

  it('let the next one go when the first is cancelled or paused, and take it back into its place', async () => {
    const line = await startInLine(['a', 'b', 'c']);
    const { sender, ids } = line;
    const [a, b, c] = ids as [TransferId, TransferId, TransferId];
    await sender.engine.cancel(a);
    await untilPositions(sender, ids, [null, null, 1]);
    await untilHas(sender, b, 0);
    await sender.engine.pause(b);
    await untilHas(sender, c, 0);
    await sender.engine.resume(b);
    await untilPositions(sender, ids, [null, null, 1]);
    await expectAllTrue(line, ['cancelled', 'done', 'done']);
  });

  it('all go when there are more than a receiver takes questions', async () => {
    const pair = await startPair();
    const ids: TransferId[] = [];
    for (let at = 0; at < 20; at++)
      ids.push(await pair.sender.engine.send(pair.receiver.id, [await makeFile(`${at}`, `${at}`)]));
    pair.receiver.onEvent((event) => {
      if (event.type !== 'offers') return;
      for (const { transferId } of event.offers)
        void pair.receiver.engine.accept(transferId, []).catch(() => undefined);
    });
    await pair.receiver.until(({ offers }) => offers[0]);
    const ends = await Promise.all(ids.map((id) => pair.sender.untilEnded(id)));
    expect(ends.map(({ state }) => state)).toEqual(ids.map(() => 'done'));
  });
});

describe('what waits for a peer that is away', () => {
  it('keeps its order over a restart, and can all be cancelled', async () => {
    const { sender, receiver } = await startPair();
    await receiver.stop();
    await sender.untilPeer(receiver.id, 'offline');
    const ids: TransferId[] = [];
    for (const name of ['a', 'b', 'c']) ids.push(await sender.engine.send(receiver.id, [await makeFile(name, name)]));
    await untilPositions(sender, ids, [null, 1, 2]);
    await sender.engine.move(ids[2]!, 'first');
    await sender.engine.move(ids[1]!, 'earlier');
    await untilPositions(sender, ids, [2, 1, null]);
    await sender.stop();
    const again = await startAgain(sender);
    await untilPositions(again, ids, [2, 1, null]);
    await again.engine.cancelWaiting(receiver.id);
    await Promise.all(ids.map((id) => untilState(again, id, 'cancelled')));
  });

  it('cancels nothing of what was accepted', async () => {
    const line = await startInLine(['a', 'b']);
    await line.sender.engine.cancelWaiting(line.receiver.id);
    await expectAllTrue(line, ['done', 'done']);
  });
});
