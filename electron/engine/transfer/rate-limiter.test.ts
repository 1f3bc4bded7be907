import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WaitClock } from './limits/wait-clock.ts';
import { RateLimiter } from './rate-limiter.ts';
import { ReadThrottle } from './receive/read-throttle.ts';

const MB = 1_000_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Takes again and again, as a transfer does; counts what it got. */
function startTaking(limiter: RateLimiter): { readonly gotBytes: () => number; readonly stop: () => void } {
  const stopping = new AbortController();
  let bytes = 0;
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) bytes += await limiter.take(MB, stopping.signal);
  };
  void run().catch(() => undefined);
  return { gotBytes: () => bytes, stop: () => stopping.abort() };
}

describe('RateLimiter', () => {
  it('keeps the rate over a while', async () => {
    const limiter = new RateLimiter(2 * MB);
    const taking = startTaking(limiter);
    await vi.advanceTimersByTimeAsync(10_000);
    taking.stop();
    expect(taking.gotBytes()).toBeGreaterThan(19.9 * MB);
    expect(taking.gotBytes()).toBeLessThanOrEqual(20.3 * MB);
  });

  it('shares it equally among those who wait', async () => {
    const limiter = new RateLimiter(2 * MB);
    const [first, second, third] = [startTaking(limiter), startTaking(limiter), startTaking(limiter)];
    await vi.advanceTimersByTimeAsync(9_000);
    for (const taking of [first, second, third]) {
      taking.stop();
      expect(taking.gotBytes()).toBeGreaterThan(5.5 * MB);
      expect(taking.gotBytes()).toBeLessThan(6.5 * MB);
    }
  });

  it('lets go at once, with its reason, of one who gives up, and the next has its turn', async () => {
    const limiter = new RateLimiter(1_024);
    const signal = new AbortController();
    await limiter.take(4_096, signal.signal);
    const waiting = limiter.take(4_096, signal.signal);
    const next = limiter.take(100, new AbortController().signal);
    signal.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
    await expect(limiter.take(1, signal.signal)).rejects.toThrow('cancelled');
    await vi.advanceTimersByTimeAsync(4_000);
    await expect(next).resolves.toBe(100);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('frees all who wait when the limit goes, and holds them when one comes', async () => {
    const limiter = new RateLimiter(1_024);
    const { signal } = new AbortController();
    await limiter.take(16_384, signal);
    const waiting = [limiter.take(MB, signal), limiter.take(MB, signal)];
    limiter.setLimit(null);
    await expect(Promise.all(waiting)).resolves.toEqual([MB, MB]);
    expect(limiter.isLimited).toBe(false);
    limiter.setLimit(4_096);
    expect(limiter.isLimited).toBe(true);
    await expect(limiter.take(MB, signal)).resolves.toBe(4_096);
    void limiter.take(MB, signal);
    expect(vi.getTimerCount()).toBe(1);
  });

  it('follows a higher limit although somebody waits by the lower one', async () => {
    const limiter = new RateLimiter(1_024);
    const { signal } = new AbortController();
    await limiter.take(4_096, signal);
    const waiting = limiter.take(4_096, signal);
    limiter.setLimit(4_096_000);
    await vi.advanceTimersByTimeAsync(2);
    await expect(waiting).resolves.toBe(4_096);
  });

  it('makes those who wait pay for what passed without waiting', async () => {
    const limiter = new RateLimiter(10_000);
    const { signal } = new AbortController();
    await limiter.take(1_000, signal);
    limiter.note(5_000);
    const waiting = limiter.take(1_000, signal);
    await vi.advanceTimersByTimeAsync(590);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(10);
    await expect(waiting).resolves.toBe(1_000);
  });
});

describe('ReadThrottle', () => {
  function createThrottle(bytesPerSec: number | null) {
    const limiter = new RateLimiter(bytesPerSec);
    const said: string[] = [];
    const throttle = new ReadThrottle({
      limiter,
      clock: new WaitClock(),
      hold: () => said.push('hold'),
      release: () => said.push('release'),
    });
    return { limiter, throttle, said };
  }

  it('does nothing without a limit', () => {
    const { throttle, said } = createThrottle(null);
    throttle.note(100 * MB);
    expect(said).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stops reading until what was read is paid for', async () => {
    const { throttle, said } = createThrottle(1 * MB);
    throttle.note(44_000);
    await vi.advanceTimersByTimeAsync(0);
    expect(said).toEqual(['hold', 'release']);
    throttle.note(350_000);
    await vi.advanceTimersByTimeAsync(340);
    expect(said).toEqual(['hold', 'release', 'hold']);
    await vi.advanceTimersByTimeAsync(10);
    expect(said).toEqual(['hold', 'release', 'hold', 'release']);
  });

  it('reads on at once when the limit goes', async () => {
    const { throttle, said, limiter } = createThrottle(1_024);
    throttle.note(MB);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(said).toEqual(['hold']);
    limiter.setLimit(null);
    await vi.advanceTimersByTimeAsync(0);
    expect(said).toEqual(['hold', 'release']);
  });

  it('leaves the queue when it is stopped', async () => {
    const { throttle, said } = createThrottle(1_024);
    throttle.note(MB);
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(1);
    throttle.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(said).toEqual(['hold']);
  });
});
