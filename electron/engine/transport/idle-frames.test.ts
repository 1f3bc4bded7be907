import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createIdleFrameLimit } from './idle-frames.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('takes 200 frames that carry nothing in 10 s, and any number that carry something', () => {
  const { note } = createIdleFrameLimit();
  for (let n = 0; n < 100_000; n++) note('ack');
  for (let n = 0; n < 100; n++) {
    note('heartbeat');
    note('notice');
  }
  expect(() => note('heartbeat')).toThrow(/too many/);
});

it('never has enough of a heartbeat every 5 s', () => {
  const { note } = createIdleFrameLimit();
  for (let n = 0; n < 10_000; n++) {
    note('heartbeat');
    vi.advanceTimersByTime(5_000);
  }
});

it('takes at once what was sent in a long time in which nothing was read', () => {
  const { note, noteUnread } = createIdleFrameLimit();
  noteUnread(100 * 5_000);
  for (let n = 0; n < 300; n++) note('heartbeat');
  expect(() => note('heartbeat')).toThrow(/too many/);
});
