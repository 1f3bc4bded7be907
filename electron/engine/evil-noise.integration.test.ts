import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { MESSAGE_TYPES } from '../../shared/protocol/messages.ts';
import { createIdentity } from './transport/identity.ts';
import { fileEntry } from './testing/entries.ts';
import { connectEvil, greetEvil, newTransferId, offerEvil, sha256 } from './testing/evil-peer.ts';
import { rawFrame } from './testing/raw-peer.ts';
import { listPaths } from './testing/source-tree.ts';
import { startTestEngine } from './testing/test-engine.ts';

/** Seeded, so that a failure can be had again (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const JSONS = [
  '{}',
  '[]',
  'null',
  '{"files":[[0,1]]}',
  '{"index":0,"code":1}',
  '{"bytes":1}',
  '{"code":7}',
  '{"entries":[{}]}',
];

/** A frame of a legal type whose payload may be anything. */
function randomFrame(random: () => number): Uint8Array {
  const types = Object.values(MESSAGE_TYPES);
  const type = types[Math.floor(random() * types.length)] ?? 0;
  const json = JSONS[Math.floor(random() * JSONS.length)] ?? '';
  const noise = Buffer.from(Array.from({ length: Math.floor(random() * 300) }, () => Math.floor(random() * 256)));
  return rawFrame(type, random() < 0.5 ? json : noise);
}

it('stays alive and writes nothing, whatever frames come: 300 connections of random ones', async () => {
  const random = createRandom(20_261_121);
  const victim = await startTestEngine('Victim');
  const identity = await createIdentity();
  for (let n = 0; n < 300; n++) {
    const peer =
      n % 3 === 0 ? await connectEvil(victim.port, { identity }) : await greetEvil(victim.port, { identity });
    if (n % 3 === 2) peer.send({ type: 'offer', transferId: newTransferId() });
    for (let frame = 0; frame < 20; frame++) peer.write(randomFrame(random));
    peer.destroy();
    await peer.ended;
  }
  expect(await listPaths(victim.inboxDir)).toEqual([]);
  expect(await victim.engine.snapshot()).toMatchObject({ offers: [], transfers: [] });
});

it('stays alive: an honest transfer passes after all that', async () => {
  const victim = await startTestEngine('Victim');
  const identity = await createIdentity();
  for (const bytes of [randomBytes(100), randomBytes(70_000), Buffer.alloc(2_000)]) {
    const peer = await greetEvil(victim.port, { identity });
    peer.write(bytes);
    expect([100, 101, 103]).toContain((await peer.ended).closeCode);
  }
  const peer = await offerEvil(victim.port, [fileEntry('a', 3)], { identity });
  await victim.untilOffer();
  await victim.engine.accept(peer.transferId, []);
  peer.sendData('abc');
  peer.send({ type: 'file-end', files: [[0, sha256('abc')]] });
  peer.send({ type: 'stream-end' });
  await peer.next('receipt');
  expect(await victim.untilEnded(peer.transferId)).toMatchObject({ state: 'done' });
});
