import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LanyardError } from '../../../../shared/errors/lanyard-error.ts';
import { toTransferId } from '../../../../shared/model/ids.ts';
import { fileEntry } from '../../testing/entries.ts';
import { Opening } from './opening.ts';

const TRANSFER = toTransferId('ab'.repeat(16));
const SECOND = 1_000;

function createOpening() {
  const gone = new AbortController();
  const listed: number[] = [];
  const opening = new Opening({
    onOffer: () => undefined,
    onListed: (bytes) => void listed.push(bytes),
    onTimeout: (error: LanyardError) => gone.abort(error),
  });
  const heard = opening.heard(gone.signal);
  heard.catch(() => undefined); // some tests end it
  const say = (n: number): boolean => opening.onMessage({ type: 'manifest', entries: [fileEntry(String(n), 1)] });
  return { opening, heard, listed, say };
}

const TIMED_OUT = { code: 'PEER_TIMED_OUT' };

describe('Opening', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is heard when the list is complete, and then has all the time of the world', async () => {
    const { opening, heard, say } = createOpening();
    opening.onMessage({ type: 'offer', transferId: TRANSFER });
    expect(opening.offered).toBe(TRANSFER);
    say(1);
    opening.onMessage({ type: 'manifest-end', entryCount: 1, totalBytes: 1 });
    expect(await heard).toEqual({ type: 'offer', transferId: TRANSFER });
    expect(opening.manifest.entries).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends when nothing is said for 10 s, heartbeats aside', async () => {
    const { opening, heard } = createOpening();
    await vi.advanceTimersByTimeAsync(9 * SECOND);
    expect(opening.onMessage({ type: 'heartbeat' })).toBe(false);
    await vi.advanceTimersByTimeAsync(2 * SECOND);
    await expect(heard).rejects.toMatchObject(TIMED_OUT);
  });

  it('goes on as long as pages come, but not for more than 120 s', async () => {
    const { opening, heard, say } = createOpening();
    opening.onMessage({ type: 'offer', transferId: TRANSFER });
    for (let n = 0; n < 13; n++) {
      await vi.advanceTimersByTimeAsync(9 * SECOND);
      say(n);
    }
    await vi.advanceTimersByTimeAsync(4 * SECOND);
    await expect(heard).rejects.toMatchObject(TIMED_OUT);
  });

  it('tells what memory the list takes: two bytes for each unit of a path that is not ASCII', () => {
    const { opening, listed } = createOpening();
    opening.onMessage({ type: 'offer', transferId: TRANSFER });
    opening.onMessage({ type: 'manifest', entries: [fileEntry('é', 1), fileEntry('abc', 1)] });
    opening.onMessage({ type: 'manifest', entries: [fileEntry('ab漢', 1)] });
    expect(listed).toEqual([2 + 3 + 2 * 160, 6 + 160]);
  });
});
