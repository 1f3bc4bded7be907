import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fileEntry } from './testing/entries.ts';
import { offerEvil } from './testing/evil-peer.ts';
import { hearOffer, startEvilServer } from './testing/evil-server.ts';
import { makeFile } from './testing/sources.ts';
import { startPair } from './testing/test-engine.ts';
import { sendAll, untilMoving } from './testing/transfers.ts';

/** High enough not to be noticed: those who move bytes stand in one queue all the same. */
const LIMIT = 100_000_000;

describe('a slow peer slows only its own transfer, also where all share a limit', () => {
  it('when it takes nothing of what is sent', async () => {
    const pair = await startPair({ uploadLimit: LIMIT });
    const { sender } = pair;
    const slow = await startEvilServer();
    await sender.engine.addPeer(`127.0.0.1:${slow.port}`);
    const held = await sender.engine.send(slow.id, [await makeFile('large', randomBytes(20_000_000))]);
    const peer = await slow.nextTransfer();
    await hearOffer(peer);
    peer.send({ type: 'answer', accepted: true, skip: [], settled: [], held: [], isLast: true });
    // a whole window is on its way, and no word comes back
    await expect.poll(() => peer.dataBytes().length).toBeGreaterThan(5_000_000);
    const well = await makeFile('well', randomBytes(15_000_000));
    expect(await sendAll(pair, [well])).toMatchObject({ sent: { state: 'done' } });
    expect(peer.dataBytes().length).toBeLessThan(7_000_000);
    await sender.engine.cancel(held);
  });

  it('when it sends next to nothing of what was accepted', async () => {
    const pair = await startPair({}, { downloadLimit: LIMIT });
    const { receiver } = pair;
    const slow = await offerEvil(receiver.port, [fileEntry('slow', 20_000_000)]);
    await receiver.until(({ offers }) => offers.find(({ transferId }) => transferId === slow.transferId));
    await receiver.engine.accept(slow.transferId, []);
    await slow.next('answer');
    slow.sendData(randomBytes(100_000));
    await untilMoving(receiver, slow.transferId);
    const well = await makeFile('well', randomBytes(15_000_000));
    expect(await sendAll(pair, [well])).toMatchObject({ received: { state: 'done' } });
  });
});
