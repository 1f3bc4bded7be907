import { useRef, useState } from 'react';
import type { Offer } from '../../../shared/model/offer.ts';
import { Button } from '../../components/button.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { useMovedByNews } from './use-moved-by-news.ts';

interface OfferActionsProps {
  readonly offer: Offer;
  readonly isFront: boolean;
  /** A call is under way. */
  readonly isAnswering: boolean;
  /** What is asked has just changed: a press may be meant for what was asked before. */
  readonly isSettling: boolean;
  /** Called when news has moved the buttons. */
  readonly onMoved: () => void;
  readonly isPossible: boolean;
  /** Files that are accepted when that is not all of them; null: all. */
  readonly partCount: number | null;
  readonly onAccept: () => void;
  readonly onDecline: () => void;
}

/** Yes and no. A yes that waits for the comparison is shown as given, and can still be taken back. */
export function OfferActions(props: OfferActionsProps) {
  const { offer, isFront, isAnswering, isSettling, onMoved, isPossible, partCount, onAccept, onDecline } = props;
  const { t } = useWording();
  const row = useRef<HTMLDivElement>(null);
  useMovedByNews(row, offer, () => isFront && onMoved());
  const [isTooEarly, setTooEarly] = useState(false);
  if (isTooEarly && !isSettling) setTooEarly(false);
  const isBusy = isAnswering || offer.isAccepting;
  const press = (act: () => void): void => (isSettling ? setTooEarly(true) : act());
  const words = partCount === null ? t('offers.accept') : t('offers.acceptSome', { count: partCount });
  return (
    <>
      <p role="status" className="offer-too-early small">
        {isTooEarly && t('offers.tooEarly')}
      </p>
      <div ref={row} className="offer-actions">
        <Button
          data-testid={isFront ? 'offer-decline' : undefined}
          disabled={isAnswering}
          aria-disabled={isSettling}
          onClick={() => press(onDecline)}
        >
          {t('offers.decline')}
        </Button>
        <Button
          look="primary"
          data-testid={isFront ? 'offer-accept' : undefined}
          // a button that has the keyboard keeps it while it waits
          disabled={!isPossible && !isBusy}
          aria-disabled={isBusy || isSettling}
          onClick={() => press(() => !isBusy && onAccept())}
        >
          {offer.isAccepting ? t('offers.accepted') : words}
          {!isBusy && <kbd aria-hidden="true">⏎</kbd>}
        </Button>
      </div>
    </>
  );
}
