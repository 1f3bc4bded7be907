import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ADA, BO, ELSEWHERE, found, HOME, newLink, newWorld, SELF, stored } from './testing/presence-world.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('an announced device', () => {
  it('is dialled at once and shown when it has proven its id', async () => {
    const world = await newWorld();
    world.answers.set('192.168.1.9:53420', ADA);
    world.presence.noteFound(found(ADA, HOME));
    expect(world.table.snapshot()).toEqual([]);
    await world.pass(0);
    expect(world.status(ADA)).toBe('online');
    await world.pass(60_000);
    expect(world.remembered.list()).toMatchObject([{ peerId: ADA, name: 'Ada', addresses: [HOME] }]);
  });

  it('is never shown when another answers under its id', async () => {
    const world = await newWorld();
    world.answers.set('192.168.1.9:53420', BO);
    world.presence.noteFound(found(ADA, HOME));
    await world.pass(60_000);
    expect(world.table.snapshot()).toEqual([]);
    expect(world.remembered.list()).toEqual([]);
  });

  it('is dialled again after 1, 2, 4 … at most 30 s while it does not answer', async () => {
    const world = await newWorld();
    world.presence.noteFound(found(ADA, HOME));
    const at: number[] = [];
    for (let second = 0; second < 120; second++) {
      if (world.dials.length > at.length) at.push(second);
      await world.pass(1_000);
    }
    const gaps = at.slice(1).map((one, index) => one - (at[index] ?? 0));
    for (const [index, gapSec] of gaps.entries()) {
      const nominalSec = Math.min(30, 2 ** index);
      expect(gapSec).toBeGreaterThanOrEqual(Math.floor(nominalSec * 0.8));
      expect(gapSec).toBeLessThanOrEqual(Math.ceil(nominalSec * 1.2) + 1);
    }
    expect(gaps.length).toBeGreaterThanOrEqual(6);
  });

  it('is dialled about once a second, however often it announces itself', async () => {
    const world = await newWorld();
    for (let n = 0; n < 100; n++) {
      world.presence.noteFound(found(ADA, HOME));
      await world.pass(100);
    }
    // a second is 0.8 to 1.2 s here: neighbours shall not fall into step
    expect(world.dials.length).toBeGreaterThanOrEqual(8);
    expect(world.dials.length).toBeLessThanOrEqual(13);
  });

  it('is forgotten when its announcement ends before it ever answered', async () => {
    const world = await newWorld();
    world.presence.noteFound(found(ADA, HOME));
    await world.pass(10);
    world.presence.noteLost(ADA);
    const dials = world.dials.length;
    await world.pass(300_000);
    expect(world.table.ids()).toEqual([]);
    expect(world.dials).toHaveLength(dials);
  });

  it('is not dialled while a link is open, nor taken for lost', async () => {
    const world = await newWorld();
    world.presence.adopt(newLink(ADA));
    world.presence.noteFound(found(ADA, ELSEWHERE));
    world.presence.noteLost(ADA);
    world.changeNetwork();
    await world.pass(120_000);
    expect(world.dials).toEqual([]);
    expect(world.status(ADA)).toBe('online');
  });

  it('is dialled at its new address although a dial to the old one hangs', async () => {
    const world = await newWorld({ stored: [stored(ADA)] });
    world.answers.set('192.168.1.9:53420', 'hang').set('192.168.1.10:40000', ADA);
    await world.pass(1_000);
    world.presence.noteFound(found(ADA, ELSEWHERE));
    await world.pass(1_000);
    expect(world.status(ADA)).toBe('online');
    await world.pass(60_000);
    expect(world.status(ADA)).toBe('online');
    expect(world.dials).toEqual(['192.168.1.9:53420', '192.168.1.10:40000']);
  });
});

describe('a peer whose link closes', () => {
  it('is connecting for one quick redial, then offline', async () => {
    const world = await newWorld();
    const link = newLink(ADA);
    world.presence.adopt(link);
    expect(world.status(ADA)).toBe('online');
    link.close();
    await Promise.resolve();
    await Promise.resolve();
    expect(world.status(ADA)).toBe('connecting');
    await world.pass(200);
    expect(world.dials).toEqual(['192.168.1.9:53420']);
    expect(world.status(ADA)).toBe('offline');
  });

  it('is not dialled later because the network changed as well', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.99);
    onTestFinished(() => void vi.restoreAllMocks());
    const world = await newWorld();
    const link = newLink(ADA);
    world.presence.adopt(link);
    link.close();
    await world.pass(0);
    world.changeNetwork();
    await world.pass(150);
    expect(world.dials).toHaveLength(1);
  });

  it('is online again when the redial is answered', async () => {
    const world = await newWorld();
    world.answers.set('192.168.1.9:53420', ADA);
    const link = newLink(ADA);
    world.presence.adopt(link);
    link.close();
    await world.pass(200);
    expect(world.status(ADA)).toBe('online');
  });

  it('is offline within 5 s even when the redial hangs', async () => {
    const world = await newWorld();
    world.answers.set('192.168.1.9:53420', 'hang').set('192.168.1.10:40000', 'hang');
    world.presence.noteFound(found(ADA, ELSEWHERE));
    const link = newLink(ADA);
    world.presence.adopt(link);
    link.close();
    await world.pass(4_900);
    expect(world.status(ADA)).toBe('connecting');
    await world.pass(100);
    expect(world.status(ADA)).toBe('offline');
  });

  it('stays online while another link is open', async () => {
    const world = await newWorld();
    const [first, second] = [newLink(ADA), newLink(ADA)];
    world.presence.adopt(first);
    world.presence.adopt(second);
    first.close();
    await world.pass(60_000);
    expect(world.status(ADA)).toBe('online');
    expect(world.dials).toEqual([]);
    second.close();
    await world.pass(200);
    expect(world.status(ADA)).toBe('offline');
  });

  it('is found at once when it announces itself again, however long it was away', async () => {
    const world = await newWorld();
    const link = newLink(ADA);
    world.presence.adopt(link);
    link.close();
    await world.pass(3_600_000);
    world.answers.set('192.168.1.10:40000', ADA);
    world.presence.noteFound(found(ADA, ELSEWHERE));
    await world.pass(1_000);
    expect(world.status(ADA)).toBe('online');
  });

  it('is dialled silently every 30 s', async () => {
    const world = await newWorld();
    const link = newLink(ADA);
    world.presence.adopt(link);
    await world.pass(60_000);
    link.close();
    await world.pass(1_000);
    const seen = new Set<string>();
    world.table.onChanged(() => seen.add(world.status(ADA) ?? 'gone'));
    const dials = world.dials.length;
    await world.pass(300_000);
    expect(world.dials.length - dials).toBeGreaterThanOrEqual(8);
    expect(world.dials.length - dials).toBeLessThanOrEqual(13);
    expect(seen).toEqual(new Set());
  });
});

describe('links', () => {
  it('of a fifth kind push the oldest out', async () => {
    const world = await newWorld();
    const links = Array.from({ length: 6 }, () => newLink(ADA));
    for (const link of links) world.presence.adopt(link);
    await world.pass(0);
    expect(links.map((link) => link.isClosed)).toEqual([true, true, false, false, false, false]);
    expect(world.status(ADA)).toBe('online');
  });

  it('to ourselves are closed', async () => {
    const world = await newWorld();
    const link = newLink(SELF);
    world.presence.adopt(link);
    expect(link.isClosed).toBe(true);
    expect(world.table.snapshot()).toEqual([]);
  });

  it('are all closed by stop(), and nothing is dialled after it', async () => {
    const world = await newWorld({ stored: [stored(BO)] });
    const link = newLink(ADA);
    world.presence.adopt(link);
    world.presence.stop();
    world.presence.noteFound(found(BO, HOME));
    const late = newLink(BO);
    world.presence.adopt(late);
    await world.pass(120_000);
    expect([link.isClosed, late.isClosed]).toEqual([true, true]);
    expect(world.dials).toEqual([]);
  });

  it('keep the name fresh and need no listening port', async () => {
    const world = await newWorld();
    world.presence.adopt(newLink(ADA, { host: '::ffff:192.168.1.9', port: 0 }, 'Old'));
    world.presence.adopt(newLink(ADA, { host: '::ffff:192.168.1.9', port: 7 }, 'New'));
    expect(world.table.snapshot()[0]).toMatchObject({ name: 'New', addresses: ['192.168.1.9:7'] });
  });
});
