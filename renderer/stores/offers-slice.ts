import type { StateCreator } from 'zustand/vanilla';
import type { TransferId } from '../../shared/model/ids.ts';
import type { Offer } from '../../shared/model/offer.ts';

export interface OffersSlice {
  /** All that wait for an answer, oldest first. */
  readonly offers: readonly Offer[];
  /** The one the user asked to see; null: the oldest. */
  readonly frontOfferId: TransferId | null;
  /** Counts up when somebody asks to see the front offer; its card takes the focus then. */
  readonly offerFocusRequests: number;
  readonly replaceOffers: (offers: readonly Offer[]) => void;
  readonly bringOfferToFront: (transferId: TransferId) => void;
}

export const createOffersSlice: StateCreator<OffersSlice> = (set) => ({
  offers: [],
  frontOfferId: null,
  offerFocusRequests: 0,
  replaceOffers: (offers) => set({ offers }),
  bringOfferToFront: (frontOfferId) =>
    set((state) => ({ frontOfferId, offerFocusRequests: state.offerFocusRequests + 1 })),
});
