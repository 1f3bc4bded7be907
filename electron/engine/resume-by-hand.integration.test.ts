import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TransferId } from '../../shared/model/ids.ts';
import { expectArrived, expectJournalsClosed } from './testing/after-faults.ts';
import { listPaths } from './testing/source-tree.ts';
import { makeFile } from './testing/sources.ts';
import { startPair, startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers, offer, untilBothEnded, untilState, type Pair } from './testing/transfers.ts';

const MIB = 1024 * 1024;
const SIZE = 8 * MIB;
const SIDES = ['sender', 'receiver'] as const;

interface Moving extends Pair {
  readonly id: TransferId;
  readonly source: string;
}

/** One file on its way, slow enough to be stopped in the middle. */
async function startMoving(): Promise<Moving> {
  const pair = await startPair({ uploadLimit: 4 * MIB });
  const source = await makeFile('file.bin', randomBytes(SIZE));
  const id = await offer(pair, [source]);
  await pair.receiver.engine.accept(id, []);
  await pair.sender.until(({ transfers }) =>
    transfers.find((transfer) => transfer.id === id && transfer.bytesDone > MIB),
  );
  return { ...pair, id, source };
}

/** The same device in a new engine, which has to find what the old one left. */
function startAgain(engine: TestEngine): Promise<TestEngine> {
  const { port, dataDir, inboxDir, settings } = engine;
  return startTestEngine(settings.name, { ...settings, port, dataDir, inboxDir });
}

async function expectDone({ id, source, ...pair }: Moving): Promise<void> {
  const { sent, received } = await untilBothEnded(pair, id);
  expect([sent.state, received.state]).toEqual(['done', 'done']);
  await expectArrived(pair.receiver, source);
  await expectJournalsClosed(pair);
}

describe.each(SIDES)('a transfer paused at the %s', (side) => {
  const other = side === 'sender' ? 'receiver' : 'sender';

  it('stops on both ends, says where, and goes on from where it was', async () => {
    const moving = await startMoving();
    const { id } = moving;
    await moving[side].engine.pause(id);
    const [here, there] = await Promise.all([
      untilState(moving[side], id, 'paused'),
      untilState(moving[other], id, 'paused'),
    ]);
    expect([here.pausedBy, there.pausedBy]).toEqual(['here', 'there']);
    expect(here.bytesDone).toBeGreaterThan(0);
    expect(here.rateBytesPerSec).toBe(0);
    await moving[side].engine.resume(id);
    await expectDone(moving);
  });

  it('stays paused over a restart of either end, until it is told to go on', async () => {
    const moving = await startMoving();
    const { id } = moving;
    await moving[side].engine.pause(id);
    await Promise.all(SIDES.map((end) => untilState(moving[end], id, 'paused')));
    let pair: Pair = moving;
    for (const end of SIDES) {
      await pair[end].stop();
      pair = { ...pair, [end]: await startAgain(pair[end]) };
      await Promise.all([
        pair.sender.untilPeer(pair.receiver.id, 'online'),
        pair.receiver.untilPeer(pair.sender.id, 'online'),
      ]);
    }
    expect(await untilState(pair[side], id, 'paused')).toMatchObject({ pausedBy: 'here' });
    await pair[side].engine.resume(id);
    await expectDone({ ...moving, ...pair });
  });

  it.each(SIDES)('can be cancelled by the %s, and nothing is left', async (canceller) => {
    const { id, ...pair } = await startMoving();
    await pair[side].engine.pause(id);
    await Promise.all(SIDES.map((end) => untilState(pair[end], id, 'paused')));
    await pair[canceller].engine.cancel(id);
    const { sent, received } = await untilBothEnded(pair, id);
    expect([sent.state, received.state]).toEqual(['cancelled', 'cancelled']);
    await expectNoLeftovers(pair.receiver);
    expect(await listPaths(pair.receiver.inboxDir)).toEqual([]);
  });
});

describe('a transfer', () => {
  it.each(SIDES)('goes on by itself when the %s has quit and is started again', async (side) => {
    const moving = await startMoving();
    const other = side === 'sender' ? 'receiver' : 'sender';
    await moving[side].stop();
    await untilState(moving[other], moving.id, 'waiting');
    const back = await startAgain(moving[side]);
    await expectDone({ ...moving, [side]: back });
  });

  it('goes on when both were away', async () => {
    const moving = await startMoving();
    await Promise.all([moving.sender.stop(), moving.receiver.stop()]);
    const sender = await startAgain(moving.sender);
    const receiver = await startAgain(moving.receiver);
    await expectDone({ ...moving, sender, receiver });
  });

  it('that was not answered is offered again when the receiver has been away', async () => {
    const pair = await startPair();
    const source = await makeFile('file.bin', randomBytes(MIB));
    const id = await offer(pair, [source]);
    await pair.receiver.stop();
    const receiver = await startAgain(pair.receiver);
    const again = await receiver.untilOffer();
    expect(again.transferId).toBe(id);
    await receiver.engine.accept(id, []);
    await expectDone({ sender: pair.sender, receiver, id, source });
  });

  it('goes on when its sender comes back while the offer of another stands', async () => {
    const moving = await startMoving();
    await moving.sender.stop();
    const third = await startTestEngine('Third');
    await third.engine.addPeer(`127.0.0.1:${moving.receiver.port}`);
    const other = await third.engine.send(moving.receiver.id, [await makeFile('other', 'x')]);
    await moving.receiver.until(({ offers }) => offers.find(({ transferId }) => transferId === other));
    const sender = await startAgain(moving.sender);
    await expectDone({ ...moving, sender });
  });
});

describe.each(SIDES)('a transfer that waits because the %s is away', (side) => {
  const other = side === 'sender' ? 'receiver' : 'sender';

  it('can be cancelled; the one that was away learns it, and nothing is left', async () => {
    const { id, ...moving } = await startMoving();
    await moving[side].stop();
    await untilState(moving[other], id, 'waiting');
    await moving[other].engine.cancel(id);
    expect(await moving[other].untilEnded(id)).toMatchObject({ state: 'cancelled', cancelledBy: 'here' });
    const back = await startAgain(moving[side]);
    expect(await back.untilEnded(id)).toMatchObject({ state: 'cancelled', cancelledBy: 'there' });
    const pair = { ...moving, [side]: back };
    await expectNoLeftovers(pair.receiver);
    expect(await listPaths(pair.receiver.inboxDir)).toEqual([]);
    await expectJournalsClosed(pair);
  });
});
