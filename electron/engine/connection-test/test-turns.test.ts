import { describe, expect, it, vi } from 'vitest';
import { toPeerId } from '../../../shared/model/ids.ts';
import { TestTurns } from './test-turns.ts';

const guest = (digit: string, isKnown: boolean) => ({
  peerId: toPeerId(digit.repeat(64)),
  isKnown,
  giveWay: vi.fn<() => void>(),
});

describe('TestTurns', () => {
  it('serves one at a time', () => {
    const turns = new TestTurns();
    const [ada, bob] = [guest('a', true), guest('b', true)];
    expect(turns.take(ada, 0)).toBe(true);
    expect(turns.take(bob, 0)).toBe(false);
    turns.leave(ada, 10);
    expect(turns.take(bob, 10)).toBe(true);
    expect(ada.giveWay).not.toHaveBeenCalled();
  });

  it('serves none while the user makes one, and ends the one that is served for that', () => {
    const turns = new TestTurns();
    const [ada, bob] = [guest('a', true), guest('b', true)];
    turns.take(ada, 0);
    expect(turns.takeOwn()).toBe(true);
    expect(ada.giveWay).toHaveBeenCalledOnce();
    expect(turns.takeOwn()).toBe(false);
    expect(turns.take(bob, 0)).toBe(false);
    turns.leave(ada, 0);
    turns.leaveOwn();
    expect(turns.take(bob, 0)).toBe(true);
  });

  it('lets a known device go before a stranger, and nobody before a known one', () => {
    const turns = new TestTurns();
    const [eve, bob, ada] = [guest('e', false), guest('b', true), guest('a', false)];
    turns.take(eve, 0);
    expect(turns.take(bob, 0)).toBe(true);
    expect(eve.giveWay).toHaveBeenCalledOnce();
    turns.leave(eve, 0);
    expect(turns.take(ada, 30_000)).toBe(false);
    expect(bob.giveWay).not.toHaveBeenCalled();
  });

  it('lets a device wait for 2 s after its test', () => {
    const turns = new TestTurns();
    const ada = guest('a', true);
    turns.take(ada, 0);
    turns.leave(ada, 5_000);
    expect(turns.take(guest('a', true), 6_999)).toBe(false);
    expect(turns.take(guest('a', true), 7_000)).toBe(true);
  });

  it('lets strangers wait for 20 s after the test of any of them, and nobody else', () => {
    const turns = new TestTurns();
    const [ada, bob] = [guest('a', false), guest('b', true)];
    turns.take(ada, 0);
    turns.leave(ada, 1_000);
    expect(turns.take(guest('c', false), 20_999)).toBe(false);
    expect(turns.take(bob, 1_000)).toBe(true);
    turns.leave(bob, 2_000);
    expect(turns.take(guest('c', false), 21_000)).toBe(true);
  });
});
