import { describe, expect, it } from 'vitest';
import { makeOffer, makePeer, makeTransfer } from '../testing/sample-data.ts';
import { createAppStore } from './app-store.ts';
import {
  endedTransferIdsOf,
  selectFrontOffer,
  selectHasRunning,
  selectLastExchanged,
  selectRates,
} from './selectors.ts';

describe('peers', () => {
  it('puts those that are there first, then sorts by name', () => {
    const store = createAppStore();
    store
      .getState()
      .replacePeers([
        makePeer({ name: 'Desk 10' }),
        makePeer({ name: 'Away', status: 'offline' }),
        makePeer({ name: 'Desk 9', status: 'connecting' }),
      ]);
    expect(store.getState().peers.map(({ name }) => name)).toEqual(['Desk 9', 'Desk 10', 'Away']);
  });
});

describe('transfers', () => {
  const older = makeTransfer({ startedAtMs: 1 });
  const newer = makeTransfer({ startedAtMs: 2 });

  it('stand newest first', () => {
    const store = createAppStore();
    store.getState().applyTransfers([older]);
    store.getState().applyTransfers([newer]);
    expect(store.getState().transferOrder).toEqual([newer.id, older.id]);
  });

  it('keep their order, as an object, while only progress changes', () => {
    const store = createAppStore();
    store.getState().replaceTransfers([older, newer]);
    const before = store.getState().transferOrder;
    store.getState().applyTransfers([{ ...older, bytesDone: 7 }]);
    expect(store.getState().transferOrder).toBe(before);
    expect(store.getState().transfersById.get(older.id)?.bytesDone).toBe(7);
  });

  it('go when they are removed', () => {
    const store = createAppStore();
    store.getState().replaceTransfers([older, newer]);
    store.getState().removeTransfers([older.id]);
    expect(store.getState().transferOrder).toEqual([newer.id]);
    expect(store.getState().transfersById.size).toBe(1);
  });
});

describe('selectHasRunning()', () => {
  it.each([
    ['offered', true],
    ['active', true],
    ['verifying', true],
    ['waiting', false],
    ['paused', false],
    ['done', false],
  ] as const)('of %s is %s', (state, isRunning) => {
    const store = createAppStore();
    store.getState().replaceTransfers([makeTransfer({ state })]);
    expect(selectHasRunning(store.getState())).toBe(isRunning);
  });
});

describe('selectors', () => {
  it('sum the speeds by direction', () => {
    const store = createAppStore();
    store
      .getState()
      .replaceTransfers([
        makeTransfer({ rateBytesPerSec: 5 }),
        makeTransfer({ rateBytesPerSec: 7 }),
        makeTransfer({ rateBytesPerSec: 3, direction: 'receive' }),
        makeTransfer({ rateBytesPerSec: 9, state: 'done' }),
      ]);
    expect(selectRates(store.getState())).toEqual({ sendRate: 12, receiveRate: 3 });
  });

  it('find the newest thing that arrived', () => {
    const store = createAppStore();
    const arrived = makeTransfer({ state: 'done', startedAtMs: 1 });
    store.getState().replaceTransfers([arrived, makeTransfer({ state: 'failed', startedAtMs: 2 })]);
    expect(selectLastExchanged(arrived.peerId)(store.getState())).toBe(arrived);
    expect(endedTransferIdsOf(store.getState())).toHaveLength(2);
  });

  it('show the offer that was asked for, else the oldest', () => {
    const store = createAppStore();
    const [first, second] = [makeOffer(), makeOffer()];
    store.getState().replaceOffers([first, second]);
    expect(selectFrontOffer(store.getState())).toBe(first);
    store.getState().bringOfferToFront(second.transferId);
    expect(selectFrontOffer(store.getState())).toBe(second);
    store.getState().replaceOffers([first]);
    expect(selectFrontOffer(store.getState())).toBe(first);
  });
});

describe('notices', () => {
  it('keep only the last three', () => {
    const store = createAppStore();
    for (const text of ['1', '2', '3', '4']) store.getState().addNotice({ kind: 'text', text });
    expect(store.getState().notices.map((notice) => notice.kind === 'text' && notice.text)).toEqual(['2', '3', '4']);
  });
});
