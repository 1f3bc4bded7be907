import { randomBytes } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toPeerId } from '../../shared/model/ids.ts';
import { createIdentity } from './transport/identity.ts';
import { fileEntry } from './testing/entries.ts';
import { greetEvil, helloOf, sendOffer, sha256, type EvilPeer } from './testing/evil-peer.ts';
import { hearOffer, startEvilServer } from './testing/evil-server.ts';
import { startFaultProxy } from './testing/fault-proxy.ts';
import { RECEIVER_HOST, SENDER_HOST } from './testing/proxied-pair.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { offer, sendAll, untilBothEnded } from './testing/transfers.ts';

async function makeFile(name: string): Promise<string> {
  const path = join(await makeTempDir(), name);
  await writeFile(path, randomBytes(1_024));
  return path;
}

/** Two engines after a first transfer; all connections from the sender go through the proxy. */
async function startKept() {
  const sender = await startTestEngine('Sender', { listen: [SENDER_HOST] });
  const receiver = await startTestEngine('Receiver', { listen: [RECEIVER_HOST] });
  const proxy = await startFaultProxy({ host: RECEIVER_HOST, port: receiver.port });
  await sender.engine.addPeer(proxy.address);
  await Promise.all([sender.untilPeer(receiver.id, 'online'), receiver.untilPeer(sender.id, 'online')]);
  const pair = { sender, receiver, proxy };
  expect((await sendAll(pair, [await makeFile('first')])).sent.state).toBe('done');
  const made = pair.proxy.connections.length;
  return { ...pair, countNew: () => pair.proxy.connections.length - made };
}

/** Who the client is not. */
const OTHER = toPeerId('e1'.repeat(32));

const inboxOf = async ({ inboxDir }: TestEngine): Promise<readonly string[]> => (await readdir(inboxDir)).sort();

describe('a second transfer to the same device', () => {
  it('goes over the connection of the first, and so do those after it', async () => {
    const pair = await startKept();
    for (const name of ['second', 'third']) {
      const { sent, received } = await sendAll(pair, [await makeFile(name)]);
      expect([sent.state, received.state]).toEqual(['done', 'done']);
    }
    expect(pair.countNew()).toBe(0);
    expect(await inboxOf(pair.receiver)).toEqual(['first', 'second', 'third']);
  });

  it('takes another connection while the first is in use, of which one is kept', async () => {
    const pair = await startKept();
    const ids = [await offer(pair, [await makeFile('a')]), await offer(pair, [await makeFile('b')])];
    expect(pair.countNew()).toBe(1);
    for (const id of ids) await pair.receiver.engine.accept(id, []);
    for (const id of ids) expect((await untilBothEnded(pair, id)).sent.state).toBe('done');
    await sendAll(pair, [await makeFile('c')]);
    expect(pair.countNew()).toBe(1);
  });

  it('arrives once when the kept connection was cut', async () => {
    const pair = await startKept();
    pair.proxy.reset();
    const { sent } = await sendAll(pair, [await makeFile('second')]);
    expect(sent).toMatchObject({ state: 'done', filesDone: 1 });
    expect(await inboxOf(pair.receiver)).toEqual(['first', 'second']);
  });

  it.each(['up', 'down'] as const)('is offered once when the kept connection died unnoticed: %s', async (way) => {
    const pair = await startKept();
    const shown = new Set<string>();
    const states = new Set<string>();
    pair.receiver.onEvent((event) => {
      if (event.type === 'offers') for (const { transferId } of event.offers) shown.add(transferId);
    });
    pair.sender.onEvent((event) => {
      if (event.type === 'transfers') for (const { state } of event.transfers) states.add(state);
    });
    pair.proxy.swallow(way);
    const { id, sent } = await sendAll(pair, [await makeFile('second')]);
    expect(sent).toMatchObject({ state: 'done', filesDone: 1 });
    expect([...shown]).toEqual([id]);
    // its user sees nothing of it
    expect(states).not.toContain('waiting');
    expect(await inboxOf(pair.receiver)).toEqual(['first', 'second']);
  });

  it('is refused like any other when nothing is received any more', async () => {
    const pair = await startKept();
    await pair.receiver.engine.configure({ ...pair.receiver.settings, isReceiving: false });
    const id = await pair.sender.engine.send(pair.receiver.id, [await makeFile('second')]);
    expect(await pair.sender.untilEnded(id)).toMatchObject({ state: 'failed', error: { code: 'PEER_NOT_RECEIVING' } });
  });

  it('goes over a new connection after a no', async () => {
    const pair = await startKept();
    const id = await offer(pair, [await makeFile('second')]);
    await pair.receiver.engine.decline(id);
    expect((await untilBothEnded(pair, id)).sent.state).toBe('declined');
    expect(pair.countNew()).toBe(0);
    await sendAll(pair, [await makeFile('third')]);
    expect(pair.countNew()).toBe(1);
  });

  it.each(['sender', 'receiver'] as const)('finds nothing kept when the %s has forgotten the other', async (side) => {
    const pair = await startKept();
    const countOpen = (): number => pair.proxy.connections.filter(({ isOpen }) => isOpen).length;
    const before = countOpen();
    await pair[side].engine.forgetPeer(pair[side === 'sender' ? 'receiver' : 'sender'].id);
    await expect.poll(countOpen).toBe(before - 1);
  });

  it('keeps no network open: a new name is taken over at once', async () => {
    const pair = await startKept();
    const { settings, engine } = pair.sender;
    await engine.configure({ ...settings, name: 'Renamed' });
    expect((await engine.snapshot()).self.name).toBe('Renamed');
    await pair.receiver.until(({ peers }) =>
      peers.find(({ name, status }) => name === 'Renamed' && status === 'online'),
    );
    const id = await offer(pair, [await makeFile('second')]);
    expect(await pair.receiver.untilOffer()).toMatchObject({ transferId: id, peerName: 'Renamed' });
  });
});

/** A client whose file has arrived, on a connection that both sides keep. */
async function reachKept(victim: TestEngine): Promise<EvilPeer> {
  const identity = await createIdentity();
  const peer = await greetEvil(victim.port, { identity, hello: { features: ['keep'] } });
  await offerAndStream(victim, peer, 'first');
  return peer;
}

async function offerAndStream(victim: TestEngine, peer: EvilPeer, name: string): Promise<void> {
  const id = sendOffer(peer, [fileEntry(name, 3)]);
  await victim.until(({ offers }) => offers.find(({ transferId }) => transferId === id));
  await victim.engine.accept(id, []);
  await peer.next('answer');
  peer.sendData('abc');
  peer.send({ type: 'file-end', files: [[0, sha256('abc')]] });
  peer.send({ type: 'stream-end' });
  await peer.next('receipt');
}

describe('a client on a kept connection', () => {
  it.each([
    ['asks for another purpose', 102, (peer: EvilPeer) => peer.send(helloOf(peer.identity, { purpose: 'presence' }))],
    ['is another device now', 106, (peer: EvilPeer) => peer.send(helloOf(peer.identity, { deviceId: OTHER }))],
    [
      'speaks another version now',
      105,
      (peer: EvilPeer) => peer.send(helloOf(peer.identity, { minVersion: 9, maxVersion: 9 })),
    ],
    ['says HELLO twice', 103, (peer: EvilPeer) => [1, 2].forEach(() => peer.send(helloOf(peer.identity)))],
  ] as const)('is closed when it %s', async (_what, code, attack) => {
    const victim = await startTestEngine('Victim');
    const peer = await reachKept(victim);
    attack(peer);
    expect((await peer.ended).closeCode).toBe(code);
    expect(await inboxOf(victim)).toEqual(['first']);
  });

  it('may offer again after HELLO, and is asked about anew', async () => {
    const victim = await startTestEngine('Victim');
    const peer = await reachKept(victim);
    peer.send(helloOf(peer.identity, { features: ['keep'] }));
    await peer.next('welcome');
    await offerAndStream(victim, peer, 'second');
    expect(await inboxOf(victim)).toEqual(['first', 'second']);
  });
});

describe('a server on a kept connection', () => {
  it.each(['receipt', 'welcome'] as const)(
    'is closed when it says %s unasked; the next transfer dials',
    async (type) => {
      const server = await startEvilServer({ welcome: { features: ['keep'] } });
      const sender = await startTestEngine('Sender');
      await sender.engine.addPeer(`127.0.0.1:${server.port}`);
      const first = await sender.engine.send(server.id, [await makeFile('first')]);
      const peer = await server.nextTransfer();
      await hearOffer(peer);
      peer.send({ type: 'answer', accepted: true, skip: [], settled: [], held: [], isLast: true });
      await peer.next('stream-end');
      peer.send({ type: 'result', files: [[0, 0]] });
      peer.send({ type: 'receipt', filesDone: 1, bytesDone: 1_024 });
      expect((await sender.untilEnded(first)).state).toBe('done');
      const features = ['keep'];
      const { id: deviceId, port } = server;
      if (type === 'receipt') peer.send({ type, filesDone: 1, bytesDone: 1_024 });
      else peer.send({ type, version: 1, deviceId, name: 'Mallory', platform: 'linux', port, features });
      expect((await peer.ended).closeCode).toBe(103);
      await sender.engine.send(server.id, [await makeFile('second')]);
      expect(await hearOffer(await server.nextTransfer())).toMatchObject([{ path: 'second' }]);
    },
  );
});
