import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { failure } from '../../../shared/errors/result.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { makeEntries, makePeer, offerOf } from '../../testing/sample-data.ts';
import type { Offer } from '../../../shared/model/offer.ts';

afterEach(cleanup);

const entries = makeEntries(3);
const worldOf = (...offers: readonly Offer[]) => ({
  peers: [makePeer()],
  offers,
  entries: new Map(offers.map((offer) => [offer.transferId, entries])),
});

describe('an offer', () => {
  it('says who, what and where', async () => {
    const offer = offerOf(entries, { peerName: 'Ann', fingerprintWords: ['orbit', 'lemon'] });
    await renderApp(worldOf(offer));
    const card = screen.getByTestId('offer-dialog');
    expect(card.dataset['transferId']).toBe(offer.transferId);
    expect(card.getAttribute('aria-modal')).toBe('false');
    for (const words of [
      'Ann',
      '5 files, 1 folder',
      'orbit',
      'lemon',
      'Not verified yet.',
      'Downloads',
      '214 GB free',
    ]) {
      expect(card.textContent).toContain(words);
    }
  });

  it('names what its sender could not send, with the reason', async () => {
    const listed = [{ path: 'Photos/caf\u{fffd}.txt', code: 'TRANSFER_NAME_NOT_TEXT' }] as const;
    await renderApp(worldOf(offerOf(entries, { peerName: 'Ann', leftOut: { count: 3, listed } })));
    const words = screen.getByTestId('offer-left-out').textContent;
    expect(words).toContain('3 things were not sent');
    expect(words).toContain('caf\u{fffd}.txt');
    expect(words).toContain('Its name on Ann is not valid text');
    expect(words).toContain('and 2 more');
  });

  it('is accepted whole', async () => {
    const offer = offerOf(entries);
    const { callsOf } = await renderApp(worldOf(offer));
    fireEvent.click(screen.getByTestId('offer-accept'));
    expect(callsOf('acceptOffer')).toEqual([[{ transferId: offer.transferId, skip: [] }]]);
    expect(screen.getByTestId<HTMLButtonElement>('offer-decline').disabled).toBe(true);
  });

  it('is declined', async () => {
    const offer = offerOf(entries);
    const { callsOf } = await renderApp(worldOf(offer));
    fireEvent.click(screen.getByTestId('offer-decline'));
    expect(callsOf('declineOffer')).toEqual([[{ transferId: offer.transferId }]]);
  });

  it('says why the answer did not get through, and can be answered again', async () => {
    const { answerNext } = await renderApp(worldOf(offerOf(entries, { peerName: 'Ann' })));
    answerNext('acceptOffer', failure({ code: 'PEER_CLOSED', at: 'here' }));
    fireEvent.click(screen.getByTestId('offer-accept'));
    expect(await screen.findByText('The connection to Ann was lost.')).toBeTruthy();
    expect(screen.getByTestId<HTMLButtonElement>('offer-accept').disabled).toBe(false);
  });

  it('cannot be accepted where it cannot be written, and can once another folder was chosen', async () => {
    const offer = offerOf(entries, { problem: { code: 'STORAGE_DENIED', at: 'here' } });
    const { emit, callsOf } = await renderApp(worldOf(offer));
    expect(screen.getByTestId('offer-problem').textContent).toContain('may not be written to');
    expect(screen.getByTestId<HTMLButtonElement>('offer-accept').disabled).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: /^Change the folder/ }));
    expect(callsOf('chooseOfferFolder')).toHaveLength(1);
    act(() => emit('offers:changed', [{ ...offer, problem: null }]));
    expect(screen.getByTestId<HTMLButtonElement>('offer-accept').disabled).toBe(false);
  });

  it('is announced at once', async () => {
    const { emit, store } = await renderApp({ peers: [makePeer()] });
    act(() => emit('offers:changed', [offerOf(entries, { peerName: 'Ann' })]));
    expect(store.getState().assertively?.text).toMatch(/^Ann wants to send you 5 files, 1 folder/);
  });
});

describe('the focus', () => {
  it('goes to the card when nothing else has it', async () => {
    const { emit } = await renderApp({ peers: [makePeer()] });
    act(() => emit('offers:changed', [offerOf(entries)]));
    expect(document.activeElement).toBe(screen.getByTestId('offer-dialog'));
  });

  it('stays with somebody who is typing; F6 moves it', async () => {
    const { emit } = await renderApp({ peers: [makePeer()] });
    fireEvent.click(screen.getByTestId('add-by-address'));
    const input = await screen.findByTestId('add-address-input');
    input.focus();
    act(() => emit('offers:changed', [offerOf(entries)]));
    expect(document.activeElement).toBe(input);
    fireEvent.keyDown(input, { key: 'F6' });
    expect(document.activeElement).toBe(screen.getByTestId('offer-dialog'));
  });
});

describe('several offers', () => {
  it('stand behind each other, one on show', async () => {
    const offers = [offerOf(entries, { peerName: 'Ann' }), offerOf(entries, { peerName: 'Bob' }), offerOf(entries)];
    const { emit } = await renderApp(worldOf(...offers));
    expect(within(screen.getByTestId('offer-dialog')).getByText('Ann')).toBeTruthy();
    expect(screen.getByText('2 more waiting')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Show the next one' }));
    expect(screen.getByTestId('offer-dialog').dataset['transferId']).toBe(offers[1]!.transferId);
    act(() => emit('offers:changed', [offers[2]!]));
    await waitFor(() => expect(screen.getByTestId('offer-dialog').dataset['transferId']).toBe(offers[2]!.transferId));
    expect(screen.queryByText(/more waiting/)).toBeNull();
  });
});
