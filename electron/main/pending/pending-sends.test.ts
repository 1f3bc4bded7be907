import { describe, expect, it, vi } from 'vitest';
import { createPendingSends } from './pending-sends.ts';

describe('createPendingSends', () => {
  it('waits with what was put, and tells', () => {
    const onChanged = vi.fn();
    const pending = createPendingSends(onChanged);
    expect(pending.current()).toBeNull();
    pending.put(['/home/ann/Photos 林', '/home/ann/b']);
    const shown = { id: 1, title: 'Photos 林', itemCount: 2 };
    expect(pending.current()).toEqual(shown);
    expect(onChanged.mock.calls).toEqual([[shown]]);
    expect(pending.pathsOf(1)).toEqual(['/home/ann/Photos 林', '/home/ann/b']);
  });

  it('lets a later lot replace an earlier one', () => {
    const pending = createPendingSends(() => undefined);
    pending.put(['/a']);
    pending.put(['/b']);
    expect(pending.current()).toEqual({ id: 2, title: 'b', itemCount: 1 });
    expect(pending.pathsOf(1)).toBeNull();
    pending.forget(1);
    expect(pending.current()?.id).toBe(2);
  });

  it('forgets once', () => {
    const onChanged = vi.fn();
    const pending = createPendingSends(onChanged);
    pending.put(['/a']);
    pending.forget(1);
    pending.forget(1);
    expect(onChanged.mock.calls).toEqual([[{ id: 1, title: 'a', itemCount: 1 }], [null]]);
    expect(pending.pathsOf(1)).toBeNull();
  });

  it('takes no empty lot, and names the root', () => {
    const pending = createPendingSends(() => undefined);
    pending.put([]);
    expect(pending.current()).toBeNull();
    pending.put(['/']);
    expect(pending.current()?.title).toBe('/');
  });
});
