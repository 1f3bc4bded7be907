import type { PeerId } from '../../../shared/model/ids.ts';

/** Milliseconds between the end of a device's test and its next one. */
const KNOWN_PAUSE_MS = 2_000;
/** The same for all devices together that nothing was exchanged with: keys cost nothing. */
const STRANGERS_PAUSE_MS = 20_000;
/** Devices whose last test is remembered. */
const MAX_REMEMBERED = 64;

/** Whose test is served, one at a time. The caller gives the clock, in milliseconds. */
export class TestTurns {
  readonly #endedAtMs = new Map<PeerId | 'strangers', number>();
  #isTaken = false;

  /** True while one is served or made. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** Takes the turn for a test that this side makes. False: another one runs. */
  takeOwn(): boolean {
    if (this.#isTaken) return false;
    this.#isTaken = true;
    return true;
  }

  /** Takes the turn for `peerId`. False: another one runs, or its last one has ended just now. */
  take(peerId: PeerId, isKnown: boolean, nowMs: number): boolean {
    const [who, pauseMs] = isKnown ? [peerId, KNOWN_PAUSE_MS] : (['strangers', STRANGERS_PAUSE_MS] as const);
    const endedAtMs = this.#endedAtMs.get(who);
    if (this.#isTaken || (endedAtMs !== undefined && nowMs - endedAtMs < pauseMs)) return false;
    this.#isTaken = true;
    return true;
  }

  /** The test that has the turn is over. */
  leave(): void {
    this.#isTaken = false;
  }

  /** The same, for one that was served. */
  leaveServed(peerId: PeerId, isKnown: boolean, nowMs: number): void {
    this.leave();
    const who = isKnown ? peerId : 'strangers';
    this.#endedAtMs.delete(who);
    this.#endedAtMs.set(who, nowMs);
    for (const oldest of [...this.#endedAtMs.keys()].slice(0, -MAX_REMEMBERED)) this.#endedAtMs.delete(oldest);
  }
}
