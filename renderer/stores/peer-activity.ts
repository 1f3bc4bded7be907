import type { PeerId } from '../../shared/model/ids.ts';
import { isEnded, isInLine, isQueued, type Direction, type Transfer } from '../../shared/model/transfer.ts';
import type { AppState } from './app-store.ts';

/** What goes on with one peer, all its transfers together. Flat, so that `useShallow` can compare it. */
export interface PeerActivity {
  /**
   * - `asking`: it waits for our answer
   * - `unanswered`: we wait for its answer
   * - `reading`: our folders are still being read
   * - `queued`: something waits to be sent to it
   * - `moving`, `waiting`, `paused`, `finishing`: as the transfers, the liveliest counts
   */
  readonly kind:
    | 'idle'
    | 'asking'
    | 'unanswered'
    | 'reading'
    | 'queued'
    | 'moving'
    | 'waiting'
    | 'paused'
    | 'finishing';
  /** 0 to 1 over all transfers that have begun; null: none has, or nobody knows how much they are. */
  readonly fraction: number | null;
  /** Until all that moves or waits for its turn is through; null: nobody can tell. */
  readonly secondsLeft: number | null;
}

const IDLE: PeerActivity = { kind: 'idle', fraction: null, secondsLeft: null };

/** Selector: the activity of `peerId`. */
export function selectPeerActivity(peerId: PeerId): (state: AppState) => PeerActivity {
  return (state) => {
    const live = liveByPeer(state.transfersById).get(peerId);
    if (live === undefined) return IDLE;
    const begun = live.filter((one) => one.state !== 'offered' && !isQueued(one));
    return { kind: kindOf(live), fraction: fractionOf(begun), secondsLeft: longestLeft(begun) };
  };
}

let indexed: { readonly of: AppState['transfersById']; readonly byPeer: ReadonlyMap<PeerId, Transfer[]> } | null = null;

/** Made once for each change of the transfers: every tile asks, and there may be hundreds. */
function liveByPeer(transfersById: AppState['transfersById']): ReadonlyMap<PeerId, readonly Transfer[]> {
  if (indexed?.of !== transfersById) {
    const byPeer = new Map<PeerId, Transfer[]>();
    for (const transfer of transfersById.values()) {
      if (isEnded(transfer.state)) continue;
      const live = byPeer.get(transfer.peerId);
      if (live === undefined) byPeer.set(transfer.peerId, [transfer]);
      else live.push(transfer);
    }
    indexed = { of: transfersById, byPeer };
  }
  return indexed.byPeer;
}

function kindOf(live: readonly Transfer[]): PeerActivity['kind'] {
  const has = (test: (one: Transfer) => boolean): boolean => live.some(test);
  if (has((one) => one.state === 'offered' && one.direction === 'receive')) return 'asking';
  if (has((one) => one.state === 'active')) return 'moving';
  if (has((one) => one.state === 'verifying')) return 'finishing';
  if (has((one) => one.state === 'waiting' && !isQueued(one))) return 'waiting';
  if (has((one) => one.state === 'paused')) return 'paused';
  if (has((one) => one.state === 'offered' && one.isScanning)) return 'reading';
  return has((one) => one.state === 'offered') ? 'unanswered' : 'queued';
}

function fractionOf(begun: readonly Transfer[]): number | null {
  if (begun.length === 0) return null;
  const total = begun.reduce((sum, one) => sum + one.bytesTotal, 0);
  const done = begun.reduce((sum, one) => sum + one.bytesDone, 0);
  return total === 0 ? null : Math.min(1, done / total);
}

/** What goes the same way goes one after the other: together it takes as long as its bytes at the speed of now. */
function longestLeft(begun: readonly Transfer[]): number | null {
  const ways = [secondsFor('send', begun), secondsFor('receive', begun)].filter((left) => left !== null);
  return ways.length === 0 ? null : Math.max(...ways);
}

function secondsFor(direction: Direction, begun: readonly Transfer[]): number | null {
  const moving = begun.filter((one) => one.direction === direction && one.state === 'active');
  const told = moving.flatMap((one) => (isInLine(one) || one.secondsLeft === null ? [] : [one.secondsLeft]));
  if (told.length === 0) return null;
  if (told.length === moving.length) return Math.max(...told);
  const rate = moving.reduce((sum, one) => sum + one.rateBytesPerSec, 0);
  const left = moving.reduce((sum, one) => sum + Math.max(0, one.bytesTotal - one.bytesDone), 0);
  return rate === 0 ? Math.max(...told) : left / rate;
}
