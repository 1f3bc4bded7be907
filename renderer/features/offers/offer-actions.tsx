import type { Offer } from '../../../shared/model/offer.ts';
import { Button } from '../../components/button.tsx';
import { useWording } from '../../text/wording-context.tsx';

interface OfferActionsProps {
  readonly offer: Offer;
  readonly isFront: boolean;
  /** A call is under way. */
  readonly isAnswering: boolean;
  readonly isPossible: boolean;
  /** Files that are accepted when that is not all of them; null: all. */
  readonly partCount: number | null;
  readonly onAccept: () => void;
  readonly onDecline: () => void;
}

/** Yes and no. A yes that waits for the comparison is shown as given, and can still be taken back. */
export function OfferActions(props: OfferActionsProps) {
  const { offer, isFront, isAnswering, isPossible, partCount, onAccept, onDecline } = props;
  const { t } = useWording();
  const isBusy = isAnswering || offer.isAccepting;
  const words = partCount === null ? t('offers.accept') : t('offers.acceptSome', { count: partCount });
  return (
    <div className="offer-actions">
      <Button data-testid={isFront ? 'offer-decline' : undefined} disabled={isAnswering} onClick={onDecline}>
        {t('offers.decline')}
      </Button>
      <Button
        look="primary"
        data-testid={isFront ? 'offer-accept' : undefined}
        // a button that has the keyboard keeps it while it waits
        disabled={!isPossible && !isBusy}
        aria-disabled={isBusy}
        onClick={() => {
          if (!isBusy) onAccept();
        }}
      >
        {offer.isAccepting ? t('offers.accepted') : words}
        {!isBusy && <kbd aria-hidden="true">⏎</kbd>}
      </Button>
    </div>
  );
}
