import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deferred } from '../deferred.ts';
import { diskInThisThread, DiskThreads, type DiskThread } from './disk-threads.ts';

const IDLE_MS = 60_000;

interface FakeThread extends DiskThread {
  readonly die: () => void;
  readonly close: ReturnType<typeof vi.fn<() => void>>;
}

const started: FakeThread[] = [];

function startFake(): DiskThread {
  const gone = deferred<null>();
  const thread = {
    calls: diskInThisThread().calls,
    gone: gone.promise,
    close: vi.fn<() => void>(),
    die: () => gone.resolve(null),
  };
  started.push(thread);
  return thread;
}

beforeEach(() => {
  vi.useFakeTimers();
  started.length = 0;
});

afterEach(() => vi.useRealTimers());

describe('threads of disks', () => {
  it('are one for each volume, started when it is needed', () => {
    const threads = new DiskThreads(startFake);
    const [first, second] = [threads.of('/a'), threads.of('/a')];
    expect(started).toHaveLength(0);
    first.lease();
    second.lease();
    threads.of('/b').lease();
    expect(started).toHaveLength(2);
  });

  it('run before they are needed when somebody has prepared for that, and end when nobody comes', () => {
    const disk = new DiskThreads(startFake).of('/a');
    disk.prepare();
    disk.prepare();
    disk.lease().release();
    expect(started).toHaveLength(1);
    vi.advanceTimersByTime(IDLE_MS);
    expect(started[0]?.close).toHaveBeenCalledOnce();
  });

  it('end when nobody has used them for a while, and not before', () => {
    const disk = new DiskThreads(startFake).of('/a');
    const [first, second] = [disk.lease(), disk.lease()];
    first.release();
    first.release();
    vi.advanceTimersByTime(2 * IDLE_MS);
    expect(started[0]?.close).not.toHaveBeenCalled();
    second.release();
    vi.advanceTimersByTime(IDLE_MS - 1);
    disk.lease().release();
    vi.advanceTimersByTime(IDLE_MS - 1);
    expect(started[0]?.close).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(started[0]?.close).toHaveBeenCalledOnce();
    disk.lease();
    expect(started).toHaveLength(2);
  });

  it('are followed by another one when they die', async () => {
    const disk = new DiskThreads(startFake).of('/a');
    disk.lease();
    started[0]?.die();
    await started[0]?.gone;
    disk.lease();
    expect(started).toHaveLength(2);
  });

  it('are given back when the work fails', async () => {
    const disk = new DiskThreads(startFake).of('/a');
    await expect(disk.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    vi.advanceTimersByTime(IDLE_MS);
    expect(started[0]?.close).toHaveBeenCalledOnce();
  });

  it('hash for all disks in one that waits for none of them', () => {
    const threads = new DiskThreads(startFake);
    const [a, b] = [threads.of('/a'), threads.of('/b')];
    a.lease();
    const first = a.leaseHashing();
    const second = b.leaseHashing();
    expect(started).toHaveLength(2);
    expect(second.calls).toBe(first.calls);
    expect(a.lease().calls).not.toBe(first.calls);
  });

  it('end all at once', () => {
    const threads = new DiskThreads(startFake);
    threads.of('/a').lease();
    threads.of('/b').lease();
    threads.close();
    expect(started.map(({ close }) => close.mock.calls.length)).toEqual([1, 1]);
  });
});
