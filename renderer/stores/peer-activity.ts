import type { PeerId } from '../../shared/model/ids.ts';
import { isEnded, isQueued, type Transfer } from '../../shared/model/transfer.ts';
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
  /** 0 to 1 over all transfers that have begun; null: none has. */
  readonly fraction: number | null;
  /** Of the one that takes longest. */
  readonly secondsLeft: number | null;
}

const IDLE: PeerActivity = { kind: 'idle', fraction: null, secondsLeft: null };

/** Selector: the activity of `peerId`. */
export function selectPeerActivity(peerId: PeerId): (state: AppState) => PeerActivity {
  return (state) => {
    const live = [...state.transfersById.values()].filter((one) => one.peerId === peerId && !isEnded(one.state));
    if (live.length === 0) return IDLE;
    const begun = live.filter((one) => one.state !== 'offered' && !isQueued(one));
    return { kind: kindOf(live), fraction: fractionOf(begun), secondsLeft: longestLeft(begun) };
  };
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
  return total === 0 ? 0 : Math.min(1, done / total);
}

function longestLeft(begun: readonly Transfer[]): number | null {
  const left = begun.flatMap((one) => (one.secondsLeft === null ? [] : [one.secondsLeft]));
  return left.length === 0 ? null : Math.max(...left);
}
