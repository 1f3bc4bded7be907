import type { PeerId } from '../../../shared/model/ids.ts';

/** Milliseconds between the end of a device's test and its next one. */
const KNOWN_PAUSE_MS = 2_000;
/** The same for all devices together that nothing was exchanged with: keys cost nothing. */
const STRANGERS_PAUSE_MS = 20_000;
/** Devices whose last test is remembered. */
const MAX_REMEMBERED = 64;

/** A device that wants to be served. */
interface TestGuest {
  readonly peerId: PeerId;
  /** Files were exchanged with it. */
  readonly isKnown: boolean;
  /** Somebody goes before it: its test ends. */
  readonly giveWay: () => void;
}

/**
 * Whose test runs, one at a time. The one that the user makes goes before all others, and devices that are known before
 * strangers, who might keep the turn for ever between them. The caller gives the clock, in milliseconds.
 */
export class TestTurns {
  readonly #endedAtMs = new Map<PeerId | 'strangers', number>();
  #isOwn = false;
  #guest: TestGuest | null = null;

  /** Takes the turn for a test that the user makes. False: one runs already. */
  takeOwn(): boolean {
    if (this.#isOwn) return false;
    this.#isOwn = true;
    this.#dismiss();
    return true;
  }

  leaveOwn(): void {
    this.#isOwn = false;
  }

  /** Takes the turn for `guest`. False: another one runs that goes before it, or its last one has ended just now. */
  take(guest: TestGuest, nowMs: number): boolean {
    const endedAtMs = this.#endedAtMs.get(nameOf(guest));
    const pauseMs = guest.isKnown ? KNOWN_PAUSE_MS : STRANGERS_PAUSE_MS;
    if (endedAtMs !== undefined && nowMs - endedAtMs < pauseMs) return false;
    const isFree = this.#guest === null || (guest.isKnown && !this.#guest.isKnown);
    if (this.#isOwn || !isFree) return false;
    this.#dismiss();
    this.#guest = guest;
    return true;
  }

  /** Its test is over, whether or not it still had the turn. */
  leave(guest: TestGuest, nowMs: number): void {
    if (this.#guest === guest) this.#guest = null;
    const name = nameOf(guest);
    this.#endedAtMs.delete(name);
    this.#endedAtMs.set(name, nowMs);
    for (const oldest of [...this.#endedAtMs.keys()].slice(0, -MAX_REMEMBERED)) this.#endedAtMs.delete(oldest);
  }

  #dismiss(): void {
    const guest = this.#guest;
    this.#guest = null;
    guest?.giveWay();
  }
}

const nameOf = ({ isKnown, peerId }: TestGuest): PeerId | 'strangers' => (isKnown ? peerId : 'strangers');
