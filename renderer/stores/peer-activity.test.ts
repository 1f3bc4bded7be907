import { describe, expect, it } from 'vitest';
import { makePeer, makeTransfer } from '../testing/sample-data.ts';
import { createAppStore } from './app-store.ts';
import { selectPeerActivity } from './peer-activity.ts';

describe('selectPeerActivity()', () => {
  const peer = makePeer();
  const activityOf = (...changes: Parameters<typeof makeTransfer>[0][]) => {
    const store = createAppStore();
    store.getState().replaceTransfers(changes.map((change) => makeTransfer({ peerId: peer.id, ...change })));
    return selectPeerActivity(peer.id)(store.getState());
  };

  it('is idle without live transfers', () => {
    expect(activityOf({ state: 'done' })).toEqual({ kind: 'idle', fraction: null, secondsLeft: null });
  });

  it('adds up all that moves and waits for the slowest', () => {
    expect(
      activityOf(
        { bytesDone: 10, bytesTotal: 100, secondsLeft: 5 },
        { bytesDone: 90, bytesTotal: 100, secondsLeft: 50 },
        { state: 'offered', bytesDone: 0, bytesTotal: 1_000, secondsLeft: null },
      ),
    ).toEqual({ kind: 'moving', fraction: 0.5, secondsLeft: 50 });
  });

  it('takes what waits for its turn at the speed of what moves, whatever was told of it earlier', () => {
    const moving = { bytesDone: 100, bytesTotal: 400, rateBytesPerSec: 10, secondsLeft: 30 };
    expect(
      activityOf(moving, { bytesDone: 0, bytesTotal: 300, rateBytesPerSec: 0, secondsLeft: 18_000, linePosition: 1 })
        .secondsLeft,
    ).toBe(60);
  });

  it('knows no fraction and no time of what nobody has told the size of', () => {
    expect(activityOf({ state: 'paused', bytesDone: 0, bytesTotal: 0, secondsLeft: null })).toEqual({
      kind: 'paused',
      fraction: null,
      secondsLeft: null,
    });
  });

  it('puts a question to the user above everything', () => {
    expect(activityOf({}, { state: 'offered', direction: 'receive' }).kind).toBe('asking');
  });

  it('tells no progress of what was not accepted yet', () => {
    expect(activityOf({ state: 'waiting', acceptedAtMs: null })).toEqual({
      kind: 'queued',
      fraction: null,
      secondsLeft: null,
    });
  });

  it.each([
    [{ state: 'offered', isScanning: true }, 'reading'],
    [{ state: 'offered' }, 'unanswered'],
    [{ state: 'paused' }, 'paused'],
    [{ state: 'waiting', acceptedAtMs: 1 }, 'waiting'],
    [{ state: 'waiting', direction: 'receive' }, 'waiting'],
    [{ state: 'waiting', acceptedAtMs: null, isScanning: true }, 'queued'],
    [{ state: 'verifying' }, 'finishing'],
  ] as const)('tells %j as %s', (change, kind) => {
    expect(activityOf(change).kind).toBe(kind);
  });
});
