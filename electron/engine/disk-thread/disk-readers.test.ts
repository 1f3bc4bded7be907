import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deferred } from '../deferred.ts';
import { SilentDiskError } from '../storage/disk-gate.ts';
import { DiskReaders, type ReadUser } from './disk-readers.ts';
import { DiskThreads, diskInThisThread } from './disk-threads.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const DEADLINE_MS = 20_000;
const RETRY_MS = 10_000;

/** Readers whose calls are answered by hand, and how many threads there are. */
function play() {
  const counts = { started: 0, asked: 0 };
  const ends: ReturnType<typeof deferred<null>>[] = [];
  const threads = new DiskThreads(() => {
    counts.started += 1;
    const end = deferred<null>();
    ends.push(end);
    return { ...diskInThisThread(), gone: end.promise };
  });
  return {
    counts,
    ends,
    readers: new DiskReaders(threads),
    ask: (user: ReadUser, volume: string) => {
      const answer = deferred<string>();
      const heard = user.open(volume).ask(() => {
        counts.asked += 1;
        return answer.promise;
      });
      return {
        answer,
        heard: heard.catch((error: unknown) => (error instanceof SilentDiskError ? 'silent' : 'failed')),
      };
    },
  };
}

describe('DiskReaders', () => {
  it('gives each user a thread of its own for each volume, as long as there are enough', () => {
    const { readers, ask, counts } = play();
    const [first, second] = [readers.user(), readers.user()];
    for (const volume of ['/', '/', '/b']) ask(first, volume);
    expect(counts.started).toBe(2);
    ask(second, '/');
    expect(counts.started).toBe(3);
    for (let n = 0; n < 10; n++) ask(readers.user(), '/');
    expect(counts.started).toBe(5);
    expect(counts.asked).toBe(14);
  });

  it('lets who waits go after 20 s without an answer, and tells others of that volume at once', async () => {
    const { readers, ask, counts } = play();
    const user = readers.user();
    const [first, second] = [ask(user, '/dead'), ask(user, '/dead')];
    await vi.advanceTimersByTimeAsync(DEADLINE_MS);
    expect(await first.heard).toBe('silent');
    expect(await second.heard).toBe('silent');
    expect(await ask(user, '/dead').heard).toBe('silent');
    expect(await ask(readers.user(), '/dead').heard).toBe('silent');
    expect(counts.asked).toBe(2);
    const well = ask(user, '/well');
    well.answer.resolve('here');
    expect(await well.heard).toBe('here');
  });

  it('counts from the last answer: many calls after one another may take longer', async () => {
    const { readers, ask } = play();
    const user = readers.user();
    const asked = [ask(user, '/'), ask(user, '/'), ask(user, '/')];
    for (const { answer, heard } of asked) {
      await vi.advanceTimersByTimeAsync(DEADLINE_MS - 1);
      answer.resolve('late');
      expect(await heard).toBe('late');
    }
  });

  it('tries a silent volume again by and by, and in another thread', async () => {
    const { readers, ask, counts } = play();
    const user = readers.user();
    ask(user, '/');
    await vi.advanceTimersByTimeAsync(DEADLINE_MS + RETRY_MS);
    const again = ask(user, '/');
    expect(await ask(user, '/').heard).toBe('silent');
    again.answer.resolve('back');
    expect(await again.heard).toBe('back');
    expect(counts.started).toBe(2);
    const next = ask(user, '/');
    next.answer.resolve('still there');
    expect(await next.heard).toBe('still there');
  });

  it('asks again as soon as a late answer is there', async () => {
    const { readers, ask } = play();
    const first = ask(readers.user(), '/');
    await vi.advanceTimersByTimeAsync(DEADLINE_MS);
    first.answer.resolve('late');
    expect(await first.heard).toBe('silent');
    const next = ask(readers.user(), '/');
    next.answer.resolve('here');
    expect(await next.heard).toBe('here');
  });

  it('does not take one call that hangs for a silent volume while others are answered', async () => {
    const { readers, ask } = play();
    const [hanging, well] = [readers.user(), readers.user()];
    const stuck = ask(hanging, '/');
    await vi.advanceTimersByTimeAsync(DEADLINE_MS / 2);
    const answered = ask(well, '/');
    answered.answer.resolve('here');
    await answered.heard;
    await vi.advanceTimersByTimeAsync(DEADLINE_MS / 2);
    expect(await stuck.heard).toBe('silent');
    const next = ask(hanging, '/');
    next.answer.resolve('in another thread');
    expect(await next.heard).toBe('in another thread');
  });

  it('starts no more threads when calls that hang keep all there may be', async () => {
    const { readers, ask, counts } = play();
    for (let turn = 0; turn < 6; turn++) {
      ask(readers.user(), '/');
      await vi.advanceTimersByTimeAsync(DEADLINE_MS + RETRY_MS);
    }
    expect(counts.started).toBe(4);
    expect(await ask(readers.user(), '/').heard).toBe('silent');
    expect(counts.asked).toBe(4);
  });

  it('keeps the thread of a user who has left until it has answered', async () => {
    const { readers, ask, counts } = play();
    const user = readers.user();
    const left = ask(user, '/');
    user.close();
    ask(readers.user(), '/');
    expect(counts.started).toBe(2);
    left.answer.resolve('late');
    await left.heard;
    // it waits for more work, and is used again
    ask(readers.user(), '/');
    expect(counts.started).toBe(2);
  });

  it('gives no thread to a user who has left', async () => {
    const { readers, ask, counts } = play();
    const user = readers.user();
    user.close();
    expect(await ask(user, '/').heard).toBe('silent');
    expect(counts).toEqual({ started: 0, asked: 0 });
  });

  it('takes another thread for one that has died', async () => {
    const { readers, ask, counts, ends } = play();
    const user = readers.user();
    const first = ask(user, '/');
    ends[0]?.resolve(null);
    first.answer.reject(new Error('gone'));
    expect(await first.heard).toBe('failed');
    const next = ask(user, '/');
    next.answer.resolve('here');
    expect(await next.heard).toBe('here');
    expect(counts.started).toBe(2);
  });
});
