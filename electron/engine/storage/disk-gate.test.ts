import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deferred } from '../deferred.ts';
import { DiskGate, SilentDiskError, type DiskUser } from './disk-gate.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Steps that never end by themselves, and how many of them have begun. */
function hanging() {
  const steps: ReturnType<typeof deferred<string>>[] = [];
  return {
    steps,
    ask: (user: DiskUser, volume: string, late?: (value: string) => void) => {
      const asked = user.run(
        volume,
        () => {
          const step = deferred<string>();
          steps.push(step);
          return step.promise;
        },
        late,
      );
      return asked.then(
        (value) => value,
        (error: unknown) => (error instanceof SilentDiskError ? 'silent' : 'failed'),
      );
    },
  };
}

const quick = (user: DiskUser, volume: string) => user.run(volume, () => Promise.resolve('answer'));

describe('a disk that does not answer', () => {
  it.each([4, 16])('holds one thread of %i, however much is asked of it, and others go on', async (threads) => {
    const gate = new DiskGate(threads);
    const { ask, steps } = hanging();
    const user = gate.user();
    for (let n = 0; n < 50; n++) void ask(user, 'dead');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(steps).toHaveLength(1);
    await expect(quick(user, 'well')).resolves.toBe('answer');
    await expect(quick(gate.user(), 'well')).resolves.toBe('answer');
  });

  it('holds no more than half of all, whoever asks, and more such disks leave some for everybody else', () => {
    const gate = new DiskGate(16);
    const { ask, steps } = hanging();
    for (let n = 0; n < 50; n++) void ask(gate.user(), 'dead');
    expect(steps).toHaveLength(8);
    for (let n = 0; n < 50; n++) void ask(gate.user(), `dead ${n}`);
    expect(steps).toHaveLength(12);
  });

  it('is said to be silent after 20 s, to those that wait behind and to those that come, at once', async () => {
    const gate = new DiskGate();
    const { ask, steps } = hanging();
    const user = gate.user();
    const all = [ask(user, 'dead'), ask(user, 'dead'), ask(gate.user(), 'dead'), ask(gate.user(), 'dead')];
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await Promise.all(all)).toEqual(['silent', 'silent', 'silent', 'silent']);
    const before = steps.length;
    expect(await ask(gate.user(), 'dead')).toBe('silent');
    expect(steps).toHaveLength(before);
    await expect(quick(user, 'well')).resolves.toBe('answer');
  });

  it('is asked again when it has answered late, which is handed over to be cleaned up', async () => {
    const gate = new DiskGate();
    const { ask, steps } = hanging();
    const late = vi.fn();
    const closed = vi.fn(() => Promise.resolve());
    void ask(gate.user(), 'dead', late);
    await vi.advanceTimersByTimeAsync(20_000);
    gate.user().later('dead', closed);
    await vi.advanceTimersByTimeAsync(0);
    expect(closed).not.toHaveBeenCalled();
    steps[0]!.resolve('file');
    await vi.advanceTimersByTimeAsync(0);
    expect(late).toHaveBeenCalledWith('file');
    expect(closed).toHaveBeenCalledOnce();
    await expect(quick(gate.user(), 'dead')).resolves.toBe('answer');
  });

  it('lets nobody wait for ever: when as many hang as may run, everybody is told, until one has answered', async () => {
    const gate = new DiskGate(4);
    const { ask, steps } = hanging();
    for (let n = 0; n < 3; n++) void ask(gate.user(), `dead ${n}`);
    const waiting = ask(gate.user(), 'well');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await waiting).toBe('silent');
    expect(await ask(gate.user(), 'well')).toBe('silent');
    steps[0]!.resolve('late');
    await vi.advanceTimersByTimeAsync(0);
    await expect(quick(gate.user(), 'well')).resolves.toBe('answer');
  });

  it('is tried again now and then', async () => {
    const gate = new DiskGate(16);
    void hanging().ask(gate.user(), 'dead');
    await vi.advanceTimersByTimeAsync(30_000);
    await expect(quick(gate.user(), 'dead')).resolves.toBe('answer');
    await expect(quick(gate.user(), 'dead')).resolves.toBe('answer');
  });
});

describe('a disk that answers', () => {
  it('is asked several things at once after its first answer', async () => {
    const gate = new DiskGate(16);
    const { ask, steps } = hanging();
    const user = gate.user();
    await quick(user, 'well');
    for (let n = 0; n < 50; n++) void ask(user, 'well');
    expect(steps).toHaveLength(4);
  });

  it('is not silent because one file of it hangs, which fails alone', async () => {
    const gate = new DiskGate(16);
    const user = gate.user();
    const hung = hanging().ask(user, 'well');
    await vi.advanceTimersByTimeAsync(10_000);
    await expect(quick(gate.user(), 'well')).resolves.toBe('answer');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await hung).toBe('silent');
    await expect(quick(user, 'well')).resolves.toBe('answer');
  });

  it('serves those that wait in turn', async () => {
    const gate = new DiskGate(2);
    const order: string[] = [];
    const [a, b] = [gate.user(), gate.user()];
    const note = (user: DiskUser, name: string) =>
      user.run('well', async () => {
        order.push(name);
        await Promise.resolve();
      });
    await Promise.all([note(a, 'a1'), note(a, 'a2'), note(a, 'a3'), note(b, 'b1'), note(b, 'b2')]);
    expect(order.indexOf('b1')).toBeLessThan(order.indexOf('a3'));
  });

  it('hands on what failed', async () => {
    const failing = new DiskGate().user().run('well', () => Promise.reject(new Error('EIO')));
    await expect(failing).rejects.toThrow('EIO');
  });
});
