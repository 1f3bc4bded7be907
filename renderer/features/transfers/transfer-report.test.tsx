import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_REPORT, type Transfer } from '../../../shared/model/transfer.ts';
import { giveLayout } from '../../testing/give-layout.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { makeFileRow, makePeer, makeTransfer } from '../../testing/sample-data.ts';

beforeEach(() => giveLayout());
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const report = { wasThere: 1_204, replaced: 2, notReplaced: 1, renamed: 2, notExecutable: 1, leftOut: 3 };
const received = (changes: Partial<Transfer> = {}): Transfer =>
  makeTransfer({ direction: 'receive', state: 'done', filesDone: 1_300, endedAtMs: 1, report, ...changes });
const NOT_KEPT =
  '1 file could not replace the old one · 2 names changed · ' +
  '1 program is not marked as executable · 3 things were not sent';

describe('the report of a transfer that has ended', () => {
  it('says what was there, what is in the trash, and what could not be kept', async () => {
    await renderApp({ peers: [makePeer()], transfers: [received()] });
    const words = '96 received · 1,204 were there already · 2 old files are in the trash';
    expect(screen.getByTestId('transfer-report').textContent).toBe(words);
    expect(screen.getByTestId('transfer-not-kept').textContent).toBe(NOT_KEPT);
  });

  it('says for a sender what was sent', async () => {
    const sent = received({ direction: 'send', report: { ...EMPTY_REPORT, wasThere: 1 } });
    await renderApp({ peers: [makePeer()], transfers: [sent] });
    expect(screen.getByTestId('transfer-report').textContent).toBe('1,299 sent · 1 was there already');
    expect(screen.queryByTestId('transfer-not-kept')).toBeNull();
  });

  it('is not there when all went the plain way, nor before the end', async () => {
    await renderApp({
      peers: [makePeer()],
      transfers: [received({ report: EMPTY_REPORT }), received({ state: 'active' })],
    });
    expect(screen.queryByTestId('transfer-report')).toBeNull();
    expect(screen.queryByTestId('transfer-not-kept')).toBeNull();
  });

  it('is said with the end', async () => {
    const transfer = received({ state: 'active' });
    const { emit, store } = await renderApp({ peers: [makePeer()], transfers: [transfer] });
    act(() => emit('transfers:changed', [{ ...transfer, state: 'done' }]));
    expect(store.getState().politely?.text).toMatch(/^Photos 2026: done. 96 received · .* not sent$/);
  });

  it('opens the list of what could not be kept', async () => {
    const transfer = received();
    const rows = [
      makeFileRow(0),
      makeFileRow(1, { remarks: ['was-there'] }),
      makeFileRow(2, { savedAs: 'Photos 2026/a (1).CR3', remarks: ['not-executable', 'not-replaced', 'renamed'] }),
    ];
    const files = new Map([[transfer.id, { total: rows.length, rowAt: (index: number) => rows[index]! }]]);
    await renderApp({ peers: [makePeer()], transfers: [transfer], files });
    fireEvent.click(screen.getByRole('button', { name: `${NOT_KEPT}: show them` }));
    const lines = await screen.findAllByTestId('file-row');
    expect(lines).toHaveLength(1);
    const words = 'The old file could not be moved to the trash · Not marked as executable · Saved as a (1).CR3';
    expect(lines[0]?.textContent).toContain(words);
    fireEvent.click(screen.getByText('Problems only'));
    await waitFor(() => expect(screen.getAllByTestId('file-row')).toHaveLength(3));
    expect(screen.getAllByTestId('file-row')[1]?.textContent).toContain('Was there already');
  });
});
