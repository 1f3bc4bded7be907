import { expect, it } from 'vitest';
import type { DiskFailure } from '../disk-thread/disk-failure.ts';
import { deferred } from '../deferred.ts';
import { GroupFlush } from './group-flush.ts';

const EIO: DiskFailure = { code: 'EIO', message: 'bad' };

it('flushes what comes during a flush together, and tells each its own outcome', async () => {
  const asked: (readonly number[])[] = [];
  const first = deferred<null>();
  const group = new GroupFlush(async (indexes) => {
    asked.push(indexes);
    if (asked.length === 1) await first.promise;
    return indexes.map((index) => (index === 3 ? EIO : null));
  });
  const outcomes = [1, 2, 3, 4].map((index) => group.add(index));
  first.resolve(null);
  expect(await Promise.all(outcomes)).toEqual([null, null, EIO, null]);
  expect(asked).toEqual([[1], [2, 3, 4]]);
});

it('fails all of a group that could not be flushed, and goes on with the next one', async () => {
  let isGone = true;
  const group = new GroupFlush((indexes) =>
    isGone ? Promise.reject(new Error('gone')) : Promise.resolve(indexes.map(() => null)),
  );
  await expect(group.add(1)).rejects.toThrow('gone');
  isGone = false;
  expect(await group.add(2)).toBeNull();
});
