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
  const told = new Set<TransferId>();

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
    if (event.type === 'removed') for (const id of event.transferIds) told.delete(id);
    // a small file may have come and gone between two events; an engine that starts anew knows no old transfers
    const ends =
      event.type !== 'transfers' ? [] : event.transfers.filter(({ id, state }) => isEnded(state) && !told.has(id));
    for (const { id } of ends) told.add(id);
    return { offers: [], ends, settled: [] };
  };
}
