import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../../shared/protocol/codec.ts';
import {
  MESSAGE_TYPES,
  type ControlMessage,
  type ControlType,
  type MessageType,
} from '../../shared/protocol/messages.ts';
import { createIdentity, type Identity } from './transport/identity.ts';
import { fileEntry } from './testing/entries.ts';
import {
  connectEvil,
  greetEvil,
  helloOf,
  newTransferId,
  offerEvil,
  sendOffer,
  sha256,
  type EvilPeer,
} from './testing/evil-peer.ts';
import { rawFrame } from './testing/raw-peer.ts';
import { listPaths } from './testing/source-tree.ts';
import { startTestEngine, type TestEngine } from './testing/test-engine.ts';
import { expectNoLeftovers } from './testing/transfers.ts';

const CONTENT = 'abc';
const HASH = sha256(CONTENT);

/** A well-formed message of every type: only its place is wrong. */
function everyMessage(identity: Identity): Readonly<Record<ControlType, ControlMessage>> {
  const { peerId: deviceId } = identity;
  return {
    hello: helloOf(identity),
    welcome: { type: 'welcome', version: 1, deviceId, name: 'Eve', platform: 'linux', port: 1, features: [] },
    close: { type: 'close', code: 0 },
    heartbeat: { type: 'heartbeat' },
    offer: { type: 'offer', transferId: newTransferId() },
    manifest: { type: 'manifest', entries: [fileEntry('again', 3)] },
    'manifest-end': { type: 'manifest-end', entryCount: 1, totalBytes: 3 },
    notice: { type: 'notice', code: 0, shortBytes: 0 },
    answer: { type: 'answer', accepted: true, skip: [], settled: [], held: [], isLast: true },
    resume: { type: 'resume', transferId: newTransferId() },
    ready: { type: 'ready', transferId: newTransferId() },
    cancel: { type: 'cancel', transferId: newTransferId() },
    'hash-query': { type: 'hash-query', indexes: [0] },
    hashes: { type: 'hashes', files: [[0, HASH]] },
    'file-end': { type: 'file-end', files: [[0, HASH]] },
    'file-failed': { type: 'file-failed', index: 0, code: 303 },
    'stream-end': { type: 'stream-end' },
    ack: { type: 'ack', bytes: 3, taken: 3 },
    result: { type: 'result', files: [[0, 0]] },
    receipt: { type: 'receipt', filesDone: 1, bytesDone: 3 },
    pace: { type: 'pace', waits: 'disk', share: 60 },
    probe: { type: 'probe', number: 1 },
    echo: { type: 'echo', number: 1, room: 0, isLimited: false, isBusy: false },
    pull: { type: 'pull', number: 1, bytes: 1, timeMs: 1 },
    'disk-query': { type: 'disk-query' },
    disk: { type: 'disk', code: 0, write: 1, read: 1, files: 1 },
  };
}

function frameOf(type: MessageType, identity: Identity): Uint8Array {
  return type === 'data' ? rawFrame(MESSAGE_TYPES.data, CONTENT) : encodeMessage(everyMessage(identity)[type]);
}

interface State {
  /** What a client may send then. */
  readonly legal: readonly MessageType[];
  /** A client that has brought `engine` into this state. */
  readonly reach: (engine: TestEngine, identity: Identity) => Promise<EvilPeer>;
}

async function reachAnswered(victim: TestEngine, identity: Identity, isAccepted: boolean, features: string[] = []) {
  const { engine } = victim;
  const peer = await offerEvil(victim.port, [fileEntry('a', 3)], { identity, hello: { features } });
  await victim.until(({ offers }) => offers.find(({ transferId }) => transferId === peer.transferId));
  await (isAccepted ? engine.accept(peer.transferId, []) : engine.decline(peer.transferId));
  await peer.next('answer');
  return peer;
}

async function reachReceipt(victim: TestEngine, identity: Identity, features: string[] = []): Promise<EvilPeer> {
  const peer = await reachAnswered(victim, identity, true, features);
  peer.send({ type: 'file-failed', index: 0, code: 303 });
  peer.send({ type: 'stream-end' });
  await peer.next('receipt');
  return peer;
}

/** PROTOCOL.md §6, from a client's side. */
const STATES: Readonly<Record<string, State>> = {
  greeting: { legal: ['hello', 'close'], reach: ({ port }, identity) => connectEvil(port, { identity }) },
  presence: {
    legal: ['close', 'heartbeat'],
    reach: ({ port }, identity) => greetEvil(port, { identity, hello: { purpose: 'presence' } }),
  },
  ready: {
    legal: ['close', 'heartbeat', 'offer', 'resume', 'ready', 'cancel'],
    reach: ({ port }, identity) => greetEvil(port, { identity }),
  },
  listing: {
    legal: ['close', 'heartbeat', 'manifest', 'manifest-end'],
    reach: async ({ port }, identity) => {
      const peer = await greetEvil(port, { identity });
      peer.send({ type: 'offer', transferId: newTransferId() });
      peer.send({ type: 'manifest', entries: [fileEntry('a', 3)] });
      return peer;
    },
  },
  deciding: {
    // that nobody asked for them is another fault
    legal: ['close', 'heartbeat', 'hashes'],
    reach: async (victim, identity) => {
      const peer = await offerEvil(victim.port, [fileEntry('a', 3)], { identity });
      await victim.until(({ offers }) => offers.find(({ transferId }) => transferId === peer.transferId));
      return peer;
    },
  },
  streaming: {
    legal: ['close', 'heartbeat', 'hashes', 'data', 'file-end', 'file-failed', 'stream-end', 'pace'],
    reach: (engine, identity) => reachAnswered(engine, identity, true),
  },
  settling: {
    legal: ['close', 'heartbeat'],
    reach: async (engine, identity) => {
      const peer = await reachAnswered(engine, identity, true);
      // corked: what follows comes in the same packet, before anything can be settled
      peer.socket.cork();
      peer.send({ type: 'file-failed', index: 0, code: 303 });
      peer.send({ type: 'stream-end' });
      process.nextTick(() => setImmediate(() => peer.socket.uncork()));
      return peer;
    },
  },
  declined: {
    legal: ['close', 'heartbeat', 'hashes'],
    reach: async (engine, identity) => {
      // whoever was accepted need not wait after the next no
      (await reachReceipt(engine, identity)).destroy();
      return reachAnswered(engine, identity, false);
    },
  },
  finished: {
    legal: ['close', 'heartbeat', 'hashes'],
    reach: reachReceipt,
  },
  kept: {
    legal: ['hello', 'close', 'heartbeat'],
    reach: (engine, identity) => reachReceipt(engine, identity, ['keep']),
  },
};

// the table's keys are exactly the types
const ALL_TYPES = Object.keys(MESSAGE_TYPES) as MessageType[];

describe('a peer that sends what is not legal now', () => {
  // half of them each: an address may open 24 connections for presence at once
  const halves = [0, 1].map((half) => ALL_TYPES.filter((_, index) => index % 2 === half));
  const cases = Object.keys(STATES).flatMap((name) => halves.map((types) => ({ name, types })));

  it.each(cases)('is closed with 103, whatever it is: $name', async ({ name, types }) => {
    const state = STATES[name]!;
    const victim = await startTestEngine('Victim');
    const identity = await createIdentity();
    const codes: Record<string, number | null> = {};
    const illegal = types.filter((type) => !state.legal.includes(type));
    for (const type of illegal) {
      const peer = await state.reach(victim, identity);
      peer.write(frameOf(type, identity));
      codes[type] = (await peer.ended).closeCode;
    }
    expect(codes).toEqual(Object.fromEntries(illegal.map((type) => [type, 103])));
    await victim.until(({ offers }) => (offers.length === 0 ? true : undefined));
    await expectNoLeftovers(victim);
    // not waiting for the clean-up: stopping does
    await victim.stop();
    expect(await listPaths(victim.inboxDir)).toEqual([]);
  });

  it.each(Object.keys(STATES))('is closed for bytes that are no message: %s', async (name) => {
    const state = STATES[name]!;
    const victim = await startTestEngine('Victim');
    const identity = await createIdentity();
    const [legalType] = state.legal;
    const attacks: readonly (readonly [string, Uint8Array, number])[] = [
      ['type 0', rawFrame(0, '{}'), 100],
      ['type 0x30', rawFrame(0x30, '{}'), 100],
      ['type 0xff, 4 GiB', rawFrame(0xff, '', 0xffff_ffff), 100],
      ['legal type, 4 GiB', rawFrame(MESSAGE_TYPES[legalType!], '', 0xffff_ffff), 101],
      ['legal type, 2 GiB', rawFrame(MESSAGE_TYPES[legalType!], '', 0x8000_0000), 101],
      ['one byte over 64 KiB', rawFrame(MESSAGE_TYPES.close, '', 65_537), 101],
      ['CLOSE without a code', rawFrame(MESSAGE_TYPES.close, '{}'), 102],
      ['CLOSE that is no JSON', rawFrame(MESSAGE_TYPES.close, '{"code":'), 102],
      ['CLOSE that is not UTF-8', rawFrame(MESSAGE_TYPES.close, Buffer.from([0x22, 0xff, 0x22])), 102],
      ['CLOSE that is null', rawFrame(MESSAGE_TYPES.close, 'null'), 102],
      ['CLOSE of nothing', rawFrame(MESSAGE_TYPES.close, ''), 102],
      ['CLOSE with a negative code', rawFrame(MESSAGE_TYPES.close, '{"code":-1}'), 102],
    ];
    for (const [what, bytes, code] of attacks) {
      const peer = await state.reach(victim, identity);
      peer.write(bytes);
      expect([what, (await peer.ended).closeCode]).toEqual([what, code]);
    }
    // not waiting for the clean-up: stopping does
    await victim.stop();
    expect(await listPaths(victim.inboxDir)).toEqual([]);
  });

  it('does not even see an offer when its frames come all at once, before WELCOME', async () => {
    const victim = await startTestEngine('Victim');
    const peer = await connectEvil(victim.port);
    peer.socket.cork();
    peer.send(helloOf(peer.identity));
    sendOffer(peer, [fileEntry('a', 3)]);
    peer.socket.uncork();
    expect((await peer.ended).closeCode).toBe(103);
    expect((await victim.engine.snapshot()).offers).toEqual([]);
  });
});
