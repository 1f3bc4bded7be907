import type { TransferId } from '../../shared/model/ids.ts';
import type { Offer } from '../../shared/model/offer.ts';
import { isEnded, type Transfer } from '../../shared/model/transfer.ts';
import type { StateEvent } from './engine-state.ts';

/** What the desktop should say, and which of its words are out of date. */
export interface News {
  readonly offers: readonly Offer[];
  readonly ends: readonly Transfer[];
  /** Offers that wait no longer. */
  readonly settled: readonly TransferId[];
}

/** Returns a function from each event to what is new in it: an offer once, the end of a transfer once. */
export function createNewsReader(): (event: StateEvent) => News {
  let waiting: ReadonlySet<TransferId> = new Set();
  const running = new Set<TransferId>();

  return (event) => {
    if (event.type === 'offers') {
      const before = waiting;
      waiting = new Set(event.offers.map((offer) => offer.transferId));
      return {
        offers: event.offers.filter((offer) => !before.has(offer.transferId)),
        ends: [],
        settled: [...before].filter((id) => !waiting.has(id)),
      };
    }
    const ends = [];
    for (const transfer of event.type === 'transfers' ? event.transfers : []) {
      if (!isEnded(transfer.state)) running.add(transfer.id);
      // an end that was not seen beginning is an old one, told by an engine that just started
      else if (running.delete(transfer.id)) ends.push(transfer);
    }
    return { offers: [], ends, settled: [] };
  };
}
