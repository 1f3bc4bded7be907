import { useId } from 'react';
import type { Offer } from '../../../shared/model/offer.ts';
import type { ExistingChoice } from '../../../shared/model/settings.ts';
import { RadioList, type RadioChoice } from '../../components/radio-list.tsx';
import { useWording } from '../../text/wording-context.tsx';

interface OfferExistingProps {
  readonly offer: Offer;
  readonly choice: ExistingChoice;
  readonly onChoice: (choice: ExistingChoice) => void;
}

/** What to do with names that the folder has already. Asked only when there are some and the user wants to be asked. */
export function OfferExisting({ offer, choice, onChoice }: OfferExistingProps) {
  const { t } = useWording();
  const questionId = useId();
  const count = offer.existingCount;
  const choices: readonly RadioChoice<ExistingChoice>[] = [
    { value: 'keep-both', label: t('offers.keepBoth') },
    { value: 'skip-identical', label: t('offers.skipIdentical') },
  ];
  return (
    <div className="offer-existing" data-testid={count > 0 ? 'offer-existing' : undefined}>
      {/* always there, so that it is said when another folder makes it a question */}
      <p id={questionId} role="status">
        {count > 0 && t('offers.existing', { count })}
      </p>
      {count > 0 && <RadioList labelledBy={questionId} value={choice} choices={choices} onChange={onChoice} />}
    </div>
  );
}
