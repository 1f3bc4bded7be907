import type { TransferId } from '../../shared/model/ids.ts';
import { isEnded } from '../../shared/model/transfer.ts';
import type { StateEvent } from './engine-state.ts';
import { endNotice, offerNotice, type Notice } from './text/text.ts';

/** What the desktop should say, and which of its words are out of date. */
export interface News {
  readonly offers: readonly (Notice & { readonly transferId: TransferId })[];
  readonly ends: readonly (Notice & { readonly transferId: TransferId })[];
  /** Offers that wait no longer. */
  readonly settled: readonly TransferId[];
}

/** Returns a function from each event to what is new in it: an offer once, the end of a receive once. */
export function createNewsReader(platform: NodeJS.Platform): (event: StateEvent) => News {
  let waiting: ReadonlySet<TransferId> = new Set();
  const running = new Set<TransferId>();

  return (event) => {
    if (event.type === 'offers') {
      const before = waiting;
      waiting = new Set(event.offers.map((offer) => offer.transferId));
      const fresh = event.offers.filter((offer) => !before.has(offer.transferId));
      return {
        offers: fresh.map((offer) => ({ transferId: offer.transferId, ...offerNotice(offer, platform) })),
        ends: [],
        settled: [...before].filter((id) => !waiting.has(id)),
      };
    }
    const ends = [];
    for (const transfer of event.type === 'transfers' ? event.transfers : []) {
      if (transfer.direction !== 'receive') continue;
      if (!isEnded(transfer.state)) running.add(transfer.id);
      // an end that was not seen beginning is an old one, told by an engine that just started
      else if (running.delete(transfer.id)) {
        const notice = endNotice(transfer);
        if (notice) ends.push({ transferId: transfer.id, ...notice });
      }
    }
    return { offers: [], ends, settled: [] };
  };
}
