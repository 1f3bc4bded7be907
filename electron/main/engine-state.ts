import type { ErrorInfo } from '../../shared/errors/error-info.ts';
import type { ConnectionTest } from '../../shared/model/connection-test.ts';
import type { TransferId } from '../../shared/model/ids.ts';
import type { Peer, Self } from '../../shared/model/peer.ts';
import { applyPeerChanges, comparePeerLists } from '../../shared/model/peer-changes.ts';
import { isEnded, type Transfer } from '../../shared/model/transfer.ts';
import type { EngineEvent, EngineSnapshot } from '../engine/engine-api.ts';

/** The engine's state with what it cannot say itself: whether it is there. */
export interface EngineView extends EngineSnapshot {
  /** Why the engine cannot serve; null: all is well. */
  readonly engineError: ErrorInfo | null;
  /** The test of a connection that runs, or was made last; null: none was. */
  readonly test: ConnectionTest | null;
}

/** What main tells its own parts and the page: the engine's events, and how the engine itself is. */
export type StateEvent = EngineEvent | { readonly type: 'engine'; readonly error: ErrorInfo | null };

const STILL = {
  isScanning: false,
  currentFile: null,
  rateBytesPerSec: 0,
  secondsLeft: null,
  linePosition: null,
} as const;
const STOPPED: ErrorInfo = { code: 'ENGINE_STOPPED', at: 'here' };

/** The last known state of the engine, which outlives the engine. */
export interface EngineState {
  snapshot(): EngineView;
  applyAll(events: readonly EngineEvent[]): void;
  /**
   * An engine started: what it knows, from its journal too, replaces what its predecessor knew. Transfers that died with
   * that one stay; those that waited for an engine which then does not know them have failed.
   */
  started(snapshot: EngineSnapshot): void;
  /** The engine is gone: nobody is online, no offer can be answered, what was accepted waits. `error` says why. */
  stopped(error: ErrorInfo): void;
  /** Forgets a transfer that died with an earlier engine. False: the engine has to be asked. */
  dropOrphan(transferId: TransferId): boolean;
}

/** Told every change, after it was made, and how things stand now. */
export type StateListener = (event: StateEvent, now: EngineView) => void;

export function createEngineState(initialSelf: Self, listener: StateListener): EngineState {
  const { snapshot, apply, setEngineError } = createStore(initialSelf, listener);
  const orphans = new Set<TransferId>();
  const applyPeers = (peers: readonly Peer[]): void => {
    const changes = comparePeerLists(snapshot().peers, peers);
    if (changes !== null) apply({ type: 'peers', ...changes });
  };

  return {
    snapshot,
    applyAll: (events) => events.forEach(apply),
    started({ self, peers, offers, transfers }) {
      for (const { id } of transfers) orphans.delete(id);
      const known = new Set([...orphans, ...transfers.map(({ id }) => id)]);
      const gone = snapshot().transfers.filter(({ id }) => !known.has(id));
      const lost = snapshot().transfers.filter(({ id, state }) => orphans.has(id) && !isEnded(state));
      if (gone.length > 0) apply({ type: 'removed', transferIds: gone.map(({ id }) => id) });
      apply({ type: 'self', self });
      applyPeers(peers);
      apply({ type: 'transfers', transfers: [...lost.map(toFailed), ...transfers] });
      apply({ type: 'offers', offers });
      setEngineError(null);
    },
    stopped(error) {
      const { self, peers, transfers, test } = snapshot();
      if (test !== null && test.step !== null) apply({ type: 'test', test: { ...test, step: null, error } });
      for (const { id } of transfers) orphans.add(id);
      apply({ type: 'offers', offers: [] });
      if (transfers.length > 0) apply({ type: 'transfers', transfers: transfers.map(toOrphan) });
      applyPeers(peers.map((peer) => ({ ...peer, status: 'offline' })));
      apply({ type: 'self', self: { ...self, port: 0 } });
      setEngineError(error);
    },
    dropOrphan(transferId) {
      // one that waits is not dead yet: the next engine may know it
      const isDead = snapshot().transfers.some(({ id, state }) => id === transferId && isEnded(state));
      if (!isDead || !orphans.delete(transferId)) return false;
      apply({ type: 'removed', transferIds: [transferId] });
      return true;
    },
  };
}

interface Store {
  readonly snapshot: () => EngineView;
  readonly apply: (event: EngineEvent) => void;
  readonly setEngineError: (error: ErrorInfo | null) => void;
}

function createStore(initialSelf: Self, listener: StateListener): Store {
  const transfers = new Map<TransferId, Transfer>();
  let rest: Omit<EngineView, 'transfers'> = { self: initialSelf, peers: [], offers: [], engineError: null, test: null };
  const snapshot = (): EngineView => ({ ...rest, transfers: [...transfers.values()] });

  return {
    snapshot,
    apply(event) {
      if (event.type === 'self') rest = { ...rest, self: event.self };
      else if (event.type === 'peers') rest = { ...rest, peers: applyPeerChanges(rest.peers, event) };
      else if (event.type === 'offers') rest = { ...rest, offers: event.offers };
      else if (event.type === 'transfers') for (const transfer of event.transfers) transfers.set(transfer.id, transfer);
      else if (event.type === 'test') rest = { ...rest, test: event.test };
      else for (const id of event.transferIds) transfers.delete(id);
      listener(event, snapshot());
    },
    setEngineError(error) {
      rest = { ...rest, engineError: error };
      listener({ type: 'engine', error }, snapshot());
    },
  };
}

function toOrphan(transfer: Transfer): Transfer {
  if (isEnded(transfer.state)) return { ...transfer, canShow: false };
  // nobody has agreed to it yet, so nothing of it was kept
  if (transfer.state === 'offered') return toFailed(transfer);
  // what was paused stays so: the next engine reads that in its journal
  if (transfer.state === 'paused') return { ...transfer, canShow: false };
  return { ...transfer, ...STILL, state: 'waiting', error: STOPPED, canShow: false };
}

function toFailed(transfer: Transfer): Transfer {
  return {
    ...transfer,
    ...STILL,
    state: 'failed',
    error: STOPPED,
    pausedBy: null,
    endedAtMs: Date.now(),
    canShow: false,
  };
}
