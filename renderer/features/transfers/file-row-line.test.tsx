import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { FileRow, FileStatus, Transfer, TransferState } from '../../../shared/model/transfer.ts';
import { AppProvider } from '../../bridge/app-context.tsx';
import { createAppStore } from '../../stores/app-store.ts';
import { createFakeApi } from '../../testing/fake-api.ts';
import { makeFileRow, makeTransfer } from '../../testing/sample-data.ts';
import { FileRowLine } from './file-row-line.tsx';

afterEach(cleanup);

function wordsOf(status: FileStatus, state: TransferState): string {
  const row = makeFileRow(1, { status });
  const { container } = render(<FileRowLine row={row} transfer={makeTransfer({ state })} />);
  return container.textContent;
}

describe('FileRowLine', () => {
  it('says of a running transfer what waits and what moves', () => {
    expect(wordsOf('pending', 'active')).toContain('Waiting');
    expect(wordsOf('active', 'active')).toContain('Moving now');
  });

  it('does not say of an ended one that anything still waits or moves', () => {
    for (const status of ['pending', 'active'] as const) {
      const words = wordsOf(status, 'cancelled');
      expect(words).toContain('Did not get its turn');
      expect(words).not.toMatch(/Waiting|Moving/);
    }
  });

  it('keeps what became of the others', () => {
    expect(wordsOf('done', 'failed')).toContain('Done');
    expect(wordsOf('skipped', 'cancelled')).toContain('Not wanted');
  });
});

describe('a file that failed', () => {
  const sent = makeTransfer({ state: 'partial' });
  const failed = makeFileRow(5, {
    status: 'failed',
    path: 'Photos 2026/a.jpg',
    error: { code: 'TRANSFER_SOURCE_CHANGED', at: 'here' },
  });
  function open(row: FileRow, transfer: Transfer) {
    const { api, calls } = createFakeApi();
    const line = <FileRowLine row={row} transfer={transfer} />;
    render(
      <AppProvider api={api} store={createAppStore()}>
        {line}
      </AppProvider>,
    );
    return calls;
  }

  it('can be sent again alone', () => {
    const calls = open(failed, sent);
    fireEvent.click(screen.getByRole('button', { name: 'Send a.jpg again' }));
    expect(calls).toEqual([['retryFailed', { transferId: sent.id, indexes: [5] }]]);
  });

  it.each([
    ['was never offered', { ...failed, index: -1 }, sent],
    ['would fail again', { ...failed, error: { code: 'STORAGE_NAME_TOO_LONG', at: 'there' } }, sent],
    ['did not fail', { ...failed, status: 'done', error: null }, sent],
    ['is received', failed, { ...sent, direction: 'receive' }],
    ['is of one that still runs', failed, { ...sent, state: 'active' }],
  ] as const)('but not one that %s', (_why, row, transfer) => {
    open(row, transfer);
    expect(screen.queryByTestId('file-retry')).toBeNull();
  });
});
