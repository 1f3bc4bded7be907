import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collectSoon } from './collect-soon.ts';

const MIB = 1024 * 1024;

function makeAndDrop(): WeakRef<object> {
  return new WeakRef({});
}

/** Asked for no more than that: the error of an assertion would keep it. */
const isFreed = (ref: WeakRef<object>): boolean => ref.deref() === undefined;

/** What a WeakRef was asked for lives until its turn of the event loop is over. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('collectSoon', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => {
    vi.runAllTimers();
    vi.useRealTimers();
  });

  it('waits for others that end, and collects once for all', async () => {
    const dropped = makeAndDrop();
    collectSoon(MIB);
    vi.advanceTimersByTime(4_000);
    collectSoon(MIB);
    expect(vi.getTimerCount()).toBe(1);
    await nextTurn();
    vi.advanceTimersByTime(1_000);
    expect(isFreed(dropped)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ['much was dropped', [40 * MIB]],
    ['much was dropped by and by', [20 * MIB, 20 * MIB]],
  ])('does not wait when %s', async (_name, drops) => {
    const dropped = makeAndDrop();
    for (const bytes of drops) collectSoon(bytes);
    await nextTurn();
    vi.advanceTimersByTime(0);
    expect(isFreed(dropped)).toBe(true);
  });
});
