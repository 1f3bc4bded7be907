import { useId } from 'react';
import type { Offer } from '../../../shared/model/offer.ts';
import { EXISTING_CHOICES, type ExistingChoice } from '../../../shared/model/settings.ts';
import { RadioList } from '../../components/radio-list.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { hasConflicts } from './missing-amount.ts';

interface OfferExistingProps {
  readonly offer: Offer;
  readonly choice: ExistingChoice;
  readonly isDisabled: boolean;
  readonly onChoice: (choice: ExistingChoice) => void;
}

/** What to do with names that the folder has already, when it has some. Stands out when the user wants to be asked. */
export function OfferExisting({ offer, choice, isDisabled, onChoice }: OfferExistingProps) {
  const { t } = useWording();
  const questionId = useId();
  const isQuestion = hasConflicts(offer);
  const { existingCount: count, comparison, existingNames } = offer;
  return (
    <div
      className={`offer-existing ${existingNames === 'ask' ? 'offer-existing-asked' : ''}`}
      data-testid={isQuestion ? 'offer-existing' : undefined}
    >
      {/* always there, so that it is said when another folder makes it a question */}
      <p id={questionId} role="status" className="offer-existing-question">
        {isQuestion &&
          (count > 0 ? t('offers.existing', { count }) : t('offers.differ', { count: comparison.differentCount }))}
      </p>
      {isQuestion && (
        <RadioList
          labelledBy={questionId}
          value={choice}
          isDisabled={isDisabled}
          choices={EXISTING_CHOICES.map((value) => ({ value, label: t(`offers.existingChoice.${value}`) }))}
          onChange={onChoice}
        />
      )}
    </div>
  );
}
