import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fileEntry, folderEntry } from './testing/entries.ts';
import { greetEvil, offerEvil, sendOffer, sha256 } from './testing/evil-peer.ts';
import { hearOffer, startEvilServer } from './testing/evil-server.ts';
import { listPaths } from './testing/source-tree.ts';
import { makeFile } from './testing/sources.ts';
import { startPair, startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers, offer, untilState } from './testing/transfers.ts';

/** The same device in a new engine, which has to find what the old one left. */
function startAgain({ port, dataDir, inboxDir, settings }: TestEngine): Promise<TestEngine> {
  return startTestEngine(settings.name, { ...settings, port, dataDir, inboxDir });
}

describe('an offer that is made again while its first connection looks alive', () => {
  it('takes the place of the first one, and can be accepted', async () => {
    const victim = await startTestEngine('Receiver');
    const first = await offerEvil(victim.port, [fileEntry('a', 3)]);
    await victim.untilOffer();
    const second = await greetEvil(victim.port, { identity: first.identity });
    sendOffer(second, [fileEntry('a', 3)], first.transferId);
    await first.ended;
    await victim.untilOffer();
    await victim.engine.accept(first.transferId, []);
    await second.next('answer');
    second.sendData('abc');
    second.send({ type: 'file-end', files: [[0, sha256('abc')]] });
    second.send({ type: 'stream-end' });
    await second.next('receipt');
    expect(await victim.untilEnded(first.transferId)).toMatchObject({ state: 'done' });
    expect(await listPaths(victim.inboxDir)).toEqual(['a']);
  });
});

describe('an id that an offer of our own has', () => {
  it('is not taken by the peer that got it: the user keeps what can be cancelled', async () => {
    const server = await startEvilServer();
    const sender = await startTestEngine('Sender');
    await sender.engine.addPeer(`127.0.0.1:${server.port}`);
    const id = await sender.engine.send(server.id, [await makeFile('a', 'abc')]);
    await hearOffer(await server.nextTransfer());
    const back = await greetEvil(sender.port, { identity: server.identity });
    back.send({ type: 'offer', transferId: id });
    expect((await back.ended).closeCode).toBe(102);
    expect((await sender.engine.snapshot()).transfers).toMatchObject([{ id, direction: 'send', state: 'offered' }]);
  });
});

describe('an id that an offer of another device has', () => {
  it('is refused, and the first offer stays', async () => {
    const victim = await startTestEngine('Receiver');
    const first = await offerEvil(victim.port, [fileEntry('a', 3)]);
    await victim.untilOffer();
    const other = await greetEvil(victim.port);
    other.send({ type: 'offer', transferId: first.transferId });
    expect((await other.ended).closeCode).toBe(102);
    expect((await victim.engine.snapshot()).offers).toMatchObject([{ transferId: first.transferId }]);
  });
});

describe('a no that follows a yes', () => {
  it('counts as long as nothing is received', async () => {
    const victim = await startTestEngine('Receiver');
    const entries = [folderEntry('d'), ...Array.from({ length: 400 }, (_, n) => folderEntry(`d/${n}`))];
    const peer = await offerEvil(victim.port, [...entries, fileEntry('e', 3)]);
    await victim.untilOffer();
    const accepting = victim.engine.accept(peer.transferId, []);
    await victim.engine.decline(peer.transferId);
    await accepting;
    expect(await peer.next('answer')).toMatchObject({ accepted: false });
    expect(await victim.untilEnded(peer.transferId)).toMatchObject({ state: 'declined' });
    expect((await victim.engine.snapshot()).offers).toEqual([]);
    await expectNoLeftovers(victim);
    expect(await listPaths(victim.inboxDir)).toEqual([]);
  });
});

describe('an offer that is made again and again', () => {
  it('is shown in the end, however many connections wait for one another', async () => {
    const victim = await startTestEngine('Receiver');
    const first = await offerEvil(victim.port, [fileEntry('a', 3)]);
    await victim.untilOffer();
    const again = await Promise.all([1, 2, 3].map(() => greetEvil(victim.port, { identity: first.identity })));
    for (const peer of again) sendOffer(peer, [fileEntry('a', 3)], first.transferId);
    await first.ended;
    await Promise.any(again.map((peer) => peer.ended));
    await victim.untilOffer();
    await victim.engine.accept(first.transferId, []);
    await Promise.any(again.map((peer) => peer.next('answer')));
  });
});

describe('two connections that resume one transfer at once', () => {
  it('leave the newest one, which brings it to its end', async () => {
    const victim = await startTestEngine('Receiver');
    const first = await offerEvil(victim.port, [fileEntry('a', 3), fileEntry('b', 3)]);
    await victim.untilOffer();
    await victim.engine.accept(first.transferId, []);
    await first.next('answer');
    const again = await Promise.all([1, 2, 3].map(() => greetEvil(victim.port, { identity: first.identity })));
    for (const peer of again) peer.send({ type: 'resume', transferId: first.transferId });
    const [newest] = await Promise.all([
      Promise.any(again.map((peer) => peer.next('answer').then(() => peer))),
      first.ended,
    ]);
    newest.sendData('abcdef');
    newest.send({
      type: 'file-end',
      files: [
        [0, sha256('abc')],
        [1, sha256('def')],
      ],
    });
    newest.send({ type: 'stream-end' });
    await newest.next('receipt');
    expect(await victim.untilEnded(first.transferId)).toMatchObject({ state: 'done', filesDone: 2 });
    expect([...(await listPaths(victim.inboxDir))].sort()).toEqual(['a', 'b']);
  });
});

describe('an answer, results and bytes taken, in one bunch of bytes', () => {
  it('are no fault of the receiver', async () => {
    const server = await startEvilServer();
    const sender = await startTestEngine('Sender');
    await sender.engine.addPeer(`127.0.0.1:${server.port}`);
    const id = await sender.engine.send(server.id, [await makeFile('a', 'abc')]);
    const peer = await server.nextTransfer();
    await hearOffer(peer);
    peer.socket.cork();
    peer.send({ type: 'answer', accepted: true, skip: [], settled: [[0, 0]], held: [], isLast: true });
    peer.send({ type: 'ack', bytes: 3, taken: 0 });
    peer.send({ type: 'result', files: [[0, 405]] });
    peer.socket.uncork();
    await peer.next('stream-end');
    peer.send({ type: 'receipt', filesDone: 0, bytesDone: 0 });
    expect(await sender.untilEnded(id)).toMatchObject({
      state: 'failed',
      error: { code: 'STORAGE_FAILED', at: 'there' },
    });
  });
});

describe('a cancel while the receiver is away', () => {
  it('is heard by it later, although the row was cleared', async () => {
    const pair = await startPair({ uploadLimit: 1024 * 1024 });
    const id = await offer(pair, [await makeFile('file.bin', randomBytes(8 * 1024 * 1024))]);
    await pair.receiver.engine.accept(id, []);
    await pair.receiver.stop();
    await untilState(pair.sender, id, 'waiting');
    await pair.sender.engine.cancel(id);
    await pair.sender.untilEnded(id);
    await pair.sender.engine.dismiss(id);
    const receiver = await startAgain(pair.receiver);
    await pair.sender.untilPeer(receiver.id, 'online');
    expect(await receiver.untilEnded(id)).toMatchObject({ state: 'cancelled', cancelledBy: 'there' });
  });
});
