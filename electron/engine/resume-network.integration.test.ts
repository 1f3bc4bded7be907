import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TransferId } from '../../shared/model/ids.ts';
import { expectArrived, expectJournalsClosed, toWireBytes } from './testing/after-faults.ts';
import type { FaultProxy } from './testing/fault-proxy.ts';
import { joinByProxy, RECEIVER_HOST, SENDER_HOST, type ProxiedPair } from './testing/proxied-pair.ts';
import { makeFile } from './testing/sources.ts';
import { startPair, startTestEngine } from './testing/test-engine.ts';
import { offer, untilBothEnded, untilState, type Pair } from './testing/transfers.ts';

const MIB = 1024 * 1024;
const SIZE = 24 * MIB;

const startProxied = async (): Promise<ProxiedPair> =>
  joinByProxy(
    await startTestEngine('Sender', { listen: [SENDER_HOST] }),
    await startTestEngine('Receiver', { listen: [RECEIVER_HOST] }),
  );

interface Broken {
  readonly id: TransferId;
  readonly source: string;
  /** Bytes that had passed before the offer was accepted. */
  readonly before: number;
}

/** Breaks the connection by `fault` when most of one file has passed. */
async function breakInTheMiddle(pair: ProxiedPair, fault: (proxy: FaultProxy) => void): Promise<Broken> {
  const source = await makeFile('file.bin', randomBytes(SIZE));
  const id = await offer(pair, [source]);
  const before = pair.proxy.bytes.up;
  const broken = pair.proxy.passThen('up', toWireBytes((SIZE * 3) / 4), () => fault(pair.proxy));
  await pair.receiver.engine.accept(id, []);
  await broken;
  return { id, source, before };
}

const untilBothWait = ({ sender, receiver }: Pair, id: TransferId) =>
  Promise.all([untilState(sender, id, 'waiting'), untilState(receiver, id, 'waiting')]);

async function expectDone(pair: Pair, { id, source }: Broken): Promise<void> {
  const { sent, received } = await untilBothEnded(pair, id);
  expect([sent.state, received.state]).toEqual(['done', 'done']);
  expect([sent.bytesDone, received.bytesDone]).toEqual([SIZE, SIZE]);
  await expectArrived(pair.receiver, source);
  await expectJournalsClosed(pair);
}

/** What was lost on the way (a reset throws away what the kernel holds) is far less than what had arrived. */
function expectResumed({ proxy }: ProxiedPair, { before }: Broken): void {
  expect(proxy.bytes.up - before).toBeLessThan(SIZE * 1.5);
}

describe.skipIf(process.platform === 'darwin')('a transfer whose connection is lost goes on by itself', () => {
  it('after a stall of both ways, of one, and of the other, which its silence gives away', async () => {
    // side by side: each takes the 20 s until silence is noticed
    const stalls = [['up', 'down'], ['up'], ['down']] as const;
    await Promise.all(
      stalls.map(async (ways) => {
        const pair = await startProxied();
        const broken = await breakInTheMiddle(pair, (proxy) => proxy.stall(...ways));
        // the way to the receiver may be free: then it has everything, and only the sender has to hear of it
        const ends = await Promise.all([
          untilState(pair.sender, broken.id, 'waiting'),
          untilState(pair.receiver, broken.id, 'waiting', 'done'),
        ]);
        // one of the ends, and not the kernel, which would take a quarter of an hour; the other may be told
        expect(ends.map(({ error }) => error?.code)).toContain('PEER_STALLED');
        pair.proxy.flow();
        await expectDone(pair, broken);
        expectResumed(pair, broken);
      }),
    );
  });

  it.each<readonly [string, (proxy: FaultProxy) => void]>([
    ['a reset', (proxy) => proxy.reset()],
    ['the end of the way to the receiver', (proxy) => proxy.cut('up')],
    ['the end of the way to the sender', (proxy) => proxy.cut('down')],
  ])('after %s', async (_, fault) => {
    const pair = await startProxied();
    const broken = await breakInTheMiddle(pair, fault);
    await expectDone(pair, broken);
    expectResumed(pair, broken);
  });

  it('says that it waits while the peer is not to be had, then goes on', async () => {
    const pair = await startProxied();
    const broken = await breakInTheMiddle(pair, (proxy) => {
      proxy.refuse(true);
      proxy.reset();
    });
    const [sent, received] = await untilBothWait(pair, broken.id);
    expect([sent.rateBytesPerSec, received.rateBytesPerSec]).toEqual([0, 0]);
    expect(received.bytesDone).toBeGreaterThan(0);
    pair.proxy.refuse(false);
    await expectDone(pair, broken);
    expectResumed(pair, broken);
  });

  it('after ten resets in a row, each a little later', async () => {
    const pair = await startProxied();
    const source = await makeFile('file.bin', randomBytes(SIZE));
    const id = await offer(pair, [source]);
    const before = pair.proxy.bytes.up;
    await pair.receiver.engine.accept(id, []);
    for (let count = 0; count < 10; count++) {
      const broken = pair.proxy.passThen('up', (SIZE / 16) | 0, () => pair.proxy.reset());
      await Promise.race([broken, pair.sender.untilEnded(id)]);
    }
    await expectDone(pair, { id, source, before });
  });
});

describe('a transfer whose receiver comes back elsewhere', () => {
  it('goes on when the same device is there at another port', async () => {
    const { sender, receiver } = await startPair();
    // the limit leaves time to stop it in the middle
    const slow = await startTestEngine('Slow', { downloadLimit: 4 * MIB });
    await sender.engine.addPeer(`127.0.0.1:${slow.port}`);
    await Promise.all([sender.untilPeer(slow.id, 'online'), receiver.stop()]);
    const source = await makeFile('file.bin', randomBytes(SIZE));
    const id = await offer({ sender, receiver: slow }, [source]);
    await slow.engine.accept(id, []);
    await sender.until(({ transfers }) => transfers.find((transfer) => transfer.id === id && transfer.bytesDone > MIB));
    await slow.stop();
    await untilState(sender, id, 'waiting');
    const { dataDir, inboxDir } = slow;
    // its old port is taken by somebody else now
    await startTestEngine('Stranger', { port: slow.port });
    const back = await startTestEngine('Slow', { dataDir, inboxDir });
    expect(back.port).not.toBe(slow.port);
    expect(back.id).toBe(slow.id);
    await expectDone({ sender, receiver: back }, { id, source, before: 0 });
  });
});
