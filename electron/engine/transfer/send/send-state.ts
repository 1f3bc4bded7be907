/** Where one transfer that is sent stands. How far it has come with its receiver is another thing: {@link SendStage}. */
export type SendState =
  /** For the clock, or for the receiver to be seen again. Nothing is dialled. */
  | { readonly kind: 'waiting' }
  /** It dials, offers or streams. `attempt` ends that. */
  | { readonly kind: 'trying'; readonly attempt: AbortController }
  /** Nothing is tried: the user stopped it here, or the receiver says when it may go on. */
  | { readonly kind: 'paused'; readonly by: 'here' | 'there' }
  /** Cancelled here; its receiver keeps what arrived and has yet to hear of it. */
  | { readonly kind: 'owing' }
  /** The app quits; a later run goes on. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'over' };

export type SendKind = SendState['kind'];

/**
 * How far it has come: nobody has heard of it; an offer was made, and perhaps accepted in the moment when the
 * connection went; it was accepted.
 */
export type SendStage = 'new' | 'offered' | 'accepted';

/** What happens to a transfer that is sent. */
export const SEND_EVENTS = [
  /** The clock, the user or the receiver says that it is time. */
  'try',
  /** The attempt came to nothing; worth another one by and by. */
  'break',
  /** The receiver stopped it and says when it may go on. */
  'await-word',
  /** By the user. */
  'pause',
  /** The user wants it to go on, or to be tried at once. */
  'go-on',
  /** The receiver is seen again, or says that it is ready. */
  'nudge',
  /** Receipt, no, cancel, or a fault that nothing mends. */
  'end',
  /** It ended with a cancel that the receiver has not heard of. */
  'owe',
  /** The app quits. */
  'stop',
] as const;
export type SendEvent = (typeof SEND_EVENTS)[number];

/**
 * The legal moves. An event without an entry does nothing there, or is refused; see {@link canSend}. An attempt that the
 * user paused, or that ends with the app, unwinds in the state that it was left for: its error is judged only while
 * `trying`.
 */
export const SEND_MOVES: Readonly<Record<SendKind, Partial<Record<SendEvent, SendKind>>>> = {
  waiting: {
    try: 'trying',
    pause: 'paused',
    'go-on': 'waiting',
    nudge: 'waiting',
    end: 'over',
    owe: 'owing',
    stop: 'stopped',
  },
  trying: {
    break: 'waiting',
    'await-word': 'paused',
    pause: 'paused',
    'go-on': 'trying',
    nudge: 'trying',
    end: 'over',
    owe: 'owing',
    stop: 'stopped',
  },
  paused: { pause: 'paused', 'go-on': 'waiting', nudge: 'waiting', end: 'over', owe: 'owing', stop: 'stopped' },
  owing: { nudge: 'owing', end: 'over', stop: 'stopped' },
  stopped: {},
  over: {},
};

export function canSend(kind: SendKind, event: SendEvent): boolean {
  return SEND_MOVES[kind][event] !== undefined;
}
