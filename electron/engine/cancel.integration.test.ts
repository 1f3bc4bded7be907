import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TransferId } from '../../shared/model/ids.ts';
import type { Transfer } from '../../shared/model/transfer.ts';
import { MAX_DATA_BYTES } from '../../shared/protocol/constants.ts';
import { fileEntry } from './testing/entries.ts';
import { offerEvil, sha256 } from './testing/evil-peer.ts';
import { hearOffer, startEvilServer } from './testing/evil-server.ts';
import type { RawPeer } from './testing/raw-peer.ts';
import { listPaths } from './testing/source-tree.ts';
import { stopClock } from './testing/stop-clock.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair, startTestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers, offer, untilBothEnded, untilMoving, untilState, type Pair } from './testing/transfers.ts';

/** Far more than passes before a cancel; sparse, so it costs nothing to make. */
const HUGE = 4 * 1024 ** 3;

async function hugeFile(): Promise<string> {
  const path = join(await makeTempDir(), 'huge.bin');
  await writeFile(path, '');
  await truncate(path, HUGE);
  return path;
}

/** Brings a transfer into a state in which it stays until somebody cancels. */
const STATES: Readonly<Record<string, (pair: Pair) => Promise<TransferId>>> = {
  offered: async (pair) => offer(pair, [await hugeFile()]),
  active: async (pair) => {
    const id = await offer(pair, [await hugeFile()]);
    await pair.receiver.engine.accept(id, []);
    await untilMoving(pair.sender, id);
    return id;
  },
};

const outcome = ({ state, cancelledBy, error }: Transfer) => ({ state, cancelledBy, error });

describe.each(Object.entries(STATES))('a transfer that is %s', (_, reach) => {
  it('ends on both sides when the sender cancels, and both say who did', async () => {
    const pair = await startPair();
    const id = await reach(pair);
    await pair.sender.engine.cancel(id);
    await expectCancelled(pair, id, 'here', 'there');
  });

  it('ends on both sides when the receiver cancels, and both say who did', async () => {
    const pair = await startPair();
    const id = await reach(pair);
    await pair.receiver.engine.cancel(id);
    await expectCancelled(pair, id, 'there', 'here');
  });

  it('ends when both cancel at once, and twice', async () => {
    const pair = await startPair();
    const id = await reach(pair);
    const both = [pair.sender, pair.receiver];
    await Promise.all([...both, ...both].map(({ engine }) => engine.cancel(id)));
    await expectCancelled(pair, id, 'here', 'here');
  });
});

async function expectCancelled(pair: Pair, id: TransferId, bySender: string, byReceiver: string): Promise<void> {
  const { sent, received } = await untilBothEnded(pair, id);
  expect(outcome(sent)).toEqual({ state: 'cancelled', cancelledBy: bySender, error: null });
  expect(outcome(received)).toEqual({ state: 'cancelled', cancelledBy: byReceiver, error: null });
  expect(sent.currentFile).toBe(null);
  expect(received.currentFile).toBe(null);
  expect((await pair.receiver.engine.snapshot()).offers).toEqual([]);
  await expectNoLeftovers(pair.receiver);
  expect(await listPaths(pair.receiver.inboxDir)).toEqual([]);
}

describe('a sender', () => {
  /** A receiver that answers yes and then does what the test says. */
  async function startWith(path: string) {
    const server = await startEvilServer();
    const sender = await startTestEngine('Sender');
    await sender.engine.addPeer(`127.0.0.1:${server.port}`);
    const id = await sender.engine.send(server.id, [path]);
    const peer = await server.nextTransfer();
    await hearOffer(peer);
    return { sender, id, peer };
  }

  it('can cancel while the receiver settles', async () => {
    const path = join(await makeTempDir(), 'small');
    await writeFile(path, 'abc');
    const { sender, id, peer } = await startWith(path);
    peer.send({ type: 'answer', accepted: true, skip: [], settled: [], held: [], isLast: true });
    await peer.next('stream-end');
    peer.send({ type: 'ack', bytes: 3, taken: 3 });
    await untilState(sender, id, 'verifying');
    await sender.engine.cancel(id);
    expect(outcome(await sender.untilEnded(id))).toMatchObject({ state: 'cancelled', cancelledBy: 'here' });
    expect((await peer.ended).closeCode).toBe(300);
  });

  it('is heard, however slowly the receiver reads', async () => {
    // what is under way takes longer than a closing connection is kept
    const pair = await startPair({}, { downloadLimit: MAX_DATA_BYTES });
    const id = await offer(pair, [await hugeFile()]);
    await pair.receiver.engine.accept(id, []);
    await untilMoving(pair.receiver, id);
    await pair.sender.engine.cancel(id);
    expect(outcome(await pair.sender.untilEnded(id))).toMatchObject({ state: 'cancelled', cancelledBy: 'here' });
    expect(outcome(await pair.receiver.untilEnded(id))).toMatchObject({ state: 'cancelled', cancelledBy: 'there' });
    await expectNoLeftovers(pair.receiver);
  });

  it('can cancel while the receiver has stopped reading', async () => {
    const { sender, id, peer } = await startWith(await hugeFile());
    peer.socket.pause();
    peer.send({ type: 'answer', accepted: true, skip: [], settled: [], held: [], isLast: true });
    await untilStuck(peer);
    await sender.engine.cancel(id);
    expect(outcome(await sender.untilEnded(id))).toMatchObject({ state: 'cancelled', cancelledBy: 'here' });
  });

  it('can cancel while it waits for the greeting', async () => {
    const server = await startEvilServer({ welcomesTransfers: false });
    const sender = await startTestEngine('Sender');
    await sender.engine.addPeer(`127.0.0.1:${server.port}`);
    const id = await sender.engine.send(server.id, [await hugeFile()]);
    const peer = await server.nextTransfer();
    // the greeting is waited for 5 s: now it is waited for until the test ends
    stopClock();
    await sender.engine.cancel(id);
    expect(outcome(await sender.untilEnded(id))).toMatchObject({ state: 'cancelled', cancelledBy: 'here' });
    await peer.ended;
  });
});

/** Resolves when nothing more comes in at a paused end: its buffers, and those of the kernel, are full. */
async function untilStuck({ socket }: RawPeer): Promise<void> {
  let before = -1;
  const look = () => {
    const isSame = before === socket.readableLength && before > 0;
    before = socket.readableLength;
    return isSame;
  };
  await expect.poll(look, { interval: 200 }).toBe(true);
}

describe('a receiver', () => {
  it('can cancel while it verifies: what is in place stays, all else goes', async () => {
    const victim = await startTestEngine('Receiver');
    const files = Array.from({ length: 1_000 }, (_, n) => fileEntry(`${n}`, 1));
    const peer = await offerEvil(victim.port, files);
    await victim.untilOffer();
    await victim.engine.accept(peer.transferId, []);
    peer.socket.cork();
    for (let start = 0; start < files.length; start += 500) {
      peer.sendData('x'.repeat(500));
      const ends = Array.from({ length: 500 }, (_, n): [number, string] => [start + n, sha256('x')]);
      peer.send({ type: 'file-end', files: ends });
    }
    peer.send({ type: 'stream-end' });
    peer.socket.uncork();
    // events tell this state as progress, five times a second: too slow to catch it
    const stateNow = async () => (await victim.engine.snapshot()).transfers[0]?.state;
    await expect.poll(stateNow, { interval: 5 }).toBe('verifying');
    await victim.engine.cancel(peer.transferId);
    expect((await peer.ended).closeCode).toBe(300);
    expect(outcome(await victim.untilEnded(peer.transferId))).toEqual({
      state: 'cancelled',
      cancelledBy: 'here',
      error: null,
    });
    await expectNoLeftovers(victim);
  });
});
