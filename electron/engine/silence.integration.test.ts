import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { HEARTBEAT_MS, SILENCE_MS } from '../../shared/protocol/constants.ts';
import { fileEntry } from './testing/entries.ts';
import { greetEvil, offerEvil } from './testing/evil-peer.ts';
import { hearOffer, startEvilServer } from './testing/evil-server.ts';
import type { RawPeer } from './testing/raw-peer.ts';
import { listPaths } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startTestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers, untilMoving, untilState } from './testing/transfers.ts';

/** The engine's clock, which the test can put forward; timers go on as they are. */
function shiftClock(): { readonly forward: (ms: number) => void } {
  const realNow = performance.now.bind(performance);
  let shiftMs = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => realNow() + shiftMs);
  onTestFinished(() => clock.mockRestore());
  return { forward: (ms) => void (shiftMs += ms) };
}

/** An honest sender whose offer of one small file this receiver has heard. */
async function startSender() {
  const server = await startEvilServer();
  const sender = await startTestEngine('Sender');
  await sender.engine.addPeer(`127.0.0.1:${server.port}`);
  const path = join(await makeTempDir(), 'file');
  await writeFile(path, '0123456789');
  const id = await sender.engine.send(server.id, [path]);
  const peer = await server.nextTransfer();
  await hearOffer(peer);
  return { sender, id, peer };
}

const accept = (peer: RawPeer): void =>
  peer.send({ type: 'answer', accepted: true, skip: [], settled: [], held: [], isLast: true });

describe('a receiver that goes silent', () => {
  it('is taken for dead after 20 s, before its answer and after', async () => {
    const [deciding, streaming] = [await startSender(), await startSender()];
    accept(streaming.peer);
    await streaming.peer.next('stream-end');
    shiftClock().forward(SILENCE_MS + 1);
    for (const { sender, id, peer } of [deciding, streaming]) {
      expect(await untilState(sender, id, 'waiting')).toMatchObject({ error: { code: 'PEER_STALLED', at: 'here' } });
      await peer.ended;
    }
  });

  it('is not taken for dead while it sends heartbeats', async () => {
    const { sender, id, peer } = await startSender();
    accept(peer);
    await peer.next('stream-end');
    const clock = shiftClock();
    // twice the limit, each half of it with a sign of life that has been seen: a slow computer has the other half
    for (let turn = 1; turn <= 4; turn++) {
      clock.forward(SILENCE_MS / 2);
      peer.send({ type: 'heartbeat' });
      peer.send({ type: 'ack', bytes: turn, taken: turn });
      await sender.until(({ transfers }) => transfers.find(({ bytesDone }) => bytesDone === turn));
    }
    peer.send({ type: 'result', files: [[0, 0]] });
    peer.send({ type: 'ack', bytes: 10, taken: 10 });
    peer.send({ type: 'receipt', filesDone: 1, bytesDone: 10 });
    expect(await sender.untilEnded(id)).toMatchObject({ state: 'done', bytesDone: 10 });
  });
});

describe('a sender that goes silent', () => {
  it('loses its offer after 20 s, and its transfer waits for it', async () => {
    const victim = await startTestEngine('Receiver');
    const offering = await offerEvil(victim.port, [fileEntry('a', 1)]);
    const sending = await offerEvil(victim.port, [fileEntry('b', 3_000_000)]);
    await victim.until(({ offers }) => (offers.length === 2 ? true : undefined));
    await victim.engine.accept(sending.transferId, []);
    sending.sendData(randomBytes(1_000_000));
    await untilMoving(victim, sending.transferId);
    shiftClock().forward(SILENCE_MS + 1);
    const error = { code: 'PEER_STALLED', at: 'here' };
    expect(await victim.untilEnded(offering.transferId)).toMatchObject({ state: 'failed', error });
    expect(await untilState(victim, sending.transferId, 'waiting')).toMatchObject({ error });
    expect((await victim.engine.snapshot()).offers).toEqual([]);
    await victim.engine.cancel(sending.transferId);
    await expectNoLeftovers(victim);
    expect(await listPaths(victim.inboxDir)).toEqual([]);
  });
});

describe('an engine', () => {
  it('sends heartbeats when it has nothing to say: as a sender, a receiver, a neighbour', async () => {
    const { peer } = await startSender();
    const victim = await startTestEngine('Receiver');
    const offering = await offerEvil(victim.port, [fileEntry('a', 1)]);
    const neighbour = await greetEvil(victim.port, { hello: { purpose: 'presence' } });
    await victim.untilOffer();
    const clock = shiftClock();
    for (let turn = 0; turn < 3; turn++) {
      clock.forward(HEARTBEAT_MS);
      await Promise.all([peer, offering, neighbour].map((one) => one.next('heartbeat')));
      for (const one of [peer, offering, neighbour]) one.send({ type: 'heartbeat' });
    }
    expect((await victim.engine.snapshot()).offers).toHaveLength(1);
  });
});
