import { useRef } from 'react';
import type { Offer } from '../../../shared/model/offer.ts';
import { useApp, useAppStore } from '../../bridge/app-context.tsx';
import { Button } from '../../components/button.tsx';
import { selectFrontOffer, selectOffers } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';
import { OfferCard } from './offer-card.tsx';
import { useOfferAnnouncements } from './use-offer-announcements.ts';
import { useOfferFocus } from './use-offer-focus.ts';
import { useSettling } from './use-settling.ts';

/** All offers that wait for an answer: one on show, the others behind it. */
export function OffersStack() {
  const { t } = useWording();
  const store = useAppStore();
  const offers = useApp(selectOffers);
  const front = useApp(selectFrontOffer);
  const cardRef = useRef<HTMLElement>(null);
  useOfferAnnouncements(offers);
  useOfferFocus(cardRef, front?.transferId);
  const { isSettling, disturb } = useSettling(front === undefined ? null : questionOf(front));
  if (front === undefined) return null;
  const next = offers[(offers.indexOf(front) + 1) % offers.length];
  const showNext = (): void => {
    if (next !== undefined) store.getState().bringOfferToFront(next.transferId);
  };
  return (
    <aside
      className="offers-stack"
      data-depth={Math.min(offers.length, 3)}
      aria-label={t('offers.items', { count: offers.length })}
    >
      {offers.map((offer) => (
        <OfferCard
          key={offer.transferId}
          offer={offer}
          isFront={offer === front}
          cardRef={offer === front ? cardRef : undefined}
          isSettling={isSettling}
          onButtonsMoved={disturb}
        />
      ))}
      {offers.length > 1 && (
        <div className="offers-waiting">
          <span className="small">{t('offers.waiting', { count: offers.length - 1 })}</span>
          <Button look="plain" className="small" onClick={showNext}>
            {t('offers.next')}
          </Button>
        </div>
      )}
    </aside>
  );
}

/** What somebody says yes or no to. */
function questionOf({ transferId, peerName, fileCount, totalBytes }: Offer): string {
  return JSON.stringify([transferId, peerName, fileCount, totalBytes]);
}
