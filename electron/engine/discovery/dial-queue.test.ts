import { describe, expect, it } from 'vitest';
import { createDialQueue, type DialPriority } from './dial-queue.ts';

interface Trial {
  readonly started: string[];
  add(key: string, priority: DialPriority): void;
  finish(key: string): Promise<void>;
}

function newTrial(): Trial & { remove(key: string): void; stop(): void } {
  const queue = createDialQueue();
  const started: string[] = [];
  const finishers = new Map<string, () => void>();
  return {
    started,
    add: (key, priority) =>
      queue.add(key, priority, () => {
        started.push(key);
        return new Promise((resolve) => finishers.set(key, resolve));
      }),
    finish: async (key) => {
      finishers.get(key)?.();
      // the queue looks for the next one in a later microtask
      for (let n = 0; n < 5; n++) await Promise.resolve();
    },
    remove: (key) => queue.remove(key),
    stop: () => queue.stop(),
  };
}

describe('createDialQueue()', () => {
  it('runs four at a time, the next when one ends', async () => {
    const trial = newTrial();
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) trial.add(key, 'urgent');
    expect(trial.started).toEqual(['a', 'b', 'c', 'd']);
    await trial.finish('b');
    expect(trial.started).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('keeps a slot free of made-up ids, and two of peers long gone', () => {
    const trial = newTrial();
    for (let n = 0; n < 9; n++) trial.add(`stored ${n}`, 'background');
    for (let n = 0; n < 9; n++) trial.add(`made up ${n}`, 'hinted');
    trial.add('real', 'urgent');
    expect(trial.started).toEqual(['stored 0', 'stored 1', 'made up 0', 'real']);
  });

  it('moves one up that is heard while it waits, and runs it once', async () => {
    const trial = newTrial();
    for (const key of ['a', 'b', 'c', 'late']) trial.add(key, 'background');
    trial.add('late', 'urgent');
    trial.add('c', 'background');
    expect(trial.started).toEqual(['a', 'b', 'late']);
    for (const key of ['a', 'b', 'late', 'c']) await trial.finish(key);
    expect(trial.started).toEqual(['a', 'b', 'late', 'c']);
  });

  it('begins nothing that was removed, and nothing after stop()', async () => {
    const trial = newTrial();
    for (const key of ['a', 'b', 'c', 'd']) trial.add(key, 'background');
    trial.remove('c');
    await trial.finish('a');
    trial.stop();
    await trial.finish('b');
    await trial.finish('d');
    expect(trial.started).toEqual(['a', 'b', 'd']);
  });
});
