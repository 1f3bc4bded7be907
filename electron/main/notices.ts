import type { TransferId } from '../../shared/model/ids.ts';
import type { Offer } from '../../shared/model/offer.ts';
import { isEnded, isPausedByDisk, type Transfer } from '../../shared/model/transfer.ts';
import type { StateEvent } from './engine-state.ts';

/** What the desktop should say, and which of its words are out of date. */
export interface News {
  readonly offers: readonly Offer[];
  readonly ends: readonly Transfer[];
  /** Stopped by a disk, here or there. Again only when more had moved meanwhile. */
  readonly pauses: readonly Transfer[];
  /** Offers that wait no longer, and transfers that a disk stops no longer. */
  readonly settled: readonly TransferId[];
}

/** Returns a function from each event to what is new in it: an offer once, the end of a transfer once, a full disk once. */
export function createNewsReader(): (event: StateEvent) => News {
  let waiting: ReadonlySet<TransferId> = new Set();
  const told = new Set<TransferId>();
  const readPauses = createPauseReader();

  return (event) => {
    if (event.type === 'offers') {
      const before = waiting;
      waiting = new Set(event.offers.map((offer) => offer.transferId));
      return {
        offers: event.offers.filter((offer) => !before.has(offer.transferId)),
        ends: [],
        pauses: [],
        settled: [...before].filter((id) => !waiting.has(id)),
      };
    }
    if (event.type === 'removed') for (const id of event.transferIds) told.delete(id);
    // a small file may have come and gone between two events; an engine that starts anew knows no old transfers
    const ends =
      event.type !== 'transfers' ? [] : event.transfers.filter(({ id, state }) => isEnded(state) && !told.has(id));
    for (const { id } of ends) told.add(id);
    return { offers: [], ends, ...readPauses(event.type === 'transfers' ? event.transfers : []) };
  };
}

/** Returns a function from transfers that changed to those that a disk has stopped, or stops no longer. */
function createPauseReader(): (changed: readonly Transfer[]) => Pick<News, 'pauses' | 'settled'> {
  const stopped = new Set<TransferId>();
  /** Bytes that had moved when it was told last. */
  const toldAt = new Map<TransferId, number>();

  return (changed) => {
    const pauses: Transfer[] = [];
    const settled: TransferId[] = [];
    for (const transfer of changed) {
      const { id, bytesDone } = transfer;
      if (!isPausedByDisk(transfer)) {
        if (stopped.delete(id)) settled.push(id);
      } else if (!stopped.has(id)) {
        stopped.add(id);
        if (bytesDone > (toldAt.get(id) ?? -1)) pauses.push(transfer);
        toldAt.set(id, bytesDone);
      }
      if (isEnded(transfer.state)) toldAt.delete(id);
    }
    return { pauses, settled };
  };
}
