import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { renderApp } from '../../testing/render-app.tsx';
import { makePeer, makeTransfer, offerOf, makeEntries } from '../../testing/sample-data.ts';
import type { Transfer } from '../../../shared/model/transfer.ts';

afterEach(cleanup);

const worldOf = (...transfers: readonly Transfer[]) => ({ peers: [makePeer()], transfers });
const rowOf = (transfer: Transfer): HTMLElement =>
  screen.getAllByTestId('transfer-row').find((row) => row.dataset['transferId'] === transfer.id)!;

describe('a transfer', () => {
  it('carries what automation reads', async () => {
    const transfer = makeTransfer({ bytesDone: 5, bytesTotal: 10 });
    const { emit } = await renderApp(worldOf(transfer));
    expect(rowOf(transfer).dataset).toMatchObject({
      direction: 'send',
      state: 'active',
      bytesDone: '5',
      bytesTotal: '10',
    });
    act(() => emit('transfers:changed', [{ ...transfer, bytesDone: 9 }]));
    expect(rowOf(transfer).dataset['bytesDone']).toBe('9');
  });

  it('has a bar that can be read aloud', async () => {
    const transfer = makeTransfer({ bytesDone: 5_000_000, bytesTotal: 10_000_000 });
    await renderApp(worldOf(transfer));
    const bar = within(rowOf(transfer)).getByRole('progressbar', { name: 'Photos 2026, to Workshop PC' });
    expect(bar.getAttribute('aria-valuenow')).toBe('50');
    expect(bar.getAttribute('aria-valuetext')).toBe('50%, 5.0 MB of 10.0 MB');
  });

  it('has a bar that does not say that all is there of what misses a file', async () => {
    const transfer = makeTransfer({ bytesDone: 10_000, bytesTotal: 10_000, filesDone: 1, filesTotal: 2 });
    await renderApp(worldOf(transfer));
    expect(within(rowOf(transfer)).getByRole('progressbar').getAttribute('aria-valuetext')).toBe('100%');
  });

  it('says in its details what limits it, and where a limit of the own can be changed', async () => {
    const transfer = makeTransfer({ limitedBy: 'other-disk' });
    const { emit } = await renderApp(worldOf(transfer));
    expect(screen.queryByTestId('transfer-limit')).toBeNull();
    fireEvent.click(within(rowOf(transfer)).getByRole('button', { name: 'Files of Photos 2026' }));
    expect(screen.getByTestId('transfer-limit').textContent).toBe('Limited by the disk of Workshop PC');
    act(() => emit('transfers:changed', [{ ...transfer, limitedBy: 'limit-here' }]));
    fireEvent.click(screen.getByRole('button', { name: 'Change in settings' }));
    expect(await screen.findByTestId('settings-screen')).not.toBeNull();
  });

  it('that has ended names no limit', async () => {
    const transfer = makeTransfer({ limitedBy: 'network', state: 'done' });
    await renderApp(worldOf(transfer));
    fireEvent.click(within(rowOf(transfer)).getByRole('button', { name: 'Files of Photos 2026' }));
    expect(screen.queryByTestId('transfer-limit')).toBeNull();
  });

  it('can be cancelled until it has ended', async () => {
    const transfer = makeTransfer();
    const { emit, callsOf } = await renderApp(worldOf(transfer));
    fireEvent.click(within(rowOf(transfer)).getByTestId('transfer-cancel'));
    expect(callsOf('cancelTransfer')).toEqual([[{ transferId: transfer.id }]]);
    act(() => emit('transfers:changed', [{ ...transfer, state: 'cancelled', cancelledBy: 'there' }]));
    expect(within(rowOf(transfer)).queryByTestId('transfer-cancel')).toBeNull();
    expect(within(rowOf(transfer)).getByTestId('transfer-error').textContent).toContain('Workshop PC cancelled this');
  });

  it('says why it failed and can be sent again', async () => {
    const failed = makeTransfer({ state: 'failed', error: { code: 'PEER_UNREACHABLE', at: 'here' } });
    const { callsOf } = await renderApp(worldOf(failed));
    expect(within(rowOf(failed)).getByTestId('transfer-error').textContent).toContain('Cannot reach Workshop PC.');
    fireEvent.click(within(rowOf(failed)).getByRole('button', { name: 'Send Photos 2026 again' }));
    expect(callsOf('sendAgain')).toEqual([[{ transferId: failed.id }]]);
  });

  it('that ended with failures sends those alone', async () => {
    const partial = makeTransfer({ state: 'partial', filesDone: 7, filesTotal: 10, filesFailed: 4, filesToRetry: 3 });
    const { callsOf } = await renderApp(worldOf(partial));
    const row = within(rowOf(partial));
    expect(row.queryByRole('button', { name: 'Send Photos 2026 again' })).toBeNull();
    fireEvent.click(row.getByRole('button', { name: 'Send the 3 failed files of Photos 2026 again' }));
    expect(callsOf('retryFailed')).toEqual([[{ transferId: partial.id, indexes: undefined }]]);
  });

  it.each([
    [{ state: 'cancelled', filesDone: 1, filesTotal: 9, filesToRetry: 1 }],
    [{ state: 'failed', filesDone: 1, filesTotal: 9, filesToRetry: 1 }],
    [{ state: 'partial', filesDone: 9, filesTotal: 9, filesFailed: 1, filesToRetry: 0 }],
  ] as const)('of %j is sent again as a whole', async (changes) => {
    const transfer = makeTransfer(changes);
    const { callsOf } = await renderApp(worldOf(transfer));
    fireEvent.click(within(rowOf(transfer)).getByRole('button', { name: 'Send Photos 2026 again' }));
    expect(callsOf('sendAgain')).toHaveLength(1);
  });

  it('shows what arrived, and leaves the list on request', async () => {
    const done = makeTransfer({ state: 'done', direction: 'receive', canShow: true });
    const { callsOf, emit } = await renderApp(worldOf(done));
    fireEvent.click(within(rowOf(done)).getByRole('button', { name: 'Show Photos 2026 in its folder' }));
    expect(callsOf('showInFolder')).toEqual([[{ transferId: done.id }]]);
    fireEvent.click(within(rowOf(done)).getByRole('button', { name: 'Remove Photos 2026 from the list' }));
    expect(callsOf('dismissTransfer')).toEqual([[{ transferId: done.id }]]);
    act(() => emit('transfers:removed', [done.id]));
    expect(screen.queryByTestId('transfer-row')).toBeNull();
  });

  it('leads to its offer while that waits', async () => {
    const entries = makeEntries(1);
    const [first, second] = [offerOf(entries), offerOf(entries)];
    const asked = makeTransfer({ id: second.transferId, state: 'offered', direction: 'receive' });
    const { callsOf } = await renderApp({ ...worldOf(asked), offers: [first, second] });
    fireEvent.click(within(rowOf(asked)).getByRole('button', { name: /^Answer:/ }));
    expect(screen.getByTestId('offer-dialog').dataset['transferId']).toBe(second.transferId);
    expect(document.activeElement).toBe(screen.getByTestId('offer-dialog'));
    fireEvent.click(within(rowOf(asked)).getByTestId('transfer-cancel'));
    expect(callsOf('declineOffer')).toHaveLength(1);
  });

  it('takes the focus when its notification is clicked', async () => {
    const transfer = makeTransfer();
    const { emit } = await renderApp(worldOf(transfer));
    act(() => emit('transfers:focused', transfer.id));
    expect(document.activeElement).toBe(rowOf(transfer));
  });
});

describe('the list', () => {
  it('draws the newest fifty of many, and all that run', async () => {
    const many = Array.from({ length: 120 }, (_, at) => makeTransfer({ state: 'done', startedAtMs: 1_000 + at }));
    const running = makeTransfer({ startedAtMs: 1 });
    await renderApp(worldOf(...many, running));
    expect(screen.getAllByTestId('transfer-row')).toHaveLength(51);
    expect(rowOf(running)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Show 50 older' }));
    expect(screen.getAllByTestId('transfer-row')).toHaveLength(101);
  });

  it('announces quarters politely', async () => {
    const transfer = makeTransfer({ bytesDone: 10, bytesTotal: 100 });
    const { emit, store } = await renderApp(worldOf(transfer));
    act(() => emit('transfers:changed', [{ ...transfer, bytesDone: 51 }]));
    expect(store.getState().politely?.text).toBe('Photos 2026: 50%');
  });
});
