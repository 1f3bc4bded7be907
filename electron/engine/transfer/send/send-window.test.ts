import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { MAX_DATA_BYTES, WINDOW_BYTES } from '../../../../shared/protocol/constants.ts';
import { SendWindow, STALL_MS } from './send-window.ts';

const never = new AbortController().signal;

describe('the window of a sender', () => {
  it('has room for whole frames only, and opens as they are taken', async () => {
    const window = new SendWindow();
    const frames = WINDOW_BYTES / MAX_DATA_BYTES;
    for (let sent = 0; sent < frames; sent++) {
      await window.room(never);
      window.noteSent(MAX_DATA_BYTES);
    }
    let isOpen = false;
    const room = window.room(never).then(() => (isOpen = true));
    window.noteTaken(MAX_DATA_BYTES - 1);
    await Promise.resolve();
    expect(isOpen).toBe(false);
    window.noteTaken(MAX_DATA_BYTES);
    await room;
  });

  it('lets go of who waits when it is aborted', async () => {
    const window = new SendWindow();
    window.noteSent(WINDOW_BYTES);
    const abort = new AbortController();
    const room = window.room(abort.signal);
    abort.abort(new Error('enough'));
    await expect(room).rejects.toThrow('enough');
    await expect(window.room(abort.signal)).rejects.toThrow('enough');
    window.noteTaken(WINDOW_BYTES);
    await window.room(never);
  });

  it('gives a receiver up that takes nothing for 5 minutes, not one that takes little', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const window = new SendWindow();
    window.noteSent(2 * WINDOW_BYTES);
    const room = expect(window.room(never)).rejects.toMatchObject({ code: 'PEER_STALLED' });
    for (let taken = 1; taken < 10; taken++) {
      await vi.advanceTimersByTimeAsync(STALL_MS - 1);
      window.noteTaken(taken);
    }
    window.noteTaken(9);
    await vi.advanceTimersByTimeAsync(STALL_MS);
    await room;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses what cannot be', () => {
    const window = new SendWindow();
    window.noteSent(10);
    window.noteTaken(5);
    expect(() => window.noteTaken(4)).toThrow(expect.objectContaining({ code: 'PROTOCOL_BAD_MESSAGE' }));
    expect(() => window.noteTaken(11)).toThrow(expect.objectContaining({ code: 'PROTOCOL_BAD_MESSAGE' }));
  });
});
