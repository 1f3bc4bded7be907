import { useEffect, useRef } from 'react';
import type { Offer } from '../../../shared/model/offer.ts';
import { useAppStore } from '../../bridge/app-context.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { isComparing } from './missing-amount.ts';
import { foundWords } from './offer-words.ts';

/** Says of the offer on show that it is being compared, and what came of it; nothing in between. */
export function useComparisonAnnouncements(offer: Offer, isFront: boolean): void {
  const wording = useWording();
  const store = useAppStore();
  const said = useRef(false);
  const isUnderWay = isComparing(offer);
  const found = isUnderWay ? '' : foundWords(wording, offer);
  useEffect(() => {
    if (!isFront || isUnderWay === said.current) return;
    said.current = isUnderWay;
    const words = isUnderWay ? wording.t('offers.comparingLabel') : found;
    if (words !== '') store.getState().announce(words);
  }, [isFront, isUnderWay, found, store, wording]);
}
