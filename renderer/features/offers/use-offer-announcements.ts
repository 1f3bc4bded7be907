import { useEffect, useRef } from 'react';
import type { Offer } from '../../../shared/model/offer.ts';
import { useAppStore } from '../../bridge/app-context.tsx';
import { inlineName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { contentWords } from './offer-words.ts';

/** Says every new offer aloud, once. */
export function useOfferAnnouncements(offers: readonly Offer[]): void {
  const wording = useWording();
  const store = useAppStore();
  const announced = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    for (const offer of offers.filter(({ transferId }) => !announced.current.has(transferId))) {
      const text = wording.t('offers.announced', {
        name: inlineName(offer.peerName),
        what: contentWords(wording, offer),
        size: wording.bytes(offer.totalBytes),
        hint: wording.t('app.skipToOffer'),
      });
      store.getState().announce(text, 'assertively');
    }
    announced.current = new Set(offers.map(({ transferId }) => transferId));
  }, [offers, store, wording]);
}
