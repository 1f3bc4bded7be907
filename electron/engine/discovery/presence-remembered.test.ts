import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toPeerId } from '../../../shared/model/ids.ts';
import { ADA, BO, ELSEWHERE, found, HOME, newLink, newWorld, stored } from './testing/presence-world.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a remembered peer', () => {
  it('is shown and dialled at start', async () => {
    const world = await newWorld({ stored: [stored(ADA), stored(BO, { addresses: [ELSEWHERE], name: 'Bo' })] });
    world.answers.set('192.168.1.9:53420', ADA);
    expect(world.status(ADA)).toBe('offline');
    await world.pass(1_000);
    expect([world.status(ADA), world.status(BO)]).toEqual(['online', 'offline']);
  });

  it('is dialled when the network changes', async () => {
    const world = await newWorld({ stored: [stored(ADA)] });
    await world.pass(10_000);
    world.answers.set('192.168.1.9:53420', ADA);
    world.changeNetwork();
    await world.pass(500);
    expect(world.status(ADA)).toBe('online');
  });

  it('is not dialled outside the networks we are pinned to, unless it was typed by hand', async () => {
    const far = [{ host: '10.9.9.9', port: 1 }];
    const world = await newWorld({
      isPinned: true,
      stored: [stored(ADA, { addresses: far }), stored(BO, { addresses: far, isManual: true })],
    });
    await world.pass(60_000);
    expect(world.presence.addressesOf(ADA)).toEqual([]);
    expect(new Set(world.dials)).toEqual(new Set(['10.9.9.9:1']));
    expect(world.presence.addressesOf(BO)).toEqual(far);
  });

  it('never holds up a fresh one, however many are gone', async () => {
    const gone = Array.from({ length: 100 }, (_, n) =>
      stored(toPeerId((n + 16).toString(16).padStart(64, '0')), { addresses: [{ host: '192.168.1.77', port: n + 1 }] }),
    );
    const world = await newWorld({ stored: gone });
    for (let n = 1; n <= 100; n++) world.answers.set(`192.168.1.77:${n}`, 'hang');
    await world.pass(1_000);
    world.answers.set('192.168.1.9:53420', ADA);
    world.presence.noteFound(found(ADA, HOME));
    await world.pass(1_000);
    expect(world.status(ADA)).toBe('online');
  });

  it('is gone for good after forget(), until it is heard again', async () => {
    const world = await newWorld({ stored: [stored(ADA)] });
    await world.pass(1_000);
    world.presence.forget(ADA);
    const dials = world.dials.length;
    await world.pass(120_000);
    expect(world.table.snapshot()).toEqual([]);
    expect(world.remembered.list()).toEqual([]);
    expect(world.dials).toHaveLength(dials);
    world.answers.set('192.168.1.9:53420', ADA);
    world.presence.noteFound(found(ADA, HOME));
    await world.pass(1_000);
    expect(world.status(ADA)).toBe('online');
  });

  it('that is online goes from the list when it goes, once forgotten', async () => {
    const world = await newWorld();
    const link = newLink(ADA);
    world.presence.adopt(link);
    world.presence.forget(ADA);
    expect(world.status(ADA)).toBe('online');
    link.close();
    await world.pass(60_000);
    expect(world.table.snapshot()).toEqual([]);
    expect(world.remembered.list()).toEqual([]);
  });
});

describe('a remembered peer that does not answer', () => {
  it('is dialled again soon once it announces itself, though a dial is under way', async () => {
    const world = await newWorld({ stored: [stored(ADA, { isManual: true })] });
    world.answers.set('192.168.1.9:53420', 'hang');
    await world.pass(300_000);
    const dials = world.dials.length;
    while (world.dials.length === dials) await world.pass(100);
    world.presence.noteFound(found(ADA, HOME));
    world.answers.set('192.168.1.9:53420', ADA);
    await world.pass(5_000 + 1_300);
    expect(world.status(ADA)).toBe('online');
  });
});
