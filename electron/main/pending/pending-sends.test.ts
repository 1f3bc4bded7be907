import { describe, expect, it, vi } from 'vitest';
import { IPC_LIMITS } from '../../../shared/ipc/limits.ts';
import { createPendingSends } from './pending-sends.ts';

describe('createPendingSends', () => {
  it('waits with what was put, and tells', () => {
    const onChanged = vi.fn();
    const pending = createPendingSends(onChanged);
    expect(pending.current()).toBeNull();
    pending.put(['/home/ann/Photos 林', '/home/ann/b'], 0);
    const shown = { id: 1, title: 'Photos 林', itemCount: 2 };
    expect(pending.current()).toEqual(shown);
    expect(onChanged.mock.calls).toEqual([[shown]]);
    expect(pending.pathsOf(1)).toEqual(['/home/ann/Photos 林', '/home/ann/b']);
  });

  it('lets a later lot replace an earlier one', () => {
    const pending = createPendingSends(() => undefined);
    pending.put(['/a'], 0);
    pending.put(['/b'], 60_000);
    expect(pending.current()).toEqual({ id: 2, title: 'b', itemCount: 1 });
    expect(pending.pathsOf(1)).toBeNull();
    pending.forget(1);
    expect(pending.current()?.id).toBe(2);
  });

  it('takes what Explorer starts one by one for one lot, also one that gets through late', () => {
    const pending = createPendingSends(() => undefined);
    const starts = Array.from({ length: 100 }, (_, n) => n * 150);
    for (const at of starts) pending.put([`/photo ${at}.jpg`], at);
    expect(pending.current()).toEqual({ id: 1, title: 'photo 0.jpg', itemCount: 100 });
    pending.put(['/photo 0.jpg'], 14_900);
    expect(pending.current()?.itemCount).toBe(100);
    pending.put(['/early.jpg'], 13_000);
    expect(pending.pathsOf(1)).toContain('/early.jpg');
  });

  it('keeps what was added while the rest was being sent, as a new question', () => {
    const onChanged = vi.fn();
    const pending = createPendingSends(onChanged);
    pending.put(['/a', '/b'], 0);
    const sent = pending.pathsOf(1)!;
    pending.put(['/c'], 100);
    pending.forget(1, sent.length);
    expect(pending.current()).toEqual({ id: 2, title: 'c', itemCount: 1 });
    pending.put(['/d'], 200);
    expect(pending.pathsOf(2)).toEqual(['/c', '/d']);
    pending.forget(2);
    expect(onChanged).toHaveBeenLastCalledWith(null);
  });

  it('says how many are too many', () => {
    const pending = createPendingSends(() => undefined);
    expect(
      pending.put(
        Array.from({ length: IPC_LIMITS.paths - 1 }, (_, n) => `/${n}`),
        0,
      ),
    ).toBe(0);
    expect(pending.put(['/x', '/y', '/z'], 0)).toBe(2);
    expect(pending.current()?.itemCount).toBe(IPC_LIMITS.paths);
  });

  it('forgets once', () => {
    const onChanged = vi.fn();
    const pending = createPendingSends(onChanged);
    pending.put(['/a'], 0);
    pending.forget(1);
    pending.forget(1);
    expect(onChanged.mock.calls).toEqual([[{ id: 1, title: 'a', itemCount: 1 }], [null]]);
    expect(pending.pathsOf(1)).toBeNull();
  });

  it('takes no empty lot, and names the root', () => {
    const pending = createPendingSends(() => undefined);
    pending.put([], 0);
    expect(pending.current()).toBeNull();
    pending.put(['/'], 0);
    expect(pending.current()?.title).toBe('/');
  });
});
