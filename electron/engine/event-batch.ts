import type { TransferId } from '../../shared/model/ids.ts';
import { joinPeerChanges, type PeerChanges } from '../../shared/model/peer-changes.ts';
import type { Transfer } from '../../shared/model/transfer.ts';
import type { EngineEvent } from './engine-api.ts';

/** Milliseconds between two posts, as long as events keep coming. Ten a second look smooth; more would only heat both threads. */
const POST_INTERVAL_MS = 100;
/**
 * Posts that may leave at once after a quiet time: all that a small transfer has to tell, from its offer to its end.
 * Progress comes five times a second, so it never uses them up.
 */
const POSTS_AT_ONCE = 8;
/** Offers last, so that an offer's transfer is known before the offer is shown. */
const POST_ORDER: Record<EngineEvent['type'], number> = {
  self: 0,
  peers: 1,
  transfers: 2,
  removed: 3,
  offers: 4,
  test: 5,
};

/**
 * Gathers events of all kinds and posts them: the last state of each thing, each transfer and each peer once. Events
 * leave at once, up to 8 posts; then, whatever somebody out there sets off, ten posts a second. The progress of
 * transfers comes from their table every 200 ms, which is so that their snapshots are not made for nothing.
 */
export function createEventBatch(post: (events: readonly EngineEvent[]) => void) {
  const waiting = createWaiting();
  let timer: NodeJS.Timeout | null = null;
  /** When all posts may leave at once again. Each post puts it off by its interval. */
  let restedAtMs = Number.NEGATIVE_INFINITY;

  /** Posts what waits, now. */
  function flush(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    const events = waiting.take();
    if (events.length === 0) return;
    restedAtMs = Math.max(restedAtMs, performance.now()) + POST_INTERVAL_MS;
    post(events);
  }

  return {
    push(event: EngineEvent): void {
      waiting.merge(event);
      if (timer) return;
      const waitMs = restedAtMs - (POSTS_AT_ONCE - 1) * POST_INTERVAL_MS - performance.now();
      timer = setTimeout(flush, Math.max(0, waitMs));
    },
    flush,
  };
}

function createWaiting() {
  const changed = new Map<TransferId, Transfer>();
  const removed = new Set<TransferId>();
  let peers: PeerChanges | null = null;
  /** Of the other kinds the last event. */
  const latest = new Map<EngineEvent['type'], EngineEvent>();

  function note(transfer: Transfer): void {
    changed.set(transfer.id, transfer);
    removed.delete(transfer.id);
  }
  function remove(id: TransferId): void {
    changed.delete(id);
    removed.add(id);
  }

  return {
    merge(event: EngineEvent): void {
      if (event.type === 'transfers') event.transfers.forEach(note);
      else if (event.type === 'removed') event.transferIds.forEach(remove);
      else if (event.type === 'peers') peers = peers ? joinPeerChanges(peers, event) : event;
      else latest.set(event.type, event);
    },
    /** All that waits, which then waits no longer. */
    take(): EngineEvent[] {
      if (changed.size > 0) latest.set('transfers', { type: 'transfers', transfers: [...changed.values()] });
      if (removed.size > 0) latest.set('removed', { type: 'removed', transferIds: [...removed] });
      if (peers !== null) latest.set('peers', { type: 'peers', changed: peers.changed, removed: peers.removed });
      peers = null;
      const events = [...latest.values()].toSorted((a, b) => POST_ORDER[a.type] - POST_ORDER[b.type]);
      for (const taken of [changed, removed, latest]) taken.clear();
      return events;
    },
  };
}
