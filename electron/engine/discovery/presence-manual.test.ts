import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PeerError } from '../../../shared/errors/lanyard-error.ts';
import { ADA, newWorld, SELF } from './testing/presence-world.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('addManually()', () => {
  it('resolves with the id that answered and keeps the address as typed', async () => {
    const world = await newWorld();
    world.answers.set('nas.local:53420', ADA);
    await expect(world.presence.addManually(' NAS.local ')).resolves.toBe(ADA);
    expect(world.table.snapshot()[0]).toMatchObject({ status: 'online', isManual: true });
    expect(world.remembered.list()).toMatchObject([
      { peerId: ADA, isManual: true, addresses: [{ host: 'nas.local', port: 53420 }] },
    ]);
  });

  it('rejects with the reason of the dial and keeps nothing', async () => {
    const world = await newWorld();
    await expect(world.presence.addManually('192.168.1.9')).rejects.toMatchObject({ code: 'PEER_REFUSED' });
    await expect(world.presence.addManually('not an address')).rejects.toMatchObject({
      code: 'PEER_ADDRESS_NOT_FOUND',
    });
    world.answers.set('192.168.1.2:53420', SELF);
    await expect(world.presence.addManually('192.168.1.2')).rejects.toMatchObject({ code: 'PEER_IS_SELF' });
    expect(world.table.ids()).toEqual([]);
    expect(world.dials).toHaveLength(2);
  });
});

describe('keepDialling()', () => {
  it('dials until somebody answers, then no more', async () => {
    const world = await newWorld();
    world.presence.keepDialling('192.168.1.9');
    world.presence.keepDialling('192.168.1.9:53420');
    await world.pass(4_000);
    expect(world.dials).toHaveLength(3);
    world.answers.set('192.168.1.9:53420', ADA);
    await world.pass(300_000);
    expect(world.table.snapshot()[0]).toMatchObject({ status: 'online', isManual: true });
    expect(world.dials).toHaveLength(4);
  });

  it('gives up on ourselves, and refuses nonsense at once', async () => {
    const world = await newWorld();
    world.answers.set('192.168.1.2:53420', SELF);
    world.presence.keepDialling('192.168.1.2');
    await world.pass(300_000);
    expect(world.dials).toHaveLength(1);
    expect(() => world.presence.keepDialling('::::')).toThrow(PeerError);
  });
});
