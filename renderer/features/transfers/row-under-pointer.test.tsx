import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Transfer } from '../../../shared/model/transfer.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { makePeer, makeTransfer } from '../../testing/sample-data.ts';

let nowMs = 0;
beforeEach(() => {
  // in place of a layout, which happy-dom has not: one row below the other
  vi.spyOn(HTMLElement.prototype, 'offsetTop', 'get').mockImplementation(function (this: HTMLElement) {
    return 60 * [...(this.parentElement?.children ?? [])].indexOf(this);
  });
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const old = makeTransfer({ startedAtMs: 1_000 });
const newer = makeTransfer({ startedAtMs: 2_000, peerId: makePeer().id });
const cancelOf = ({ id }: Transfer): HTMLElement =>
  within(screen.getAllByTestId('transfer-row').find((row) => row.dataset['transferId'] === id)!).getByTestId(
    'transfer-cancel',
  );
const movePointer = (): void => void fireEvent.pointerMove(document.body);

it.each([
  ['one that was there', old],
  ['one that is new', newer],
])('takes no press of a pointer that it came under: %s', async (_what, transfer) => {
  const { emit, callsOf } = await renderApp({ peers: [makePeer()], transfers: [old] });
  movePointer();
  nowMs += 10_000;
  act(() => emit('transfers:changed', [newer]));
  fireEvent.click(cancelOf(transfer), { detail: 1 });
  expect(callsOf('cancelTransfer')).toEqual([]);
  expect(screen.getByTestId('notice').textContent).toContain('moved just now');
  fireEvent.click(cancelOf(transfer), { detail: 0 });
  expect(callsOf('cancelTransfer')).toHaveLength(1);
});

it('takes the press of a pointer that came to it', async () => {
  const { emit, callsOf } = await renderApp({ peers: [makePeer()], transfers: [old] });
  nowMs += 10_000;
  act(() => emit('transfers:changed', [newer]));
  nowMs += 20;
  movePointer();
  fireEvent.click(cancelOf(newer), { detail: 1 });
  expect(callsOf('cancelTransfer')).toEqual([[{ transferId: newer.id }]]);
});

it('takes a press in a list that was only just opened', async () => {
  const { callsOf } = await renderApp({ peers: [makePeer()], transfers: [old] });
  fireEvent.click(cancelOf(old), { detail: 1 });
  expect(callsOf('cancelTransfer')).toHaveLength(1);
});
