import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toPeerId, type PeerId } from '../../../shared/model/ids.ts';
import { ADA, BO, HOME, newLink, newWorld, stored, type World } from './testing/presence-world.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const stranger = (n: number): PeerId => toPeerId((n + 4_096).toString(16).padStart(64, '0'));
const THERE = (n: number) => ({ host: `192.168.1.${20 + (n % 4)}`, port: 0 });

/** Says HELLO and hangs up, so many times, as one of so many keys behind four addresses. */
async function flap(world: World, times: number, keys: number, everyMs: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    const link = newLink(stranger(n % keys), THERE(n), 'Mallory');
    world.presence.adopt(link);
    link.close();
    await world.pass(everyMs);
  }
}

describe('strangers who come and go', () => {
  it('get a few places in the list, and none after a minute', async () => {
    const world = await newWorld();
    await flap(world, 600, 300, 20);
    expect(world.table.snapshot().length).toBeLessThanOrEqual(64);
    await world.pass(61_000);
    expect(world.table.snapshot()).toEqual([]);
  });

  it('are looked for where they were when the network is opened anew, and leave the list if they are not there', async () => {
    const before = await newWorld();
    before.presence.adopt(newLink(stranger(1), { host: '192.168.1.20', port: 53_420 }, 'Alice'));
    before.presence.adopt(newLink(stranger(2), { host: '192.168.1.21', port: 53_420 }, 'Gone'));
    const after = await newWorld({ wereOnline: before.presence.online() });
    after.answers.set('192.168.1.20:53420', stranger(1));
    await after.pass(61_000);
    expect(after.table.snapshot()).toMatchObject([{ id: stranger(1), status: 'online' }]);
  });

  it('are not remembered', async () => {
    const world = await newWorld();
    await flap(world, 100, 100, 0);
    expect(world.remembered.list()).toEqual([]);
  });

  it('are told at most ten times a second', async () => {
    const world = await newWorld();
    const told = vi.fn();
    world.table.onChanged(told);
    await flap(world, 1_000, 300, 2);
    expect(told.mock.calls.length).toBeLessThanOrEqual(21);
  });

  it('never push out whom the user has dealt with, online or not', async () => {
    const world = await newWorld({ stored: [stored(ADA, { isUsed: true }), stored(BO, { isManual: true })] });
    await flap(world, 3_000, 3_000, 100);
    expect([world.status(ADA), world.status(BO)]).toEqual(['offline', 'offline']);
    world.presence.adopt(newLink(ADA, THERE(0)));
    expect(world.status(ADA)).toBe('online');
  });

  it('are told that there is no place', async () => {
    const world = await newWorld();
    const links = Array.from({ length: 20 }, (_, n) => newLink(stranger(n), THERE(0)));
    for (const link of links) world.presence.adopt(link);
    expect(links.filter(({ isClosed }) => isClosed)).toHaveLength(4);
    expect(links.at(-1)?.reason?.code).toBe('PEER_BUSY');
  });
});

describe('a stranger', () => {
  it('that stays for a minute is remembered', async () => {
    const world = await newWorld();
    world.presence.adopt(newLink(ADA));
    await world.pass(59_000);
    expect(world.remembered.list()).toEqual([]);
    await world.pass(1_000);
    expect(world.remembered.list()).toMatchObject([{ peerId: ADA, isUsed: false, addresses: [HOME] }]);
  });

  it('is remembered at once, and known, when files go to it', async () => {
    const world = await newWorld();
    world.presence.adopt(newLink(ADA));
    expect(world.table.snapshot()).toMatchObject([{ id: ADA, isKnown: false }]);
    world.known.noteTransfers([{ direction: 'send', acceptedAtMs: null, peerId: ADA }]);
    expect(world.table.snapshot()).toMatchObject([{ id: ADA, isKnown: true }]);
    expect(world.remembered.list()).toMatchObject([{ peerId: ADA, isUsed: true }]);
  });

  it('is remembered when files wait for it that has just gone away', async () => {
    const world = await newWorld();
    const link = newLink(ADA);
    world.presence.adopt(link);
    link.close();
    await world.pass(1_000);
    world.known.noteTransfers([{ direction: 'send', acceptedAtMs: null, peerId: ADA }]);
    await world.pass(120_000);
    expect(world.status(ADA)).toBe('offline');
    expect(world.remembered.list()).toMatchObject([{ peerId: ADA, isUsed: true, addresses: [HOME] }]);
  });

  it('is dialled more and more rarely while its links do not last', async () => {
    const world = await newWorld({ stored: [stored(ADA, { isManual: true })] });
    world.answers.set('192.168.1.9:53420', ADA);
    for (let ms = 0; ms < 60_000; ms += 50) {
      await world.pass(50);
      world.links.forEach((link) => link.close());
    }
    expect(world.dials.length).toBeLessThan(12);
  });
});
