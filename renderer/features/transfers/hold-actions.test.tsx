import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { failure } from '../../../shared/errors/result.ts';
import type { Transfer } from '../../../shared/model/transfer.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { makePeer, makeTransfer } from '../../testing/sample-data.ts';

afterEach(cleanup);

const row = () => within(screen.getByTestId('transfer-row'));
const open = (transfer: Transfer) => renderApp({ peers: [makePeer()], transfers: [transfer] });
const holdButtons = () =>
  ['transfer-pause', 'transfer-resume', 'transfer-try-now'].filter((id) => row().queryByTestId(id) !== null);

describe('the buttons of a row', () => {
  it.each([
    [{ state: 'offered' }, []],
    [{ state: 'active' }, ['transfer-pause']],
    [{ state: 'verifying' }, []],
    [{ state: 'waiting', acceptedAtMs: 1 }, ['transfer-pause', 'transfer-try-now']],
    [{ state: 'waiting', acceptedAtMs: null }, ['transfer-try-now']],
    [{ state: 'paused', pausedBy: 'here' }, ['transfer-resume']],
    [{ state: 'paused', pausedBy: 'there' }, []],
    [{ state: 'done' }, []],
  ] as const)('of %j are %j', async (changes, ids) => {
    await open(makeTransfer(changes));
    expect(holdButtons()).toEqual(ids);
  });

  it('stop what moves and let it go on, with the focus on the same button', async () => {
    const transfer = makeTransfer();
    const { callsOf, emit } = await open(transfer);
    const button = row().getByRole('button', { name: 'Pause Photos 2026' });
    button.focus();
    await act(() => Promise.resolve(fireEvent.click(button)));
    expect(callsOf('pauseTransfer')).toEqual([[{ transferId: transfer.id }]]);
    act(() => emit('transfers:changed', [{ ...transfer, state: 'paused', pausedBy: 'here' }]));
    const back = row().getByRole('button', { name: 'Continue Photos 2026' });
    expect(document.activeElement).toBe(back);
    await act(() => Promise.resolve(fireEvent.click(back)));
    expect(callsOf('resumeTransfer')).toEqual([[{ transferId: transfer.id }]]);
  });

  it('try at once, and hand the focus on when they go', async () => {
    const transfer = makeTransfer({ state: 'waiting', acceptedAtMs: 1 });
    const { callsOf, emit } = await open(transfer);
    const button = row().getByRole('button', { name: 'Try now: Photos 2026' });
    button.focus();
    await act(() => Promise.resolve(fireEvent.click(button)));
    expect(callsOf('resumeTransfer')).toEqual([[{ transferId: transfer.id }]]);
    act(() => emit('transfers:changed', [{ ...transfer, state: 'active' }]));
    expect(document.activeElement).toBe(row().getByRole('button', { name: 'Files of Photos 2026' }));
  });

  it('do not take the focus from elsewhere', async () => {
    const transfer = makeTransfer({ state: 'waiting', acceptedAtMs: 1 });
    const { emit } = await open(transfer);
    row().getByTestId('transfer-try-now').focus();
    screen.getByTestId('choose-files').focus();
    act(() => emit('transfers:changed', [{ ...transfer, state: 'done' }]));
    expect(document.activeElement).toBe(screen.getByTestId('choose-files'));
  });

  it('ask once while a call runs, and ignore the second half of a double click', async () => {
    const { callsOf } = await open(makeTransfer());
    const button = row().getByTestId('transfer-pause');
    fireEvent.click(button);
    fireEvent.click(button);
    expect(button.getAttribute('aria-disabled')).toBe('true');
    await waitFor(() => expect(button.getAttribute('aria-disabled')).toBe('false'));
    fireEvent.click(button, { detail: 2 });
    expect(callsOf('pauseTransfer')).toHaveLength(1);
  });

  it('say why it did not work, and may be pressed again', async () => {
    const { answerNext, callsOf } = await open(makeTransfer({ state: 'paused', pausedBy: 'here' }));
    answerNext('resumeTransfer', failure({ code: 'ENGINE_STOPPED', at: 'here' }));
    fireEvent.click(row().getByTestId('transfer-resume'));
    expect((await screen.findByTestId('notice')).textContent).toContain('connection part stopped');
    await waitFor(() => expect(row().getByTestId('transfer-resume').getAttribute('aria-disabled')).toBe('false'));
    fireEvent.click(row().getByTestId('transfer-resume'));
    expect(callsOf('resumeTransfer')).toHaveLength(2);
  });
});

describe('a row that waits', () => {
  it('says so calmly: no error, a bar, and why in small', async () => {
    const error = { code: 'PEER_SHUTTING_DOWN', at: 'there' } as const;
    await open(makeTransfer({ state: 'waiting', acceptedAtMs: 1, error }));
    expect(row().queryByTestId('transfer-error')).toBeNull();
    expect(row().getByTestId('transfer-reason').textContent).toBe('Lanyard was closed on Workshop PC.');
    expect(row().getByRole('progressbar').className).toContain('tone-calm');
    expect(row().getByText('Waiting for the other device').className).toContain('spoken');
  });

  it('has no bar before anything was accepted, and can be cancelled', async () => {
    const { callsOf } = await open(makeTransfer({ state: 'waiting' }));
    expect(row().queryByRole('progressbar')).toBeNull();
    fireEvent.click(row().getByTestId('transfer-cancel'));
    expect(callsOf('cancelTransfer')).toHaveLength(1);
  });

  it('announces the break and the going on', async () => {
    const transfer = makeTransfer({ acceptedAtMs: 1 });
    const { emit, store } = await open(transfer);
    act(() => emit('transfers:changed', [{ ...transfer, state: 'waiting' }]));
    expect(store.getState().politely?.text).toBe('Photos 2026: waiting for Workshop PC. It goes on by itself');
    act(() => emit('transfers:changed', [transfer]));
    expect(store.getState().politely?.text).toBe('Photos 2026: goes on');
  });
});

describe('a row that a full disk holds up', () => {
  it('says what to do and by whom it can be continued', async () => {
    const error = { code: 'STORAGE_FULL', at: 'here', shortBytes: 3_200_000_000 } as const;
    await open(makeTransfer({ direction: 'receive', state: 'paused', pausedBy: 'here', error }));
    expect(row().getByTestId('transfer-error').textContent).toContain('Free 3.2 GB, then continue.');
    expect(screen.getByTestId('transfer-row').dataset['pausedBy']).toBe('here');
    expect(row().getByRole('progressbar').className).toContain('tone-warn');
    expect(holdButtons()).toEqual(['transfer-resume']);
  });
});
