import { describe, expect, it } from 'vitest';
import { toPeerId } from '../../../shared/model/ids.ts';
import type { Transfer } from '../../../shared/model/transfer.ts';
import { createAppStore } from '../../stores/app-store.ts';
import { makeTransfer } from '../../testing/sample-data.ts';
import { listOrder } from './list-order.ts';

const anna = toPeerId('a'.repeat(64));
const bert = toPeerId('b'.repeat(64));

/** Titles as listed; given oldest first. */
function listed(...transfers: readonly Partial<Transfer>[]): string {
  const store = createAppStore();
  store
    .getState()
    .replaceTransfers(transfers.map((changes, at) => makeTransfer({ peerId: anna, startedAtMs: at, ...changes })));
  const state = store.getState();
  return listOrder(state)
    .map((id) => state.transfersById.get(id)?.title)
    .join(' ');
}

const active = { state: 'active', direction: 'send', linePosition: null } as const;

describe('listOrder()', () => {
  it('shows the one that is sent above those that wait, in their order', () => {
    expect(
      listed(
        { ...active, title: 'sent' },
        { ...active, title: 'third', linePosition: 3 },
        { ...active, title: 'first', linePosition: 1 },
        { ...active, title: 'second', linePosition: 2 },
      ),
    ).toBe('sent first second third');
  });

  it('shows what waits for a device in its order, below what goes on and above what was not answered', () => {
    const waiting = { state: 'waiting', direction: 'send', acceptedAtMs: null } as const;
    expect(
      listed(
        { ...waiting, title: 'next', linePosition: null },
        { ...waiting, title: 'later', linePosition: 2 },
        { ...waiting, title: 'soon', linePosition: 1 },
        { state: 'offered', direction: 'send', title: 'unanswered' },
      ),
    ).toBe('next soon later unanswered');
  });

  it('shows what ran before all that has ended, and what needs the user first', () => {
    expect(
      listed(
        { ...active, title: 'running' },
        { state: 'paused', error: { code: 'STORAGE_FULL', at: 'here' }, direction: 'receive', title: 'full' },
        { state: 'done', title: 'old' },
        { state: 'offered', direction: 'receive', title: 'question' },
        { state: 'failed', title: 'new' },
        { state: 'paused', error: { code: 'STORAGE_FULL', at: 'there' }, title: 'full-there' },
      ),
    ).toBe('question full running full-there new old');
  });

  it('keeps lines to different devices apart, the newest on top', () => {
    expect(
      listed(
        { ...active, title: 'a1' },
        { ...active, peerId: bert, title: 'b1' },
        { ...active, title: 'a2', linePosition: 1 },
        { ...active, direction: 'receive', title: 'received' },
      ),
    ).toBe('received a1 a2 b1');
  });
});
