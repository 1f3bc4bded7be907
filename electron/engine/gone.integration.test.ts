import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toPeerId } from '../../shared/model/ids.ts';
import { fileEntry } from './testing/entries.ts';
import { offerEvil } from './testing/evil-peer.ts';
import { startEvilServer } from './testing/evil-server.ts';
import { listPaths } from './testing/source-tree.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startPair, startTestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers, offer, untilMoving, untilState } from './testing/transfers.ts';

async function hugeFile(): Promise<string> {
  const path = join(await makeTempDir(), 'huge.bin');
  await writeFile(path, '');
  await truncate(path, 4 * 1024 ** 3);
  return path;
}

async function smallFile(): Promise<string> {
  const path = join(await makeTempDir(), 'small.txt');
  await writeFile(path, 'small');
  return path;
}

/** What a user sees there: staging directories are hidden. */
async function shownIn(inboxDir: string): Promise<readonly string[]> {
  return (await listPaths(inboxDir)).filter((path) => !path.startsWith('.lanyard-'));
}

/** What a side may say of one that went: its goodbye, when that came through, or that it is gone. */
const GONE = expect.stringMatching(/^PEER_(SHUTTING_DOWN|CLOSED)$/) as string;

describe('a side that stops in the middle', () => {
  it('shows no half file, and is waited for: the receiver', async () => {
    const { sender, receiver } = await startPair();
    const id = await offer({ sender, receiver }, [await hugeFile()]);
    await receiver.engine.accept(id, []);
    await untilMoving(sender, id);
    await receiver.stop();
    expect(await untilState(sender, id, 'waiting')).toMatchObject({ error: { code: GONE } });
    expect(await shownIn(receiver.inboxDir)).toEqual([]);
  });

  it('leaves the receiver with nothing half under a name, and is waited for: the sender', async () => {
    const { sender, receiver } = await startPair();
    const id = await offer({ sender, receiver }, [await hugeFile()]);
    await receiver.engine.accept(id, []);
    await untilMoving(receiver, id);
    await sender.stop();
    expect(await untilState(receiver, id, 'waiting')).toMatchObject({ error: { code: GONE, at: 'there' } });
    expect(await shownIn(receiver.inboxDir)).toEqual([]);
    expect((await sender.engine.snapshot()).transfers).toMatchObject([
      { state: 'waiting', error: { code: 'PEER_SHUTTING_DOWN', at: 'here' } },
    ]);
    await receiver.engine.cancel(id);
    await expectNoLeftovers(receiver);
    expect(await listPaths(receiver.inboxDir)).toEqual([]);
  });
});

describe('an offer', () => {
  it('is withdrawn when its sender stops', async () => {
    const { sender, receiver } = await startPair();
    const id = await offer({ sender, receiver }, [await smallFile()]);
    await sender.stop();
    expect(await receiver.untilEnded(id)).toMatchObject({ state: 'failed', error: { code: GONE } });
    expect((await receiver.engine.snapshot()).offers).toEqual([]);
    await expect(receiver.engine.accept(id, [])).rejects.toMatchObject({ code: 'TRANSFER_UNKNOWN' });
    await expect(receiver.engine.decline(id)).rejects.toMatchObject({ code: 'TRANSFER_UNKNOWN' });
  });

  it('is withdrawn when its sender dies without a word', async () => {
    const victim = await startTestEngine('Receiver');
    const peer = await offerEvil(victim.port, [fileEntry('a', 1)]);
    await victim.untilOffer();
    peer.destroy();
    expect(await victim.untilEnded(peer.transferId)).toMatchObject({ state: 'failed', error: { code: 'PEER_CLOSED' } });
    expect((await victim.engine.snapshot()).offers).toEqual([]);
    expect(await listPaths(victim.inboxDir)).toEqual([]);
  });

  it('that is accepted just as its sender goes leaves nothing', async () => {
    const victim = await startTestEngine('Receiver');
    const folders = Array.from({ length: 200 }, (_, n) => ({ ...fileEntry(`${n}`, 0), kind: 'directory' as const }));
    const peer = await offerEvil(victim.port, folders);
    await victim.untilOffer();
    const accepting = victim.engine.accept(peer.transferId, []).catch(() => undefined);
    peer.destroy();
    await accepting;
    const { state } = await untilState(victim, peer.transferId, 'waiting', 'failed');
    // it was accepted in time, and waits for its sender
    if (state === 'waiting') await victim.engine.cancel(peer.transferId);
    await expectNoLeftovers(victim);
    await victim.stop();
    expect(await listPaths(victim.inboxDir)).toEqual([]);
  });
});

describe('a peer that cannot be had', () => {
  it('is waited for when it is gone', async () => {
    const { sender, receiver } = await startPair();
    await receiver.stop();
    const id = await sender.engine.send(receiver.id, [await smallFile()]);
    const waiting = { error: { code: 'PEER_REFUSED', at: 'here' }, acceptedAtMs: null };
    expect(await untilState(sender, id, 'waiting')).toMatchObject(waiting);
    await sender.engine.cancel(id);
    expect(await sender.untilEnded(id)).toMatchObject({ state: 'cancelled', cancelledBy: 'here' });
  });

  it('is refused when nobody knows it', async () => {
    const sender = await startTestEngine('Sender');
    const stranger = toPeerId('0'.repeat(64));
    const sending = sender.engine.send(stranger, [await smallFile()]);
    await expect(sending).rejects.toMatchObject({ code: 'PEER_UNKNOWN' });
  });

  it('is told from another that answers at its address, and waited for', async () => {
    const { sender, receiver } = await startPair();
    await receiver.stop();
    await startEvilServer({ port: receiver.port });
    const id = await sender.engine.send(receiver.id, [await smallFile()]);
    const sent = await untilState(sender, id, 'waiting');
    expect(sent).toMatchObject({ error: { code: 'PEER_IDENTITY_CHANGED', at: 'here' } });
  });

  it('gets its offer when it is back', async () => {
    const { sender, receiver } = await startPair();
    await receiver.stop();
    const id = await sender.engine.send(receiver.id, [await smallFile()]);
    await untilState(sender, id, 'waiting');
    const { port, dataDir, inboxDir } = receiver;
    const back = await startTestEngine('Receiver', { port, dataDir, inboxDir });
    const { transferId } = await back.untilOffer();
    expect(transferId).toBe(id);
    await back.engine.accept(id, []);
    expect(await sender.untilEnded(id)).toMatchObject({ state: 'done' });
    expect(await listPaths(back.inboxDir)).toEqual(['small.txt']);
  });
});
