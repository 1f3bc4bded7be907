import type { TransferId } from '../../shared/model/ids.ts';
import type { Transfer } from '../../shared/model/transfer.ts';
import type { EngineEvent } from './engine-api.ts';

/** Milliseconds between two posts. Ten a second look smooth; more would only heat both threads. */
const POST_INTERVAL_MS = 100;

type EventOf<Type extends EngineEvent['type']> = Extract<EngineEvent, { type: Type }>;

interface EventBatch {
  push(event: EngineEvent): void;
  /** Posts what waits, now. */
  flush(): void;
}

/**
 * Gathers events of all kinds and posts them at most every 100 ms: the last state of each thing, each transfer once.
 * The first event after a quiet time leaves at once. Transfers come from their table every 200 ms, which is so that
 * their snapshots are not made for nothing: here they wait only behind something else that was just posted.
 */
export function createEventBatch(post: (events: readonly EngineEvent[]) => void): EventBatch {
  const waiting = createWaiting();
  let timer: NodeJS.Timeout | null = null;
  let postedAtMs = Number.NEGATIVE_INFINITY;

  function flush(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    const events = waiting.take();
    if (events.length === 0) return;
    postedAtMs = performance.now();
    post(events);
  }

  return {
    push(event) {
      waiting.merge(event);
      timer ??= setTimeout(flush, Math.max(0, postedAtMs + POST_INTERVAL_MS - performance.now()));
    },
    flush,
  };
}

interface Waiting {
  merge(event: EngineEvent): void;
  /** All that waits, which then waits no longer. */
  take(): EngineEvent[];
}

function createWaiting(): Waiting {
  const transfers = createWaitingTransfers();
  let latest: { self?: EventOf<'self'>; peers?: EventOf<'peers'>; offers?: EventOf<'offers'> } = {};

  return {
    merge(event) {
      if (event.type === 'transfers') transfers.change(event.transfers);
      else if (event.type === 'removed') transfers.remove(event.transferIds);
      else if (event.type === 'self') latest.self = event;
      else if (event.type === 'peers') latest.peers = event;
      else latest.offers = event;
    },
    take() {
      const { self, peers, offers } = latest;
      latest = {};
      // offers last, so that an offer's transfer is known before the offer is shown
      return [self, peers, ...transfers.take(), offers].filter((event) => event !== undefined);
    },
  };
}

function createWaitingTransfers() {
  const changed = new Map<TransferId, Transfer>();
  const removed = new Set<TransferId>();

  return {
    change(transfers: readonly Transfer[]): void {
      for (const transfer of transfers) {
        changed.set(transfer.id, transfer);
        removed.delete(transfer.id);
      }
    },
    remove(ids: readonly TransferId[]): void {
      for (const id of ids) {
        changed.delete(id);
        removed.add(id);
      }
    },
    take(): EngineEvent[] {
      const events: EngineEvent[] = [];
      if (changed.size > 0) events.push({ type: 'transfers', transfers: [...changed.values()] });
      if (removed.size > 0) events.push({ type: 'removed', transferIds: [...removed] });
      changed.clear();
      removed.clear();
      return events;
    },
  };
}
