import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createIdentity } from './transport/identity.ts';
import { fileEntry } from './testing/entries.ts';
import { connectEvil, greetEvil, offerEvil, sha256, type EvilPeer } from './testing/evil-peer.ts';
import { makeTree } from './testing/source-tree.ts';
import { stopClock } from './testing/stop-clock.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { rememberUsed, startPair, startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { sendAll } from './testing/transfers.ts';

/** A TCP connection that nobody uses for anything. */
async function openTcp(port: number): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function openFiles(): Promise<number> {
  return (await readdir('/proc/self/fd')).length;
}

async function greet(victim: TestEngine): Promise<void> {
  const peer = await greetEvil(victim.port, { hello: { purpose: 'presence' } });
  peer.destroy();
}

describe('connections that stall', () => {
  it('do not keep an honest peer out: 500 of them', async () => {
    const victim = await startTestEngine('Victim');
    // no time limit makes room: it is there, or there is none
    stopClock();
    for (let n = 0; n < 500; n++) await openTcp(victim.port);
    await greet(victim);
  });

  it('do not keep an honest peer out in the middle of TLS, nor without HELLO', async () => {
    const victim = await startTestEngine('Victim');
    const identity = await createIdentity();
    stopClock();
    for (let n = 0; n < 60; n++) {
      // the start of a TLS record that never ends
      (await openTcp(victim.port)).write(Buffer.from([0x16, 3, 1, 0x40, 0, 1, 0]));
      await connectEvil(victim.port, { identity });
    }
    await greet(victim);
  });

  it('are cut with 201 when they never greet, not before 5 s after TLS', async () => {
    const victim = await startTestEngine('Victim');
    const startMs = performance.now();
    const peer = await connectEvil(victim.port);
    // a heartbeat's worth of nothing: half a header
    peer.write(Buffer.from([0, 0]));
    expect((await peer.ended).closeCode).toBe(201);
    expect(performance.now() - startMs).toBeGreaterThan(4_500);
  });
});

describe('one peer that offers and offers', () => {
  it.each([
    ['8 undecided offers when it is known', 8],
    ['one when it is not', 1],
  ])('gets %s, then 200, and room again when they are decided', async (_, count) => {
    const identity = await createIdentity();
    const dataDir = join(await makeTempDir(), 'data');
    if (count > 1) await rememberUsed(dataDir, identity.peerId);
    const victim = await startTestEngine('Victim', { dataDir });
    const peers: EvilPeer[] = [];
    for (let n = 0; n < count; n++) peers.push(await offerEvil(victim.port, [fileEntry(`${n}`, 1)], { identity }));
    await victim.until(({ offers }) => (offers.length === count ? true : undefined));
    for (let n = 0; n < 32; n++) {
      const refused = await offerEvil(victim.port, [fileEntry('refused', 1)], { identity });
      expect((await refused.ended).closeCode).toBe(200);
    }
    expect((await victim.engine.snapshot()).offers).toHaveLength(count);
    // others are not kept out
    const other = await offerEvil(victim.port, [fileEntry('other', 1)]);
    await victim.until(({ offers }) => offers.find(({ transferId }) => transferId === other.transferId));

    for (const peer of peers) peer.destroy();
    await victim.until(({ offers }) => (offers.length === 1 ? true : undefined));
    const again = await offerEvil(victim.port, [fileEntry('again', 1)], { identity });
    await victim.until(({ offers }) => offers.find(({ transferId }) => transferId === again.transferId));
  });
});

describe('nothing is left behind', () => {
  it('by 2,000 connections that come and go: TCP, TLS, greeted, with an offer', async () => {
    const victim = await startTestEngine('Victim');
    const identity = await createIdentity();
    const cycle = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n += 4) {
        const tcp = await openTcp(victim.port);
        const tls = await connectEvil(victim.port, { identity });
        const greeted = await greetEvil(victim.port, { identity, hello: { purpose: 'presence' } });
        const offering = await offerEvil(victim.port, [fileEntry('a', 1)], { identity });
        for (const one of [tcp, tls, greeted, offering]) one.destroy();
        await Promise.all([tls.ended, greeted.ended, offering.ended]);
      }
    };
    const settle = async (): Promise<void> => {
      await victim.until(({ offers }) => (offers.length === 0 ? true : undefined));
      await greet(victim);
    };
    await cycle(200);
    await settle();
    const before = { files: await openFiles(), heap: heapNow() };
    await cycle(1_800);
    await settle();
    await expect.poll(openFiles).toBeLessThanOrEqual(before.files + 5);
    // what vitest itself keeps of each connection is in this as well
    expect(heapNow() - before.heap).toBeLessThan(15 * 1024 * 1024);
  });

  it('by 30 transfers: every file, socket and timer is given back', async () => {
    const pair = await startPair();
    const source = await makeTempDir();
    await makeTree(source, { 'd/a': 'a', 'd/b': Buffer.alloc(300_000), 'd/e/f': '' });
    await sendAll(pair, [join(source, 'd')]);
    const before = await openFiles();
    for (let n = 0; n < 30; n++) {
      const { sent } = await sendAll(pair, [join(source, 'd')]);
      expect(sent.state).toBe('done');
    }
    await expect.poll(openFiles).toBeLessThanOrEqual(before + 2);
  });
});

/** Bytes of what is really held: without a collection it would be a matter of when the last one was. */
function heapNow(): number {
  setFlagsFromString('--expose-gc');
  // the flag gives new contexts the function
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

it('reads a DATA frame in pieces, however it is dripped, and holds none of it back', async () => {
  const victim = await startTestEngine('Victim');
  const peer = await offerEvil(victim.port, [fileEntry('a', 1_000)]);
  await victim.untilOffer();
  await victim.engine.accept(peer.transferId, []);
  await peer.next('answer');
  const bytes = Buffer.alloc(1_000, 'x');
  const header = Buffer.from([0, 0, 0x03, 0xe8, 0x20]);
  for (const byte of Buffer.concat([header, bytes])) peer.write(Buffer.from([byte]));
  peer.send({ type: 'file-end', files: [[0, sha256(bytes)]] });
  peer.send({ type: 'stream-end' });
  expect(await peer.next('receipt')).toMatchObject({ filesDone: 1, bytesDone: 1_000 });
});
