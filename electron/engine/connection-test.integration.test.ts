import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConnectionTest } from '../../shared/model/connection-test.ts';
import type { PeerId } from '../../shared/model/ids.ts';
import { greetEvil, type EvilPeer } from './testing/evil-peer.ts';
import { startEvilServer } from './testing/evil-server.ts';
import { rawFrame, type RawPeer } from './testing/raw-peer.ts';
import { listPaths } from './testing/source-tree.ts';
import { startPair, startStrangers, startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { createIdentity } from './transport/identity.ts';
import { MESSAGE_TYPES } from '../../shared/protocol/messages.ts';

const MIB = 1024 * 1024;

/** Everything that is told of a test, from now on to its end. */
function watch(engine: TestEngine): { readonly told: ConnectionTest[]; readonly ended: Promise<ConnectionTest> } {
  const told: ConnectionTest[] = [];
  const ended = new Promise<ConnectionTest>((resolve) => {
    engine.onEvent((event) => {
      if (event.type !== 'test') return;
      told.push(event.test);
      if (event.test.step === null) resolve(event.test);
    });
  });
  return { told, ended };
}

async function runTest(engine: TestEngine, peerId: PeerId): Promise<ConnectionTest> {
  const { ended } = watch(engine);
  await engine.engine.startTest(peerId);
  return ended;
}

/** No staging folder, and none that the list of them names. */
async function expectNothingOnDisk({ inboxDir, dataDir }: TestEngine): Promise<void> {
  expect(await listPaths(inboxDir)).toEqual([]);
  const list = await readFile(join(dataDir, 'staging.json'), 'utf8').catch(() => '{"staging":[]}');
  expect(JSON.parse(list)).toMatchObject({ staging: [] });
}

describe('a test of the connection', () => {
  it('measures the network both ways and both disks, and leaves nothing', async () => {
    const { sender, receiver } = await startPair();
    const { told, ended } = watch(sender);
    await sender.engine.startTest(receiver.id);
    // one at a time, on both sides
    await expect(sender.engine.startTest(receiver.id)).rejects.toMatchObject({ code: 'PEER_BUSY', at: 'here' });
    const test = await ended;
    expect(test).toMatchObject({ error: null, diskHereError: null, diskThereError: null, isShared: false });
    const { roundTrip, send, receive, diskHere, diskThere } = test;
    for (const figure of [roundTrip?.medianMs, send?.bytesPerSec, receive?.bytesPerSec])
      expect(figure).toBeGreaterThan(0);
    for (const disk of [diskHere, diskThere]) {
      expect(disk?.writeBytesPerSec).toBeGreaterThan(0);
      expect(disk?.filesPerSec).toBeGreaterThan(0);
    }
    const steps = told.map(({ step }) => step);
    expect([...new Set(steps)]).toEqual([
      'connecting',
      'round-trip',
      'sending',
      'receiving',
      'disk-here',
      'disk-there',
      null,
    ]);
    await Promise.all([expectNothingOnDisk(sender), expectNothingOnDisk(receiver)]);
  });

  it('measures the network with a stranger, who keeps the disk to itself', async () => {
    const { sender, receiver } = await startStrangers();
    const first = await runTest(sender, receiver.id);
    expect(first.diskThereError).toEqual({ code: 'PEER_TESTS_NO_DISK', at: 'there' });
    expect(first.diskThere).toBeNull();
    expect(first.receive?.bytesPerSec).toBeGreaterThan(0);
    // strangers wait for a while
    expect((await runTest(sender, receiver.id)).error).toEqual({ code: 'PEER_BUSY', at: 'there' });
    await expectNothingOnDisk(receiver);
  });

  it('names the limit on speed that is set', async () => {
    const { sender, receiver } = await startPair({ uploadLimit: 20 * MIB });
    const { told, ended } = watch(sender);
    sender.onEvent((event) => {
      if (event.type === 'test' && event.test.step === 'receiving') void sender.engine.cancelTest();
    });
    await sender.engine.startTest(receiver.id);
    await ended;
    const send = told.find((test) => test.send !== null)?.send;
    expect(send?.isLimited).toBe(true);
    expect(send?.bytesPerSec).toBeLessThan(25 * MIB);
  });

  it('ends at once when the user has enough', async () => {
    const { sender, receiver } = await startPair();
    const { ended } = watch(sender);
    await sender.engine.startTest(receiver.id);
    await sender.engine.cancelTest();
    expect((await ended).error).toEqual({ code: 'TRANSFER_CANCELLED', at: 'here' });
    await Promise.all([expectNothingOnDisk(sender), expectNothingOnDisk(receiver)]);
  });

  it('ends when the other side quits', async () => {
    const { sender, receiver } = await startPair();
    const { ended } = watch(sender);
    sender.onEvent((event) => {
      if (event.type === 'test' && event.test.step === 'disk-there') void receiver.stop();
    });
    await sender.engine.startTest(receiver.id);
    expect((await ended).error).toMatchObject({ at: 'there', code: 'PEER_SHUTTING_DOWN' });
    await receiver.stop();
    await Promise.all([expectNothingOnDisk(sender), expectNothingOnDisk(receiver)]);
  });
});

describe('a device that tests this one for another reason', () => {
  const startTesting = async (port: number): Promise<EvilPeer> => greetEvil(port, { hello: { purpose: 'test' } });

  it('is closed with 101 for more bytes than a stranger may send, and nothing of them is written', async () => {
    const victim = await startTestEngine('Victim');
    const eve = await startTesting(victim.port);
    const data = rawFrame(MESSAGE_TYPES.data, Buffer.alloc(MIB));
    for (let n = 0; n < 33; n++) eve.write(data);
    expect((await eve.ended).closeCode).toBe(101);
    await expectNothingOnDisk(victim);
  });

  it('is served alone, and gives way to a test of the user', async () => {
    const victim = await startTestEngine('Victim');
    const eve = await startTesting(victim.port);
    eve.send({ type: 'probe', number: 5 });
    expect(await eve.next('echo')).toEqual({
      type: 'echo',
      number: 5,
      room: 32 * MIB,
      isLimited: false,
      isBusy: false,
    });
    expect((await (await startTesting(victim.port)).ended).closeCode).toBe(200);
    await victim.engine.startTest(eve.identity.peerId);
    expect((await eve.ended).closeCode).toBe(200);
  });

  it.each(['offer', 'ack', 'echo', 'disk', 'receipt'] as const)('is closed with 103 for %s', async (type) => {
    const victim = await startTestEngine('Victim');
    const eve = await startTesting(victim.port);
    const payload = {
      offer: { transferId: 'ab'.repeat(16) },
      ack: { bytes: 1, taken: 1 },
      echo: {},
      disk: {},
      receipt: {},
    };
    eve.write(rawFrame(MESSAGE_TYPES[type], JSON.stringify(payload[type])));
    expect((await eve.ended).closeCode).toBe(103);
  });
});

describe('a device that answers a test as it likes', () => {
  /** The connection of a test that an engine makes to a server of ours. */
  async function meet() {
    const server = await startEvilServer();
    const engine = await startTestEngine('Ada');
    const peerId = await engine.engine.addPeer(`127.0.0.1:${server.port}`);
    const { ended } = watch(engine);
    await engine.engine.startTest(peerId);
    return { engine, ended, eve: await server.nextTransfer() };
  }
  const answerProbes = async (eve: RawPeer, count: number): Promise<void> => {
    for (let n = 0; n < count; n++) {
      const { number } = await eve.next('probe');
      eve.send({ type: 'echo', number, room: 1_000, isLimited: false, isBusy: false });
    }
  };

  it('is left for the answer to another question', async () => {
    const { ended, eve } = await meet();
    const { number } = await eve.next('probe');
    eve.send({ type: 'echo', number: number + 1, room: 1, isLimited: false, isBusy: false });
    expect((await ended).error).toMatchObject({ code: 'PROTOCOL_BAD_MESSAGE', at: 'here' });
    expect((await eve.ended).closeCode).toBe(102);
  });

  it('is left for more bytes than were asked for', async () => {
    const { ended, eve } = await meet();
    await answerProbes(eve, 22);
    const { bytes } = await eve.next('pull');
    expect(bytes).toBeLessThanOrEqual(1_000);
    eve.write(rawFrame(MESSAGE_TYPES.data, Buffer.alloc(bytes + 1)));
    expect((await ended).error).toMatchObject({ code: 'PROTOCOL_TOO_LARGE', at: 'here' });
  });

  it('is not waited for when the user has enough', async () => {
    const { engine, ended, eve } = await meet();
    await eve.next('probe');
    await engine.engine.cancelTest();
    expect((await ended).error).toEqual({ code: 'TRANSFER_CANCELLED', at: 'here' });
  });

  it('is told to be too old when it knows no tests', async () => {
    const identity = await createIdentity();
    const server = await startEvilServer({ identity, refusesTests: true });
    const engine = await startTestEngine('Ada');
    const peerId = await engine.engine.addPeer(`127.0.0.1:${server.port}`);
    expect((await runTest(engine, peerId)).error).toMatchObject({ code: 'PEER_CANNOT_TEST' });
  });
});
