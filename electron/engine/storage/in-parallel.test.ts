import { describe, expect, it } from 'vitest';
import { inParallel } from './in-parallel.ts';

describe('inParallel()', () => {
  it('works on all items, never on more than the width at a time', async () => {
    const done: number[] = [];
    let active = 0;
    let mostActive = 0;
    await inParallel(Array(100).keys(), 7, async (item) => {
      active += 1;
      mostActive = Math.max(mostActive, active);
      await Promise.resolve();
      done.push(item);
      active -= 1;
    });
    expect(done.sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
    expect(mostActive).toBe(7);
  });

  it('takes nothing new after a failure, and reports it when the rest has settled', async () => {
    const started: number[] = [];
    let settled = 0;
    const working = inParallel(Array(100).keys(), 4, async (item) => {
      started.push(item);
      await Promise.resolve();
      if (item === 2) throw new Error('two');
      await new Promise((resolve) => setImmediate(resolve));
      settled += 1;
    });
    await expect(working).rejects.toThrow('two');
    expect(started.length).toBeLessThan(10);
    expect(settled).toBe(started.length - 1);
  });

  it('has nothing to do for nothing', async () => {
    await expect(inParallel([], 4, () => Promise.reject(new Error('never')))).resolves.toBeUndefined();
  });
});
