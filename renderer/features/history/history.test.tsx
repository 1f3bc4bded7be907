import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure } from '../../../shared/errors/result.ts';
import { EMPTY_REPORT } from '../../../shared/model/transfer.ts';
import type { FakeWorld } from '../../testing/fake-api.ts';
import { giveLayout } from '../../testing/give-layout.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { makeCheck, makePast, makePastFile, makeSettingsView, makeTransfer } from '../../testing/sample-data.ts';

beforeEach(() => giveLayout());
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

async function openHistory(world: FakeWorld) {
  const app = await renderApp(world);
  fireEvent.click(screen.getByTestId('open-history'));
  await screen.findByTestId('history-screen');
  return app;
}

describe('the history', () => {
  it('takes the keyboard to its heading, and Escape brings it back', async () => {
    const { store } = await renderApp();
    const opener = screen.getByTestId('open-history');
    opener.focus();
    fireEvent.click(opener);
    expect(document.activeElement?.textContent).toBe('History');
    fireEvent.keyDown(document.activeElement!, { key: 'Escape' });
    expect(store.getState().view).toBe('home');
    expect(document.activeElement).toBe(opener);
  });

  it('says that there is nothing yet', async () => {
    await openHistory({});
    expect(await screen.findByText('Nothing yet')).toBeTruthy();
    expect(screen.getByTestId('history-clear')).toHaveProperty('disabled', true);
  });

  it('says that it is off', async () => {
    const settings = makeSettingsView();
    await openHistory({ settings: { ...settings, settings: { ...settings.settings, keepsHistory: false } } });
    expect(await screen.findByText('The history is turned off')).toBeTruthy();
    expect(screen.getByTestId('history-off')).toBeTruthy();
  });

  it('says in words what became of each, and offers what can be done', async () => {
    const sent = makePast({ title: 'a.txt', itemCount: 3, canShow: false });
    const failed = makePast({ result: 'failed', error: { code: 'STORAGE_FULL', at: 'there' }, canSendAgain: false });
    const { callsOf } = await openHistory({ history: [sent, failed] });
    const [first, second] = await screen.findAllByTestId('history-row');
    expect(first?.textContent).toContain('and 2 others');
    expect(first?.textContent).toContain('8.4 GB · 112 MB/s');
    expect(second?.textContent).toContain('Not enough space there');
    expect(screen.getAllByTestId('history-send-again')).toHaveLength(1);
    fireEvent.click(screen.getByTestId('history-show'));
    expect(callsOf('showHistoryInFolder')).toEqual([[{ transferId: failed.id }]]);
    fireEvent.click(screen.getByTestId('history-send-again'));
    await waitFor(() => expect(screen.queryByTestId('history-screen')).toBeNull());
    expect(callsOf('sendAgainFromHistory')).toEqual([[{ transferId: sent.id }]]);
  });

  it('asks for what is typed once no key comes, and at once for everything again', async () => {
    const { callsOf } = await openHistory({ history: [makePast({ title: 'alpha' }), makePast({ title: 'beta' })] });
    await screen.findAllByTestId('history-row');
    const field = screen.getByTestId('history-search');
    for (const value of ['a', 'al', 'alp']) fireEvent.change(field, { target: { value } });
    await waitFor(() => expect(screen.getAllByTestId('history-row')).toHaveLength(1));
    expect(callsOf('historyPage').map(([query]) => (query as { text: string }).text)).not.toContain('al');
    fireEvent.keyDown(field, { key: 'Escape' });
    await waitFor(() => expect(screen.getAllByTestId('history-row')).toHaveLength(2));
    expect(screen.getByTestId('history-screen')).toBeTruthy();
    fireEvent.change(field, { target: { value: 'gamma' } });
    expect(await screen.findByTestId('history-empty')).toBeTruthy();
  });

  it('shows the files with their hash, which can be copied whole', async () => {
    const file = makePastFile(7);
    const { callsOf } = await openHistory({ history: [makePast()], historyFiles: [file] });
    fireEvent.click(await screen.findByTestId('history-details'));
    fireEvent.click(await screen.findByTestId('history-copy-hash'));
    await waitFor(() => expect(callsOf('copyHash')).toEqual([[file.sha256]].map(([sha256]) => [{ sha256 }])));
  });

  it('empties itself only after a second yes', async () => {
    const { callsOf } = await openHistory({ history: [makePast()] });
    await screen.findByTestId('history-row');
    fireEvent.click(screen.getByTestId('history-clear'));
    expect(callsOf('clearHistory')).toEqual([]);
    fireEvent.click(await screen.findByTestId('history-clear-confirm'));
    expect(callsOf('clearHistory')).toEqual([[]]);
  });

  it('is read anew when it has changed', async () => {
    const { emit, callsOf } = await openHistory({ history: [makePast()] });
    await screen.findByTestId('history-row');
    const before = callsOf('historyPage').length;
    act(() => emit('history:changed', null));
    await waitFor(() => expect(callsOf('historyPage')).toHaveLength(before + 1));
  });

  it('says when it cannot be read, and tries again', async () => {
    const app = await renderApp({ history: [makePast()] });
    app.answerNext('historyPage', failure({ code: 'HISTORY_FAILED', at: 'here' }));
    fireEvent.click(screen.getByTestId('open-history'));
    const trouble = await screen.findByTestId('history-error');
    expect(trouble.textContent).toContain('cannot be read');
    fireEvent.click(trouble.querySelector('button')!);
    expect(await screen.findByTestId('history-row')).toBeTruthy();
  });
});

describe('what stands still', () => {
  const still = { rateBytesPerSec: 0, acceptedAtMs: 1, bytesDone: 5e9, bytesTotal: 8.4e9 } as const;
  const paused = makeTransfer({ ...still, state: 'paused', pausedBy: 'here', title: 'Holiday', direction: 'receive' });
  const waiting = makeTransfer({ ...still, state: 'waiting', error: { code: 'PEER_SHUTTING_DOWN', at: 'there' } });
  const there = makeTransfer({ ...still, state: 'paused', pausedBy: 'there' });
  const others = [
    makeTransfer(),
    makeTransfer({ state: 'done' }),
    makeTransfer({ ...still, state: 'waiting', acceptedAtMs: null }),
  ];
  const world = { transfers: [paused, waiting, there, ...others], history: [makePast()] };
  const openIds = () => screen.queryAllByTestId('history-open').map((row) => row.dataset['transferId']);

  it('is listed above what has ended, says why, and goes on from there', async () => {
    const { callsOf, emit } = await openHistory(world);
    await screen.findByTestId('history-row');
    expect(openIds()).toEqual([there.id, waiting.id, paused.id]);
    const words = screen.getAllByTestId('history-open').map((row) => row.textContent);
    expect(words[0]).toContain('Paused on Workshop PC · 5.0 GB of 8.4 GB');
    expect(words[1]).toContain('goes on by itself · Lanyard was closed on Workshop PC');
    // not the one that was paused there
    expect(screen.getAllByTestId('history-continue').map(({ textContent }) => textContent)).toEqual([
      'Try now',
      'Continue',
    ]);
    fireEvent.click(screen.getByRole('button', { name: 'Continue Holiday' }));
    expect(callsOf('resumeTransfer')).toEqual([[{ transferId: paused.id }]]);
    act(() => emit('transfers:changed', [{ ...paused, state: 'active' }]));
    expect(openIds()).toEqual([there.id, waiting.id]);
  });

  it('is searched and filtered, and is no problem', async () => {
    await openHistory(world);
    await screen.findByTestId('history-row');
    fireEvent.click(screen.getByRole('radio', { name: 'Received' }));
    await waitFor(() => expect(openIds()).toEqual([paused.id]));
    fireEvent.click(screen.getByRole('radio', { name: 'Problems' }));
    await waitFor(() => expect(openIds()).toEqual([]));
    fireEvent.click(screen.getByRole('radio', { name: 'All' }));
    fireEvent.change(screen.getByTestId('history-search'), { target: { value: 'holi' } });
    await waitFor(() => expect(openIds()).toEqual([paused.id]));
    expect(screen.queryByTestId('history-empty')).toBeNull();
  });

  it('is shown in the list', async () => {
    const { store } = await openHistory({ transfers: [paused] });
    fireEvent.click(await screen.findByTestId('history-open-show'));
    expect(store.getState()).toMatchObject({ view: 'home', focusedTransfer: { id: paused.id } });
  });

  it('is not listed while nothing is kept', async () => {
    const settings = makeSettingsView();
    await openHistory({ ...world, settings: { ...settings, settings: { ...settings.settings, keepsHistory: false } } });
    await screen.findByTestId('history-row');
    expect(openIds()).toEqual([]);
  });
});

describe('the report of an entry', () => {
  it('is shown, and the remarks of its files', async () => {
    const entry = makePast({ direction: 'receive', report: { ...EMPTY_REPORT, wasThere: 1_204, renamed: 1 } });
    const historyFiles = [
      makePastFile(0, { remarks: ['replaced'] }),
      makePastFile(1, { remarks: ['renamed'], savedAs: 'Photos/a (1).CR3' }),
    ];
    await openHistory({ history: [entry], historyFiles });
    const report = await screen.findByTestId('history-report');
    expect(report.textContent).toBe('96 received · 1,204 were there already · 1 name changed');
    fireEvent.click(screen.getByTestId('history-details'));
    const lines = await screen.findAllByTestId('history-file');
    expect(lines[0]?.textContent).toContain('The old file is in the trash');
    expect(lines[1]?.textContent).toContain('Saved as a (1).CR3');
  });
});

describe('the receipt of an entry', () => {
  async function openEntry(entry = makePast(), world: FakeWorld = {}) {
    const app = await openHistory({ history: [entry], ...world });
    fireEvent.click(await screen.findByTestId('history-details'));
    await screen.findByTestId('history-files');
    return { ...app, entry };
  }

  it('is saved, and the name is said', async () => {
    const { callsOf, entry, answerNext } = await openEntry();
    fireEvent.click(screen.getByRole('button', { name: 'Save the receipt of Photos 2026' }));
    expect(await screen.findByText(/Receipt saved as “Photos 2026-11-20.sha256”/)).toBeTruthy();
    expect(callsOf('saveReceipt')).toEqual([[{ transferId: entry.id }]]);
    answerNext('saveReceipt', failure({ code: 'STORAGE_FULL', at: 'here' }));
    fireEvent.click(screen.getByTestId('history-save-receipt'));
    expect(await screen.findByText(/Not enough space here/)).toBeTruthy();
  });

  it('is not offered where nothing arrived, nor a check where nobody knows the place', async () => {
    await openEntry(makePast({ filesDone: 0, result: 'failed' }));
    expect(screen.queryByTestId('history-save-receipt')).toBeNull();
    cleanup();
    await openEntry(makePast({ direction: 'receive', canShow: false }));
    expect(screen.getByTestId('history-save-receipt')).toBeTruthy();
    expect(screen.queryByTestId('history-verify')).toBeNull();
  });

  it('is verified again: begun, followed, stopped, with one button that keeps the keyboard', async () => {
    const { callsOf, entry, emit } = await openEntry(makePast({ direction: 'receive' }));
    const button = screen.getByTestId('history-verify');
    button.focus();
    fireEvent.click(button);
    await waitFor(() => expect(callsOf('checkHistory')).toEqual([[{ transferId: entry.id }]]));
    act(() => emit('history:checks-changed', [makeCheck(entry, { state: 'queued', filesDone: 0, bytesDone: 0 })]));
    expect(screen.getByTestId('history-check').textContent).toContain('as soon as the other one is done');
    act(() =>
      emit('history:checks-changed', [makeCheck(entry, { state: 'running', filesDone: 512, bytesDone: 3.2e9 })]),
    );
    expect(screen.getByTestId('history-check').textContent).toContain('512 of 1,300 files verified · 3.2 GB of 8.4 GB');
    expect(screen.getByRole('progressbar', { name: 'Verifying Photos 2026' })).toBeTruthy();
    expect(document.activeElement).toBe(button);
    fireEvent.click(screen.getByRole('button', { name: 'Stop verifying the files of Photos 2026' }));
    await waitFor(() => expect(callsOf('cancelHistoryCheck')).toEqual([[{ transferId: entry.id }]]));
    act(() => emit('history:checks-changed', []));
    expect(screen.queryByTestId('history-check')).toBeNull();
    expect(button.textContent).toBe('Verify again');
  });

  it('says a good result once, politely, wherever the user is by then', async () => {
    const { entry, emit, store } = await openEntry(makePast({ direction: 'receive' }));
    act(() => emit('history:checks-changed', [makeCheck(entry, { state: 'running' })]));
    act(() => store.getState().showView('home'));
    act(() => emit('history:checks-changed', [makeCheck(entry)]));
    const words = 'Photos 2026: 1,300 of 1,300 files as received';
    expect(store.getState().politely?.text).toBe(words);
    const { id } = store.getState().politely!;
    act(() => emit('history:checks-changed', [makeCheck(entry)]));
    expect(store.getState().politely?.id).toBe(id);
  });

  it('lists what is not as it was', async () => {
    const historyProblems = [
      { path: 'Photos/a.jpg', sizeBytes: 5, problem: 'changed' },
      { path: 'Photos/b.jpg', sizeBytes: 5, problem: 'missing' },
    ] as const;
    const entry = makePast();
    const problems = { changed: 1, missing: 1, unreadable: 0 };
    await openEntry(entry, { historyProblems, historyChecks: [makeCheck(entry, { problems })] });
    const words = screen.getByTestId('history-check').textContent;
    expect(words).toBe('1,298 of 1,300 files as sent · 1 has changed · 1 is missing');
    const lines = await screen.findAllByTestId('history-problem');
    expect(lines.map((line) => line.dataset['problem'])).toEqual(['changed', 'missing']);
    expect(lines[1]?.textContent).toContain('Is missing');
  });

  it('says when the check could not be finished', async () => {
    const entry = makePast({ filesTotal: 10, filesDone: 10 });
    await openEntry(entry, { historyChecks: [makeCheck(entry, { state: 'failed', filesDone: 4 })] });
    const words = screen.getByTestId('history-check').textContent;
    expect(words).toBe('4 of 10 files as sent · The rest could not be verified');
  });
});
