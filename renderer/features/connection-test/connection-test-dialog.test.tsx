import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { newTest, type ConnectionTest } from '../../../shared/model/connection-test.ts';
import { failure } from '../../../shared/errors/result.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { makePeer } from '../../testing/sample-data.ts';
import { measuredTest } from '../../testing/test-scenarios.ts';

afterEach(cleanup);

const peer = makePeer({ name: 'Bob' });

async function open() {
  const app = await renderApp({ peers: [peer] });
  fireEvent.click(screen.getByRole('button', { name: 'More for Bob' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Test the connection…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Connection to Bob' });
  const tell = (change: Partial<ConnectionTest>): void =>
    act(() => app.emit('test:changed', { ...newTest(peer.id), ...change }));
  return { ...app, dialog, tell };
}

const valueOf = (dialog: HTMLElement, name: string): string =>
  within(within(dialog).getByRole('row', { name: new RegExp(name) })).getByRole('cell').textContent;

describe('the test of a connection', () => {
  it('begins at once and says what it measures', async () => {
    const { dialog, callsOf, tell, store } = await open();
    expect(callsOf('startTest')).toEqual([[{ peerId: peer.id }]]);
    expect(within(dialog).getByTestId('test-now').textContent).toBe('Connecting…');
    tell({ step: 'disk-there' });
    const bar = within(dialog).getByRole('progressbar', { name: 'Test of the connection to Bob' });
    expect(bar.getAttribute('aria-valuetext')).toBe('6 of 6 · Measuring the disk of Bob…');
    expect(store.getState().politely?.text).toBe('Measuring the disk of Bob…');
  });

  it('shows figures as they come, in a table, and at the end what they mean', async () => {
    const { dialog, tell, store } = await open();
    const done = measuredTest(peer.id);
    tell({ step: 'receiving', roundTrip: done.roundTrip, send: done.send });
    expect(valueOf(dialog, '^Answer after')).toBe('0.4 ms ± 0.1');
    expect(valueOf(dialog, '^Sending')).toBe('112 MB/s (900 Mbit/s)');
    expect(valueOf(dialog, '^Receiving')).toBe('–');
    expect(within(dialog).queryByTestId('test-verdicts')).toBeNull();
    tell(done);
    const lines = within(within(dialog).getByTestId('test-verdicts')).getAllByRole('listitem');
    expect(lines.map((line) => line.textContent)).toEqual([
      'Sending a large file: about 38.0 MB/s, limited by the disk there.',
      'Receiving a large file: about 95.0 MB/s, limited by the disk there.',
      'Sending many small files: about 46 a second, limited by the disk there.',
      'Receiving many small files: about 2,800 a second, limited by the disk here.',
    ]);
    expect(store.getState().politely?.text).toContain('The test has ended. Sending a large file');
    const slowest = [...dialog.querySelectorAll('[data-slowest]')].map((row) => row.getAttribute('data-row'));
    expect(slowest).toEqual(['write-there', 'read-there']);
  });

  it('is cancelled by its button, and by closing it', async () => {
    const first = await open();
    fireEvent.click(within(first.dialog).getByTestId('test-cancel'));
    expect(first.callsOf('cancelTest')).toHaveLength(1);
    expect(screen.queryByTestId('connection-test')).toBeNull();
    // what is still told of it opens nothing
    first.tell({ step: null });
    expect(screen.queryByTestId('connection-test')).toBeNull();
  });

  it('says why it did not begin, and can be tried again', async () => {
    const app = await renderApp({ peers: [peer] });
    app.answerNext('startTest', failure({ code: 'PEER_BUSY', at: 'here' }));
    fireEvent.click(screen.getByRole('button', { name: 'More for Bob' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Test the connection…' }));
    expect((await screen.findByTestId('test-error')).textContent).toContain('Too much is going on at Bob');
    fireEvent.click(screen.getByTestId('test-again'));
    expect(app.callsOf('startTest')).toHaveLength(2);
    expect(screen.getByTestId('test-now').textContent).toBe('Connecting…');
  });

  it('keeps what was measured before it failed, and says what a disk said', async () => {
    const { dialog, tell } = await open();
    const { roundTrip, send } = measuredTest(peer.id);
    tell({
      step: null,
      roundTrip,
      send,
      diskHereError: { code: 'STORAGE_FULL', at: 'here' },
      error: { code: 'PEER_CLOSED', at: 'here' },
    });
    const errors = within(dialog)
      .getAllByTestId('test-error')
      .map((error) => error.textContent);
    expect(errors[0]).toContain('The connection to Bob was lost.');
    expect(errors).toHaveLength(2);
    expect(valueOf(dialog, '^Sending')).toBe('112 MB/s (900 Mbit/s)');
    expect(valueOf(dialog, '^Receiving')).toBe('not measured');
  });

  it('puts its figures on the clipboard', async () => {
    const { dialog, tell, callsOf } = await open();
    tell(measuredTest(peer.id));
    fireEvent.click(within(dialog).getByTestId('test-copy'));
    expect(await within(dialog).findByRole('button', { name: 'Copied' })).not.toBeNull();
    expect(callsOf('copyTest')).toHaveLength(1);
  });

  it('is not offered for a device that is away', async () => {
    await renderApp({ peers: [{ ...peer, status: 'offline' }] });
    fireEvent.click(screen.getByRole('button', { name: 'More for Bob' }));
    await screen.findByRole('menuitem', { name: 'Choose folders…' });
    expect(screen.queryByRole('menuitem', { name: 'Test the connection…' })).toBeNull();
  });
});
