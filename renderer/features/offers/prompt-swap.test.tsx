import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Offer } from '../../../shared/model/offer.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { makeOffer } from '../../testing/sample-data.ts';
import { SETTLING_MS } from './use-settling.ts';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const holiday = makeOffer({ peerName: 'Ann' });
const evil = makeOffer({ peerName: 'Mallory' });
const ANSWERS = ['offer-accept', 'offer-decline'] as const;

async function renderOffers(...offers: readonly Offer[]) {
  const app = await renderApp({ offers });
  vi.useFakeTimers();
  const answers = () => [...app.callsOf('acceptOffer'), ...app.callsOf('declineOffer')];
  const press = (button: (typeof ANSWERS)[number]): void => void fireEvent.click(screen.getByTestId(button));
  const tell = (...now: readonly Offer[]): void => act(() => app.emit('offers:changed', now));
  return { ...app, answers, press, tell };
}

describe.each(ANSWERS)('%s', (button) => {
  it.each([0, 150, 300, 450, SETTLING_MS - 1])(
    'is not taken %d ms after the card came into the place of another',
    async (delayMs) => {
      const { tell, press, answers } = await renderOffers(holiday, evil);
      tell(evil);
      act(() => void vi.advanceTimersByTime(delayMs));
      press(button);
      expect(answers()).toEqual([]);
      expect(screen.getByTestId('offer-dialog').textContent).toContain('This question has just changed');
    },
  );

  it('is taken once the card has stood there', async () => {
    const { tell, press, answers } = await renderOffers(holiday, evil);
    tell(evil);
    act(() => void vi.advanceTimersByTime(SETTLING_MS));
    press(button);
    expect(answers()).toHaveLength(1);
  });
});

it('the first card in an empty place takes an answer at once', async () => {
  const { tell, press, answers } = await renderOffers();
  tell(holiday);
  press('offer-accept');
  expect(answers()).toHaveLength(1);
});

it.each([
  ['one that comes right after another was withdrawn', []],
  ['one that comes from behind when another is asked for', [holiday, evil]],
])('%s takes none yet', async (_what, between) => {
  const { tell, press, answers, store } = await renderOffers(holiday);
  tell(...between);
  act(() => void vi.advanceTimersByTime(200));
  if (between.length > 0) act(() => store.getState().bringOfferToFront(evil.transferId));
  else tell(evil);
  press('offer-accept');
  expect(answers()).toEqual([]);
});

it('a later change starts the wait anew', async () => {
  const { tell, press, answers } = await renderOffers(holiday, evil, makeOffer());
  tell(evil, makeOffer());
  act(() => void vi.advanceTimersByTime(SETTLING_MS - 100));
  tell(makeOffer());
  act(() => void vi.advanceTimersByTime(SETTLING_MS - 100));
  press('offer-accept');
  expect(answers()).toEqual([]);
});

it('the same card with other contents takes none yet', async () => {
  const { tell, press, answers } = await renderOffers(holiday);
  tell({ ...holiday, fileCount: holiday.fileCount + 1 });
  press('offer-accept');
  expect(answers()).toEqual([]);
});

it('buttons that news has moved take none yet; those that stand still do', async () => {
  let topPx = 100;
  const { tell, press, answers } = await renderOffers(holiday);
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockImplementation(() => new DOMRect(0, topPx, 100, 100));
  tell({ ...holiday });
  act(() => void vi.advanceTimersByTime(SETTLING_MS));
  topPx = 180;
  tell({ ...holiday, existingCount: 2 });
  press('offer-accept');
  expect(answers()).toEqual([]);
  act(() => void vi.advanceTimersByTime(SETTLING_MS));
  tell({ ...holiday, existingCount: 3 });
  press('offer-accept');
  expect(answers()).toHaveLength(1);
});
