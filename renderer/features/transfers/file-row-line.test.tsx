import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { FileStatus, TransferState } from '../../../shared/model/transfer.ts';
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
