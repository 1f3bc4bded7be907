import type { ErrorCode } from '../../../../shared/errors/codes.ts';
import { TransferError, type LanyardError } from '../../../../shared/errors/lanyard-error.ts';
import type { TransferState } from '../../../../shared/model/transfer.ts';
import type { FrameConnection } from '../../transport/connection.ts';

/** Where one received transfer stands. What is open on the disk follows from it. */
export type ReceivedState =
  /** For its sender, which dials. Nothing is open. */
  | { readonly kind: 'waiting' }
  /** The user's pause, or this disk's trouble: RESUME is answered with its code. Nothing is open. */
  | { readonly kind: 'paused'; readonly reason: LanyardError }
  /** RESUME has come: what is in staging is read before it is answered. */
  | { readonly kind: 'reopening'; readonly connection: FrameConnection }
  /** ANSWER was given, bytes come. */
  | { readonly kind: 'connected'; readonly connection: FrameConnection }
  /**
   * Every file has its result and all is made safe against a power cut: neither a break nor a cancel stops that. When it
   * fails, both count after all.
   */
  | { readonly kind: 'finishing'; readonly connection: FrameConnection }
  /** The connection is of no more use; what is open is closed, and stays. Then it waits, or is paused. */
  | { readonly kind: 'closing'; readonly paused: LanyardError | null }
  /** It has ended badly: what is open is closed, what is in staging is removed. */
  | { readonly kind: 'ending'; readonly isOwed: boolean; readonly code: ErrorCode }
  /** Nothing is open any more. `isOwed`: cancelled here, and the sender has yet to hear of it. */
  | { readonly kind: 'over'; readonly isOwed: boolean };

export type ReceivedKind = ReceivedState['kind'];

/** What happens to a received transfer. */
export const RECEIVED_EVENTS = [
  /** A connection says RESUME, or the offer that it made was accepted. */
  'resume',
  /** The folder is open, ANSWER is given. */
  'open',
  /** Every file has its result. */
  'finish',
  /** The receipt is given. */
  'done',
  /** By the user, or because the disk takes no more. */
  'pause',
  'go-on',
  /** The connection went away, or what it needs failed. What went away while all was made safe is not looked at. */
  'break',
  /** Cancelled, expired, or broken for good. */
  'end',
  /** Nothing is open any more. */
  'released',
] as const;
export type ReceivedEvent = (typeof RECEIVED_EVENTS)[number];

/** The legal moves. An event without an entry does nothing there, or is refused; see {@link isLegal}. */
export const RECEIVED_MOVES: Readonly<Record<ReceivedKind, Partial<Record<ReceivedEvent, ReceivedKind>>>> = {
  waiting: { resume: 'reopening', pause: 'paused', 'go-on': 'waiting', end: 'ending' },
  paused: { 'go-on': 'waiting', end: 'ending' },
  reopening: { open: 'connected', pause: 'closing', 'go-on': 'reopening', break: 'closing', end: 'ending' },
  connected: { finish: 'finishing', pause: 'closing', 'go-on': 'connected', break: 'closing', end: 'ending' },
  finishing: { done: 'over', pause: 'closing', break: 'closing' },
  closing: { pause: 'closing', 'go-on': 'closing', end: 'ending', released: 'waiting' },
  ending: { released: 'over' },
  over: {},
};

export function isLegal(kind: ReceivedKind, event: ReceivedEvent): boolean {
  return RECEIVED_MOVES[kind][event] !== undefined;
}

/** Why it does not go on, as far as this side has stopped it; null: it was not stopped here. */
export function pauseReasonOf(state: ReceivedState): LanyardError | null {
  if (state.kind === 'paused') return state.reason;
  return state.kind === 'closing' ? state.paused : null;
}

/** What a client that says RESUME is told instead of an answer; null: it may go on. @param shown - how it ended, if so */
export function refusalOf(state: ReceivedState, shown: TransferState): LanyardError | null {
  if (state.kind !== 'over' && state.kind !== 'ending') return pauseReasonOf(state);
  return shown === 'cancelled'
    ? new TransferError('TRANSFER_CANCELLED', 'cancelled by the user')
    : new TransferError('TRANSFER_FORGOTTEN', 'it ended here');
}
