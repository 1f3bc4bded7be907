import { ProtocolError } from '../errors/lanyard-error.ts';
import type { HelloMessage, MessageType } from './messages.ts';

/** `client` dialled; in a transfer it is the sender of the files. */
export type Side = 'client' | 'server';

/** PROTOCOL.md §6 draws these. */
export const SESSION_STATES = [
  'greeting',
  'greeted',
  'presence',
  'ready',
  'listing',
  'deciding',
  'answering',
  'streaming',
  'settling',
  'finished',
  'kept',
  'returning',
  'testing',
  'probed',
  'pulled',
  'measuring',
  'closed',
] as const;
export type SessionState = (typeof SESSION_STATES)[number];

type Move = `${Side}:${MessageType}`;
type Moves = Partial<Record<Move, SessionState>>;

/** Legal at any time once both have greeted. */
const ALWAYS: Moves = { 'client:close': 'closed', 'server:close': 'closed' };
const alive = (state: SessionState): Moves => ({
  'client:heartbeat': state,
  'server:heartbeat': state,
  ...ALWAYS,
});

/**
 * The whole protocol in one table: state → who may send what → next state. Anything else closes the connection.
 * `greeted`, `returning`, `answering` and `settling` are left by what a message says or what was agreed, not by its type
 * alone: see {@link afterWelcome}, {@link afterAnswer} and {@link afterReceipt}.
 */
const TRANSITIONS: Readonly<Record<SessionState, Moves>> = {
  greeting: { 'client:hello': 'greeted', ...ALWAYS },
  greeted: { 'server:welcome': 'ready', ...ALWAYS },
  presence: alive('presence'),
  ready: {
    'client:offer': 'listing',
    'client:resume': 'deciding',
    'client:ready': 'finished',
    'client:cancel': 'finished',
    ...alive('ready'),
  },
  listing: { 'client:manifest': 'listing', 'client:manifest-end': 'deciding', ...alive('listing') },
  deciding: {
    'server:notice': 'deciding',
    'server:hash-query': 'deciding',
    'client:hashes': 'deciding',
    'server:answer': 'answering',
    ...alive('deciding'),
  },
  // hashes on their way when the answer was given are of no use any more, but no fault
  answering: { 'server:answer': 'answering', 'client:hashes': 'answering', ...alive('answering') },
  streaming: {
    'client:hashes': 'streaming',
    'client:data': 'streaming',
    'client:file-end': 'streaming',
    'client:file-failed': 'streaming',
    'client:stream-end': 'settling',
    'server:ack': 'streaming',
    'server:result': 'streaming',
    'client:pace': 'streaming',
    'server:pace': 'streaming',
    ...alive('streaming'),
  },
  settling: {
    'server:ack': 'settling',
    'server:result': 'settling',
    'server:pace': 'settling',
    'server:receipt': 'finished',
    ...alive('settling'),
  },
  finished: { 'client:hashes': 'finished', ...alive('finished') },
  kept: { 'client:hello': 'returning', ...alive('kept') },
  // unlike before the first greeting, heartbeats may be on their way
  returning: { 'server:welcome': 'ready', ...alive('returning') },
  // a test of the connection: one question at a time, and bytes that are thrown away
  testing: {
    'client:probe': 'probed',
    'client:data': 'testing',
    'client:pull': 'pulled',
    'client:disk-query': 'measuring',
    ...alive('testing'),
  },
  probed: { 'server:echo': 'testing', ...alive('probed') },
  pulled: { 'server:data': 'pulled', 'server:echo': 'testing', ...alive('pulled') },
  measuring: { 'server:disk': 'testing', ...alive('measuring') },
  closed: {},
};

/** State after `from` sent a message of `type`; throws PROTOCOL_UNEXPECTED_MESSAGE where the table has no entry. */
export function nextState(state: SessionState, from: Side, type: MessageType): SessionState {
  const next = TRANSITIONS[state][`${from}:${type}`];
  if (next === undefined) {
    throw new ProtocolError('PROTOCOL_UNEXPECTED_MESSAGE', `${type} from the ${from} while ${state}`);
  }
  return next;
}

const AFTER_WELCOME: Readonly<Record<HelloMessage['purpose'], SessionState>> = {
  presence: 'presence',
  transfer: 'ready',
  test: 'testing',
};

/** What WELCOME leads to depends on what HELLO asked for. */
export function afterWelcome(purpose: HelloMessage['purpose']): SessionState {
  return AFTER_WELCOME[purpose];
}

/** An answer may come in pages; the last one starts the stream, or ends the session with nothing sent. */
export function afterAnswer(answer: { readonly accepted: boolean; readonly isLast: boolean }): SessionState {
  if (!answer.isLast) return 'answering';
  return answer.accepted ? 'streaming' : 'finished';
}

/** @param isKept - both sides keep the connection for another transfer. PROTOCOL.md §5.5 */
export function afterReceipt(isKept: boolean): SessionState {
  return isKept ? 'kept' : 'finished';
}
