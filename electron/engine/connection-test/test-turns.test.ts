import { describe, expect, it } from 'vitest';
import { toPeerId } from '../../../shared/model/ids.ts';
import { TestTurns } from './test-turns.ts';

const [ada, bob] = [toPeerId('a'.repeat(64)), toPeerId('b'.repeat(64))];

describe('TestTurns', () => {
  it('serves one at a time', () => {
    const turns = new TestTurns();
    expect(turns.take(ada, true, 0)).toBe(true);
    expect(turns.take(bob, true, 0)).toBe(false);
    expect(turns.takeOwn()).toBe(false);
    turns.leaveServed(ada, true, 10);
    expect(turns.take(bob, true, 10)).toBe(true);
  });

  it('serves none while it tests itself', () => {
    const turns = new TestTurns();
    expect(turns.takeOwn()).toBe(true);
    expect(turns.take(ada, true, 0)).toBe(false);
    turns.leave();
    expect(turns.take(ada, true, 0)).toBe(true);
  });

  it('lets a device wait for 2 s after its test', () => {
    const turns = new TestTurns();
    turns.take(ada, true, 0);
    turns.leaveServed(ada, true, 5_000);
    expect(turns.take(ada, true, 6_999)).toBe(false);
    expect(turns.take(ada, true, 7_000)).toBe(true);
  });

  it('lets strangers wait for 20 s after the test of any of them, and nobody else', () => {
    const turns = new TestTurns();
    turns.take(ada, false, 0);
    turns.leaveServed(ada, false, 1_000);
    expect(turns.take(bob, false, 20_999)).toBe(false);
    expect(turns.take(bob, true, 1_000)).toBe(true);
    turns.leaveServed(bob, true, 2_000);
    expect(turns.take(bob, false, 21_000)).toBe(true);
  });
});
