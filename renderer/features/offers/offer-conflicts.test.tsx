import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure } from '../../../shared/errors/result.ts';
import type { Comparison, Offer, OfferEntry } from '../../../shared/model/offer.ts';
import { giveLayout } from '../../testing/give-layout.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { comparisonOf, makeEntries, makePeer, offerOf, withStanding } from '../../testing/sample-data.ts';

beforeEach(() => giveLayout());
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const plain = makeEntries(3);
const entries = withStanding(plain, ({ index }) => (index <= 2 ? 'identical' : index === 3 ? 'different' : 'new'));
const compared = (changes: Partial<Offer> = {}): Offer =>
  offerOf(entries, { existingCount: 3, comparison: comparisonOf(entries), ...changes });
const comparing: Comparison = {
  ...comparisonOf(plain),
  ...{ state: 'comparing', candidateCount: 1_204, candidateBytes: 5_000, comparedCount: 340, comparedBytes: 1_000 },
};

async function renderOffer(offer: Offer, rows: readonly OfferEntry[] = entries) {
  const app = await renderApp({
    peers: [makePeer()],
    offers: [offer],
    entries: new Map([[offer.transferId, rows]]),
  });
  const accepted = () => {
    fireEvent.click(screen.getByTestId('offer-accept'));
    return app.callsOf('acceptOffer').at(-1)?.[0];
  };
  return { ...app, accepted };
}

const choices = () => within(screen.getByTestId('offer-existing')).getAllByRole('radio');
const chosen = () => choices().map((choice) => choice.getAttribute('aria-checked'));
const REPLACE = 'Replace files that differ; the old ones go to the trash';
const BESIDE = 'Put everything beside it under new names';

describe('an offer of things that are there', () => {
  it.each([
    ['skip-identical', ['true', 'false', 'false']],
    ['replace', ['false', 'true', 'false']],
    ['keep-both', ['false', 'false', 'true']],
    ['ask', ['true', 'false', 'false']],
  ] as const)('asks, preset for %s', async (existingNames, checked) => {
    const { accepted } = await renderOffer(compared({ existingNames }));
    const question = '3 items in this offer have names that the folder has already.';
    expect(screen.getByRole('radiogroup', { name: question })).toBeTruthy();
    expect(chosen()).toEqual(checked);
    expect(accepted()).toMatchObject({ existing: existingNames === 'ask' ? 'skip-identical' : existingNames });
    expect(screen.getByTestId('offer-existing').className.includes('asked')).toBe(existingNames === 'ask');
  });

  it('passes on what was chosen, by mouse and by arrow', async () => {
    const { accepted } = await renderOffer(compared());
    expect(choices().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
    choices()[0]?.focus();
    fireEvent.keyDown(choices()[0]!, { key: 'ArrowDown' });
    await waitFor(() => expect(chosen()).toEqual(['false', 'true', 'false']));
    fireEvent.click(screen.getByText(BESIDE));
    expect(accepted()).toMatchObject({ existing: 'keep-both' });
  });

  it('stops asking when another folder has none of them', async () => {
    const offer = compared();
    const { emit, accepted } = await renderOffer(offer);
    fireEvent.click(screen.getByText(REPLACE));
    act(() => emit('offers:changed', [{ ...offer, existingCount: 0, comparison: comparisonOf(plain) }]));
    expect(screen.queryByRole('radiogroup')).toBeNull();
    expect(screen.queryByTestId('offer-comparison')).toBeNull();
    expect(accepted()).toEqual({ transferId: offer.transferId, skip: [] });
  });
});

describe('the comparison', () => {
  it('shows how far it is, and says only that it is and what it found', async () => {
    const offer = compared({ comparison: comparing });
    const { emit, store } = await renderOffer(offer, plain);
    expect(screen.getByTestId('offer-comparison').textContent).toContain('Comparing with what is there: 340 of 1,204');
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('20');
    const said = store.getState().politely;
    expect(said?.text).toBe('Comparing with what is there');
    act(() => emit('offers:changed', [{ ...offer, comparison: { ...comparing, comparedCount: 341 } }]));
    expect(store.getState().politely).toEqual(said);
    act(() => emit('offers:changed', [{ ...offer, comparison: comparisonOf(entries) }]));
    const words = '2 of 5 files are there already and will not be sent.';
    expect(store.getState().politely?.text).toBe(`${words} 1 file differs from what is there.`);
    expect(screen.getByTestId('offer-comparison').textContent).toContain(`${words} 3 files to receive (15.3 MB).`);
  });

  it('says nothing where nothing stands', async () => {
    await renderOffer(offerOf(plain, { comparison: { ...comparing, state: 'looking' } }), plain);
    expect(screen.queryByTestId('offer-comparison')).toBeNull();
  });

  it('can be accepted before its end: it waits, can be taken back, and is asked again when it came to nothing', async () => {
    const offer = compared({ comparison: comparing });
    const { emit, accepted, callsOf } = await renderOffer(offer, plain);
    accepted();
    act(() => emit('offers:changed', [{ ...offer, isAccepting: true }]));
    const accept = screen.getByTestId<HTMLButtonElement>('offer-accept');
    expect([accept.textContent, accept.getAttribute('aria-disabled')]).toEqual(['Accepted', 'true']);
    expect(screen.getByText('It starts when the comparison is done.')).toBeTruthy();
    expect(choices().every((choice) => choice.hasAttribute('data-disabled'))).toBe(true);
    fireEvent.click(accept);
    expect(callsOf('acceptOffer')).toHaveLength(1);
    act(() => emit('offers:changed', [{ ...offer, problem: { code: 'STORAGE_DENIED', at: 'here' } }]));
    expect(screen.getByTestId('offer-problem').textContent).toContain('may not be written to');
    act(() => emit('offers:changed', [{ ...offer, isAccepting: true }]));
    fireEvent.click(screen.getByTestId('offer-decline'));
    expect(callsOf('declineOffer')).toHaveLength(1);
  });

  it('leaves the question open when the answer is refused at the end', async () => {
    const { answerNext } = await renderOffer(compared({ comparison: comparing }), plain);
    answerNext('acceptOffer', failure({ code: 'STORAGE_FULL', at: 'here' }));
    fireEvent.click(screen.getByTestId('offer-accept'));
    expect(await screen.findByTestId('offer-problem')).toBeTruthy();
    expect(screen.getByTestId('offer-accept').getAttribute('aria-disabled')).toBe('false');
  });
});

const openFolder = async () => fireEvent.click(await screen.findByRole('button', { name: 'Show what is in design' }));

describe('a file of the offer', () => {
  it('says how it stands as soon as that is known', async () => {
    const offer = compared({ comparison: comparing });
    const world = new Map([[offer.transferId, plain]]);
    const { emit } = await renderApp({ peers: [makePeer()], offers: [offer], entries: world });
    await openFolder();
    await screen.findByText('page 3.psd');
    expect(screen.queryByTestId('offer-standing')).toBeNull();
    world.set(offer.transferId, entries);
    act(() => emit('offers:changed', [{ ...offer, comparison: comparisonOf(entries) }]));
    await waitFor(() =>
      expect(screen.getAllByTestId('offer-standing').map(({ textContent }) => textContent)).toEqual([
        ...['there already', 'there already', 'differs'],
      ]),
    );
  });

  it('that differs has a choice of its own, which a choice for all takes back', async () => {
    const { accepted, answerNext } = await renderOffer(compared());
    expect((await screen.findByText('1 differs')).className).toContain('different');
    await openFolder();
    const field = await screen.findByRole('combobox', { name: 'What to do with page 3.psd, which differs' });
    expect(field.textContent).toBe('Keep both');
    fireEvent.click(field);
    const option = await screen.findByRole('option', { name: 'Replace' });
    fireEvent.pointerDown(option);
    fireEvent.click(option);
    await waitFor(() => expect(field.textContent).toBe('Replace'));
    answerNext('acceptOffer', failure({ code: 'STORAGE_DENIED', at: 'here' }));
    expect(accepted()).toMatchObject({ existing: 'skip-identical', exceptions: [[3, 3]] });
    await screen.findByTestId('offer-problem');
    fireEvent.click(screen.getByText(REPLACE));
    expect(field.textContent).toBe('Replace');
    expect(accepted()).toMatchObject({ existing: 'replace', exceptions: undefined });
  });

  it('has no choice where everything is put beside it, or it is left out', async () => {
    await renderOffer(compared());
    await openFolder();
    await screen.findByTestId('offer-file-choice');
    fireEvent.click(screen.getByRole('checkbox', { name: 'Receive page 3.psd' }));
    expect(screen.queryByTestId('offer-file-choice')).toBeNull();
    fireEvent.click(screen.getByRole('checkbox', { name: 'Receive page 3.psd' }));
    fireEvent.click(screen.getByText(BESIDE));
    expect(screen.queryByTestId('offer-file-choice')).toBeNull();
  });
});
