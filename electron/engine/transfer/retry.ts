import type { ErrorCode } from '../../../shared/errors/codes.ts';
import type { LanyardError } from '../../../shared/errors/lanyard-error.ts';

/**
 * - `try-again`: the peer is out of reach; worth another dial by and by
 * - `try-later`: the peer takes nothing at the moment; worth another dial now and then
 * - `await-word`: the other side stopped it and says when it may go on
 * - `end`: it is over
 */
export type AfterBreak = 'try-again' | 'try-later' | 'await-word' | 'end';

/** Nobody decided anything: the network, or the other app, went away. */
const OUT_OF_REACH: ReadonlySet<ErrorCode> = new Set([
  'PEER_CLOSED',
  'PEER_STALLED',
  'PEER_SHUTTING_DOWN',
  'PEER_UNREACHABLE',
  'PEER_REFUSED',
  'PEER_TIMED_OUT',
  'PEER_UNKNOWN',
  // what answers there may be an app that just ends, or the next one that takes its port
  'PEER_NOT_LANYARD',
  // too many questions at once: this one is asked when others are answered
  'PEER_BUSY',
  // an old address belongs to another device by now, or to this one: the peer is away, and what is for it waits
  'PEER_IDENTITY_CHANGED',
  'PEER_IS_SELF',
  'PEER_ADDRESS_NOT_FOUND',
]);

// a file that the disk does not take is a RESULT; the whole connection ends so only when the receiver pauses
function isStopOfReceiver(code: ErrorCode): boolean {
  return code === 'PEER_PAUSED' || code.startsWith('STORAGE_');
}

/**
 * What a sender does after its attempt ended with `error`.
 *
 * @param isAccepted - the receiver has said yes before
 * @param hasWaited - it waited for the peer before: its user does not look at it now
 */
export function afterBreak({ code, at }: LanyardError, isAccepted: boolean, hasWaited = false): AfterBreak {
  if (OUT_OF_REACH.has(code)) return 'try-again';
  if (code === 'PEER_NOT_RECEIVING' && hasWaited) return 'try-later';
  return isAccepted && at === 'there' && isStopOfReceiver(code) ? 'await-word' : 'end';
}

/** Pauses between attempts to reach a peer that is not there: doubling, so that a short break costs little time. */
const RETRY_MS = { first: 1_000, longest: 60_000 } as const;

/** When to try again. */
export class RetryClock {
  #nextMs: number = RETRY_MS.first;
  #isAwake = false;
  #wake: () => void = () => undefined;

  /** Ends the present rest, or the next one before it begins: something happened. */
  wake(): void {
    this.#isAwake = true;
    this.#wake();
  }

  /** The next rest is the longest. */
  slowDown(): void {
    this.#nextMs = RETRY_MS.longest;
  }

  /** It worked: the next break begins with short pauses again. */
  reset(): void {
    this.#nextMs = RETRY_MS.first;
  }

  /** Resolves when woken, when `signal` is aborted or, if `isTimed`, after a while that grows from rest to rest. */
  async rest({ isTimed, signal }: { readonly isTimed: boolean; readonly signal: AbortSignal }): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let onAbort = (): void => undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      onAbort = resolve;
      signal.addEventListener('abort', onAbort);
      if (isTimed) timer = setTimeout(resolve, this.#nextMs).unref();
      if (this.#isAwake || signal.aborted) resolve();
    });
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    if (isTimed && !this.#isAwake) this.#nextMs = Math.min(this.#nextMs * 2, RETRY_MS.longest);
    this.#isAwake = false;
  }
}
