import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collectSoon } from './collect-soon.ts';

const MIB = 1024 * 1024;

function makeAndDrop(): WeakRef<object> {
  return new WeakRef({});
}

describe('collectSoon', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('waits for others that end, and collects once for all', async () => {
    collectSoon(MIB);
    collectSoon(MIB);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(4_900);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ['much was dropped', [40 * MIB]],
    ['much was dropped by and by', [20 * MIB, 20 * MIB]],
  ])('does not wait when %s', async (_name, drops) => {
    for (const bytes of drops) collectSoon(bytes);
    await vi.advanceTimersByTimeAsync(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('frees what nothing refers to', async () => {
    vi.useRealTimers();
    const dropped = makeAndDrop();
    // what a WeakRef was made of lives until its turn of the event loop is over
    await new Promise((resolve) => setImmediate(resolve));
    collectSoon(32 * MIB);
    // no more than whether it is there: the error of an assertion would keep it
    await vi.waitFor(() => expect(dropped.deref() === undefined).toBe(true));
  });
});
