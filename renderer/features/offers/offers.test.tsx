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
      '5 files in 1 folder',
      'orbit',
      'lemon',
      'Not verified yet.',
      'Downloads',
      '214 GB free',
    ]) {
      expect(card.textContent).toContain(words);
    }
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
    expect(store.getState().assertively?.text).toMatch(/^Ann wants to send you 5 files in 1 folder/);
  });
});

describe('an offer of names that the folder has already', () => {
  const offer = offerOf(entries, { existingCount: 3 });
  const choices = () => within(screen.getByRole('radiogroup')).getAllByRole('radio');
  const chosen = () => choices().map((choice) => choice.getAttribute('aria-checked'));

  it('asks in words that name the choices, and keeps both unless told otherwise', async () => {
    const { callsOf } = await renderApp(worldOf(offer));
    const question = '3 items in this offer have names that the folder has already.';
    expect(screen.getByRole('radiogroup', { name: question })).toBeTruthy();
    expect(screen.getByRole('radio', { name: 'Keep both' }).getAttribute('aria-checked')).toBe('true');
    fireEvent.click(screen.getByTestId('offer-accept'));
    expect(callsOf('acceptOffer')).toEqual([[{ transferId: offer.transferId, skip: [], existing: 'keep-both' }]]);
  });

  it('passes on what was chosen, by mouse', async () => {
    const { callsOf } = await renderApp(worldOf(offer));
    fireEvent.click(screen.getByText('Skip identical files'));
    expect(chosen()).toEqual(['false', 'true']);
    fireEvent.click(screen.getByTestId('offer-accept'));
    expect(callsOf('acceptOffer')).toEqual([[{ transferId: offer.transferId, skip: [], existing: 'skip-identical' }]]);
  });

  it('takes one stop of the Tab key, and arrows choose', async () => {
    await renderApp(worldOf(offer));
    expect(choices().map(({ tabIndex }) => tabIndex)).toEqual([0, -1]);
    choices()[0]?.focus();
    fireEvent.keyDown(choices()[0]!, { key: 'ArrowDown' });
    await waitFor(() => expect(chosen()).toEqual(['false', 'true']));
  });

  it('stops asking when another folder has none of them, and says nothing then', async () => {
    const { emit, callsOf } = await renderApp(worldOf(offer));
    fireEvent.click(screen.getByText('Skip identical files'));
    act(() => emit('offers:changed', [{ ...offer, existingCount: 0 }]));
    expect(screen.queryByRole('radiogroup')).toBeNull();
    expect(screen.queryByText(/names that the folder/)).toBeNull();
    fireEvent.click(screen.getByTestId('offer-accept'));
    expect(callsOf('acceptOffer')).toEqual([[{ transferId: offer.transferId, skip: [] }]]);
  });

  it('says one as one', async () => {
    await renderApp(worldOf({ ...offer, existingCount: 1 }));
    expect(screen.getByText('1 item in this offer has a name that the folder has already.')).toBeTruthy();
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
