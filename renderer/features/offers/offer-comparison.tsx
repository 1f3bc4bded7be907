import type { Offer } from '../../../shared/model/offer.ts';
import type { ExistingChoice } from '../../../shared/model/settings.ts';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { isComparing } from './missing-amount.ts';
import { comparedWords, comparingWords } from './offer-words.ts';
import type { Amount } from './selection.ts';

interface OfferComparisonProps {
  readonly offer: Offer;
  readonly choice: ExistingChoice;
  /** What has to be sent. */
  readonly missing: Amount;
}

/** What of it is there already, while that is found out and afterwards. Nothing when nothing is. */
export function OfferComparison({ offer, choice, missing }: OfferComparisonProps) {
  const wording = useWording();
  if (isComparing(offer)) return <ComparisonProgress offer={offer} />;
  const words = comparedWords(wording, offer, choice, missing);
  if (words === '') return null;
  return (
    <p className="offer-comparison small" data-testid="offer-comparison" data-state={offer.comparison.state}>
      {words}
    </p>
  );
}

function ComparisonProgress({ offer }: Pick<OfferComparisonProps, 'offer'>) {
  const wording = useWording();
  const { state, candidateBytes, comparedBytes } = offer.comparison;
  const words = comparingWords(wording, offer);
  const isKnown = state === 'comparing' && candidateBytes > 0;
  return (
    <div className="offer-comparison small" data-testid="offer-comparison" data-state={state}>
      <p>{words}</p>
      <ProgressBar
        fraction={isKnown ? Math.min(1, comparedBytes / candidateBytes) : null}
        label={wording.t('offers.comparingLabel')}
        valueText={words}
      />
    </div>
  );
}
