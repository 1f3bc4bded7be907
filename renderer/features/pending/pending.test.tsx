import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { failure } from '../../../shared/errors/result.ts';
import type { PendingSend } from '../../../shared/model/pending-send.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { makeOffer, makePeer } from '../../testing/sample-data.ts';

afterEach(cleanup);

const ann = makePeer({ name: 'Ann' });
const bob = makePeer({ name: 'Bob' });
const away = makePeer({ name: 'Zoe', status: 'offline' });
const photos: PendingSend = { id: 1, title: 'Photos', itemCount: 3 };

const dialog = () => screen.getByRole('dialog');
const peerButtons = () => within(screen.getByTestId('pending-send')).queryAllByRole('button');
const announced = () => document.querySelector('[aria-live="polite"].spoken')?.textContent;

describe('files that wait for a device', () => {
  it('ask for it: those that are there, by name, and below those that get it later', async () => {
    const { callsOf, emit } = await renderApp({ peers: [ann, bob, away], pendingSend: photos });
    expect(within(dialog()).getByRole('heading').textContent).toBe('Send “Photos” and 2 others to…');
    expect(peerButtons().map((button) => button.textContent)).toEqual(['Ann', 'Bob', 'ZoeAway, gets it later']);
    fireEvent.click(peerButtons()[1]!);
    expect(callsOf('sendPending')).toEqual([[{ id: 1, peerId: bob.id }]]);
    emit('pending:changed', null);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('say one thing and one other as people do', async () => {
    const { emit } = await renderApp({ peers: [ann], pendingSend: { ...photos, itemCount: 1 } });
    expect(within(dialog()).getByRole('heading').textContent).toBe('Send “Photos” to…');
    emit('pending:changed', { id: 2, title: 'b\u202egpj.exe', itemCount: 2 });
    await waitFor(() =>
      expect(within(dialog()).getByRole('heading').textContent).toBe(
        'Send “\u2068b⟨U+202E⟩gpj.exe\u2069” and 1 other to…',
      ),
    );
  });

  it('go out once, however often it is pressed', async () => {
    const { callsOf } = await renderApp({ peers: [ann, bob], pendingSend: photos });
    fireEvent.click(peerButtons()[0]!);
    await waitFor(() => expect(peerButtons()[1]).toHaveProperty('disabled', true));
    fireEvent.click(peerButtons()[1]!);
    expect(callsOf('sendPending')).toHaveLength(1);
  });

  it('lead to the list of transfers', async () => {
    const { store } = await renderApp({ peers: [ann], pendingSend: photos });
    store.getState().showView('history');
    fireEvent.click(peerButtons()[0]!);
    await waitFor(() => expect(store.getState().view).toBe('home'));
  });

  it('are forgotten when the question is closed', async () => {
    const { callsOf } = await renderApp({ peers: [ann], pendingSend: photos });
    fireEvent.click(within(dialog()).getByRole('button', { name: 'Close' }));
    expect(callsOf('forgetPending')).toEqual([[{ id: 1 }]]);
  });

  it('say why they could not be sent, and may be tried again', async () => {
    const { answerNext, callsOf } = await renderApp({ peers: [ann], pendingSend: photos });
    answerNext('sendPending', failure({ code: 'ENGINE_STOPPED', at: 'here' }));
    fireEvent.click(peerButtons()[0]!);
    expect((await screen.findByTestId('notice')).textContent).toContain('connection part stopped');
    await waitFor(() => expect(peerButtons()[0]).toHaveProperty('disabled', false));
    fireEvent.click(peerButtons()[0]!);
    expect(callsOf('sendPending')).toHaveLength(2);
  });
});

describe('while no device is there', () => {
  it('the question waits, says how one comes, and takes one that gets it later', async () => {
    const { callsOf } = await renderApp({ peers: [away], pendingSend: photos });
    expect(dialog().textContent).toContain('Waiting for a device nearby…');
    expect(dialog().textContent).toContain('Open Lanyard on the other computer.');
    expect(peerButtons().map((button) => button.textContent)).toEqual(['ZoeAway, gets it later']);
    fireEvent.click(peerButtons()[0]!);
    expect(callsOf('sendPending')).toEqual([[{ id: 1, peerId: away.id }]]);
  });

  it('the first that appears is shown and said, and nothing is pressed by surprise', async () => {
    const { emit } = await renderApp({ peers: [], pendingSend: photos });
    const focused = document.activeElement;
    emit('peers:changed', { changed: [ann], removed: [] });
    await waitFor(() => expect(peerButtons().map((button) => button.textContent)).toEqual(['Ann']));
    expect(announced()).toBe('Ann is ready to receive.');
    expect(document.activeElement).toBe(focused);
  });

  it('an offer can be answered', async () => {
    const { emit, callsOf } = await renderApp({ peers: [], pendingSend: photos });
    const offer = makeOffer();
    emit('offers:changed', [offer]);
    fireEvent.click(await screen.findByTestId('offer-decline'));
    expect(callsOf('declineOffer')).toEqual([[{ transferId: offer.transferId }]]);
    expect(screen.getByTestId('pending-send')).toBeDefined();
  });
});
