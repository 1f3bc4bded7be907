import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toPeerId, toTransferId } from '../../shared/model/ids.ts';
import { EMPTY_REPORT, type Transfer } from '../../shared/model/transfer.ts';
import type { EngineEvent } from './engine-api.ts';
import { createEventBatch } from './event-batch.ts';

const first = toTransferId('1'.repeat(32));
const second = toTransferId('2'.repeat(32));

function transferOf(id: Transfer['id'], bytesDone: number): Transfer {
  return {
    id,
    direction: 'send',
    peerId: toPeerId('a'.repeat(64)),
    peerName: 'Bob',
    state: 'active',
    title: 'a',
    itemCount: 1,
    isScanning: false,
    bytesDone,
    bytesTotal: 1_000,
    filesDone: 0,
    filesTotal: 1,
    filesFailed: 0,
    filesSkipped: 0,
    currentFile: null,
    rateBytesPerSec: 0,
    secondsLeft: null,
    error: null,
    cancelledBy: null,
    pausedBy: null,
    startedAtMs: 0,
    acceptedAtMs: null,
    endedAtMs: null,
    canShow: false,
    report: EMPTY_REPORT,
    linePosition: null,
    limitedBy: null,
    filesToRetry: 0,
  };
}

describe('createEventBatch', () => {
  let posts: (readonly EngineEvent[])[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    posts = [];
  });
  afterEach(() => vi.useRealTimers());
  const start = () => createEventBatch((events) => posts.push(events));

  it('posts the first event without waiting', () => {
    start().push({ type: 'peers', changed: [], removed: [] });
    vi.advanceTimersByTime(0);
    expect(posts).toEqual([[{ type: 'peers', changed: [], removed: [] }]]);
  });

  it('posts eight times at once, then ten times a second, and ends with the last state', () => {
    const batch = start();
    const pushFor = (ms: number): number => {
      const before = posts.length;
      for (let bytes = 1; bytes <= ms; bytes += 1) {
        batch.push({ type: 'transfers', transfers: [transferOf(first, bytes)] });
        vi.advanceTimersByTime(1);
      }
      return posts.length - before;
    };
    expect(pushFor(8)).toBe(8);
    expect(pushFor(1_000)).toBe(10);
    expect(pushFor(1_000)).toBe(10);
    vi.advanceTimersByTime(100);
    expect(posts.at(-1)).toEqual([{ type: 'transfers', transfers: [transferOf(first, 1_000)] }]);
  });

  it('posts at once what comes between the posts of progress', () => {
    const batch = start();
    for (let bytes = 1; bytes <= 100; bytes += 1) {
      batch.push({ type: 'transfers', transfers: [transferOf(first, bytes)] });
      vi.advanceTimersByTime(200);
    }
    const before = posts.length;
    batch.push({ type: 'transfers', transfers: [transferOf(first, 101)] });
    vi.advanceTimersByTime(1);
    batch.push({ type: 'offers', offers: [] });
    vi.advanceTimersByTime(1);
    expect(posts.slice(before).map(([event]) => event?.type)).toEqual(['transfers', 'offers']);
  });

  it('keeps the last snapshot of each transfer', () => {
    const batch = start();
    batch.push({ type: 'transfers', transfers: [transferOf(first, 1), transferOf(second, 1)] });
    batch.push({ type: 'transfers', transfers: [transferOf(first, 2)] });
    batch.flush();
    expect(posts).toEqual([[{ type: 'transfers', transfers: [transferOf(first, 2), transferOf(second, 1)] }]]);
  });

  it('posts the older object again when the state went there and back', () => {
    const batch = start();
    const still = transferOf(first, 1);
    batch.push({ type: 'transfers', transfers: [still] });
    batch.flush();
    batch.push({ type: 'transfers', transfers: [transferOf(first, 2)] });
    batch.push({ type: 'transfers', transfers: [still] });
    batch.flush();
    expect(posts.at(-1)).toEqual([{ type: 'transfers', transfers: [still] }]);
  });

  it('says that a transfer was removed and forgets its progress', () => {
    const batch = start();
    batch.push({ type: 'transfers', transfers: [transferOf(first, 1)] });
    batch.push({ type: 'removed', transferIds: [first] });
    batch.flush();
    expect(posts).toEqual([[{ type: 'removed', transferIds: [first] }]]);
  });

  it('puts offers behind the transfers they belong to', () => {
    const batch = start();
    batch.push({ type: 'offers', offers: [] });
    batch.push({ type: 'transfers', transfers: [transferOf(first, 0)] });
    batch.flush();
    expect(posts[0]?.map((event) => event.type)).toEqual(['transfers', 'offers']);
  });

  it('posts nothing when nothing waits', () => {
    start().flush();
    expect(posts).toEqual([]);
  });
});
