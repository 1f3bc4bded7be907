import { PeerError } from '../../../../shared/errors/lanyard-error.ts';
import type { Guest } from './fair-pool.ts';

/** Before the next question, after the first no, the second, and so on; the last one for all that follow. */
const PAUSES_MS = [0, 5_000, 30_000, 120_000, 600_000] as const;
/** A no is forgotten after so long without another. */
const FORGET_AFTER_MS = 60 * 60 * 1000;
/** Keys and addresses that are remembered; of more, those that were declined longest ago are forgotten. */
const MAX_REMEMBERED = 1_024;

interface Declined {
  readonly count: number;
  readonly lastMs: number;
}

/**
 * Whoever was declined waits before it may ask again, longer each time, so that nobody wears the user down. Keys cost
 * nothing: a stranger waits for its address as well.
 */
export class DeclinePauses {
  /** By key or address; declined last is last. */
  readonly #declined = new Map<string, Declined>();

  /** The user said no. */
  note(guest: Guest, isKnown: boolean, nowMs = performance.now()): void {
    for (const name of namesOf(guest, isKnown)) {
      const count = (this.#find(name, nowMs)?.count ?? 0) + 1;
      this.#declined.delete(name);
      this.#declined.set(name, { count, lastMs: nowMs });
    }
    for (const name of this.#declined.keys()) {
      if (this.#declined.size <= MAX_REMEMBERED) return;
      this.#declined.delete(name);
    }
  }

  /** The user said yes: what was before counts no more. */
  forgive(guest: Guest): void {
    for (const name of namesOf(guest, false)) this.#declined.delete(name);
  }

  /** @throws PeerError PEER_BUSY while it has to wait */
  mustBeOver(guest: Guest, isKnown: boolean, nowMs = performance.now()): void {
    for (const name of namesOf(guest, isKnown)) {
      const declined = this.#find(name, nowMs);
      const pauseMs = declined ? (PAUSES_MS[Math.min(declined.count, PAUSES_MS.length) - 1] ?? 0) : 0;
      if (declined && nowMs - declined.lastMs < pauseMs) throw new PeerError('PEER_BUSY', 'declined a moment ago');
    }
  }

  #find(name: string, nowMs: number): Declined | undefined {
    const declined = this.#declined.get(name);
    return declined && nowMs - declined.lastMs < FORGET_AFTER_MS ? declined : undefined;
  }
}

function namesOf({ peerId, address }: Guest, isKnown: boolean): readonly string[] {
  return isKnown ? [peerId] : [peerId, address];
}
