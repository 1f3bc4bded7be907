import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Transfer } from '../../../shared/model/transfer.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { makePeer, makeTransfer } from '../../testing/sample-data.ts';

afterEach(cleanup);

const rowOf = ({ id }: Transfer) =>
  within(screen.getAllByTestId('transfer-row').find((row) => row.dataset['transferId'] === id)!);
const moves = (transfer: Transfer) =>
  ['first', 'earlier', 'later'].filter((to) => rowOf(transfer).queryByTestId(`transfer-${to}`) !== null);

const line = (changes: Partial<Transfer> = {}) =>
  [null, 1, 2, 3].map((linePosition) => makeTransfer({ title: `file ${linePosition ?? 0}`, linePosition, ...changes }));

describe('transfers in a line', () => {
  it.each([{ state: 'active' }, { state: 'waiting' }] as const)(
    'of %j can be moved where there is room',
    async (how) => {
      const transfers = line(how);
      const elsewhere = makeTransfer({ ...how, peerId: makePeer().id, linePosition: 9 });
      await renderApp({ peers: [makePeer()], transfers: [...transfers, elsewhere] });
      expect(transfers.map(moves)).toEqual([
        [],
        ['first', 'later'],
        ['first', 'earlier', 'later'],
        ['first', 'earlier'],
      ]);
    },
  );

  it('move in the list with their place, and keep the keyboard', async () => {
    const transfers = line();
    const { emit } = await renderApp({ peers: [makePeer()], transfers });
    const titles = () => screen.getAllByTestId('transfer-row').map((row) => row.querySelector('h3')?.textContent);
    expect(titles()).toEqual(['file 0', 'file 1', 'file 2', 'file 3']);
    const earlier = rowOf(transfers[3]!).getByTestId('transfer-earlier');
    earlier.focus();
    act(() =>
      emit('transfers:changed', [
        { ...transfers[3]!, linePosition: 2 },
        { ...transfers[2]!, linePosition: 3 },
      ]),
    );
    expect(titles()).toEqual(['file 0', 'file 1', 'file 3', 'file 2']);
    expect(document.activeElement).toBe(earlier);
  });

  it('say that they wait for their turn, calmly', async () => {
    const [, second] = line();
    await renderApp({ peers: [makePeer()], transfers: [second!] });
    expect(rowOf(second!).getByText(/^Waits for its turn · 1 before it/)).toBeTruthy();
    expect(rowOf(second!).getByText('Waiting for its turn').className).toContain('spoken');
    expect(rowOf(second!).getByRole('progressbar').className).toContain('tone-calm');
    expect(screen.getByTestId('transfer-row').dataset['linePosition']).toBe('1');
  });

  it('are moved by their buttons, and the new place is said', async () => {
    const transfers = line();
    const third = transfers[2]!;
    const { callsOf, emit, store } = await renderApp({ peers: [makePeer()], transfers });
    const press = (name: string) =>
      act(() => Promise.resolve(fireEvent.click(rowOf(third).getByRole('button', { name }))));
    await press('Send file 2 one place later');
    act(() => emit('transfers:changed', [{ ...third, linePosition: 3 }]));
    expect(store.getState().politely?.text).toBe('file 2: 3 before it');
    const button = rowOf(third).getByRole('button', { name: 'Send file 2 first' });
    button.focus();
    await press('Send file 2 first');
    act(() => emit('transfers:changed', [{ ...third, linePosition: null }]));
    expect(store.getState().politely?.text).toBe('file 2: goes first');
    expect(document.activeElement).toBe(rowOf(third).getByRole('button', { name: 'Files of file 2' }));
    expect(callsOf('moveTransfer')).toEqual([
      [{ transferId: third.id, to: 'later' }],
      [{ transferId: third.id, to: 'first' }],
    ]);
  });

  it('say nothing when others move', async () => {
    const third = line()[2]!;
    const { emit, store } = await renderApp({ peers: [makePeer()], transfers: [third] });
    act(() => emit('transfers:changed', [{ ...third, linePosition: 1 }]));
    expect(store.getState().politely).toBeNull();
    act(() => emit('transfers:changed', [{ ...third, linePosition: null }]));
    expect(store.getState().politely?.text).toBe('file 2: started, to Workshop PC');
  });

  it('are said to be accepted, not to have started', async () => {
    const third = line()[2]!;
    const { emit, store } = await renderApp({ peers: [makePeer()], transfers: [{ ...third, state: 'offered' }] });
    act(() => emit('transfers:changed', [third]));
    expect(store.getState().politely?.text).toBe('file 2: accepted, waits for its turn to Workshop PC');
  });
});

describe('what waits for a device', () => {
  it('can all be cancelled in its menu', async () => {
    const peer = makePeer({ name: 'Zoe', status: 'offline' });
    const toPeer = { peerId: peer.id, state: 'waiting' } as const;
    const others = [makeTransfer({ ...toPeer, acceptedAtMs: 1 }), makeTransfer({ state: 'waiting' })];
    const queued = [makeTransfer(toPeer), makeTransfer(toPeer)];
    const { callsOf, emit } = await renderApp({ peers: [peer], transfers: [...queued, ...others] });
    fireEvent.click(screen.getByRole('button', { name: 'More for Zoe' }));
    const item = await screen.findByTestId('cancel-waiting');
    expect(item.textContent).toBe('Cancel everything waiting (2)');
    fireEvent.click(item);
    expect(callsOf('cancelWaiting')).toEqual([[{ peerId: peer.id }]]);
    act(() =>
      emit(
        'transfers:changed',
        queued.map((one) => ({ ...one, state: 'cancelled' as const })),
      ),
    );
    fireEvent.click(screen.getByRole('button', { name: 'More for Zoe' }));
    await screen.findByText('Remove from this list');
    expect(screen.queryByTestId('cancel-waiting')).toBeNull();
  });
});
