import { useState } from 'react';
import type { ErrorInfo } from '../../../shared/errors/error-info.ts';
import type { Result } from '../../../shared/errors/result.ts';
import type { IndexRange, Offer } from '../../../shared/model/offer.ts';
import type { ExistingChoice } from '../../../shared/model/settings.ts';
import { useCommands } from '../../bridge/app-context.tsx';

/** Accepting or declining, once: while it is under way, and after it worked, nothing can be pressed again. */
export function useAnswer(offer: Offer) {
  const { acceptOffer, declineOffer } = useCommands();
  const [isAnswering, setAnswering] = useState(false);
  const [error, setError] = useState<ErrorInfo | null>(null);
  const answer = async (call: () => Promise<Result<null>>): Promise<void> => {
    setAnswering(true);
    setError(null);
    const reply = await call();
    // when it worked the offer goes away by event, and the card with it
    if (reply.ok) return;
    setError(reply.error);
    setAnswering(false);
  };
  return {
    isAnswering,
    error,
    /** @param existing - the user's word on names that are taken; undefined when there was no question */
    accept: (skip: readonly IndexRange[], existing: ExistingChoice | undefined) =>
      void answer(() => acceptOffer({ transferId: offer.transferId, skip, existing })),
    decline: () => void answer(() => declineOffer(offer.transferId)),
  };
}
