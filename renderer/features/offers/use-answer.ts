import { useState } from 'react';
import type { ErrorInfo } from '../../../shared/errors/error-info.ts';
import type { Result } from '../../../shared/errors/result.ts';
import type { RequestArgs } from '../../../shared/ipc/contract.ts';
import type { Offer } from '../../../shared/model/offer.ts';
import { useCommands } from '../../bridge/app-context.tsx';

type Answer = Omit<RequestArgs<'acceptOffer'>[0], 'transferId'>;

/** Accepting or declining, once: while it is under way, and after it worked, nothing can be pressed again. */
export function useAnswer(offer: Offer) {
  const { acceptOffer, declineOffer } = useCommands();
  const [isAnswering, setAnswering] = useState(false);
  const [error, setError] = useState<ErrorInfo | null>(null);
  const [wasAccepting, setWasAccepting] = useState(offer.isAccepting);
  if (wasAccepting !== offer.isAccepting) {
    setWasAccepting(offer.isAccepting);
    // a yes that waits can be followed by a no; and when it came to nothing, the question is open again
    setAnswering(false);
  }
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
    accept: (args: Answer) => void answer(() => acceptOffer({ transferId: offer.transferId, ...args })),
    decline: () => void answer(() => declineOffer(offer.transferId)),
  };
}
