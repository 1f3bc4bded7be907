import { describe, expect, it } from 'vitest';
import { PeerError } from '../../../../shared/errors/lanyard-error.ts';
import { FakeConnection } from '../../testing/fake-connection.ts';
import {
  isLegal,
  pauseReasonOf,
  RECEIVED_EVENTS,
  RECEIVED_MOVES,
  refusalOf,
  type ReceivedEvent,
  type ReceivedKind,
  type ReceivedState,
} from './received-state.ts';

/** Written out by hand: event>state. Everything else is refused, or does nothing. */
const LEGAL: Readonly<Record<ReceivedKind, string>> = {
  waiting: 'resume>reopening pause>paused go-on>waiting end>ending',
  paused: 'go-on>waiting end>ending',
  reopening: 'open>connected pause>closing go-on>reopening break>closing end>ending',
  connected: 'finish>finishing pause>closing go-on>connected break>closing end>ending',
  finishing: 'done>over pause>closing break>closing',
  closing: 'pause>closing go-on>closing end>ending released>waiting',
  ending: 'released>over',
  over: '',
};
// the keys of the table are exactly the kinds
const KINDS = Object.keys(LEGAL) as ReceivedKind[];
const CELLS = KINDS.flatMap((kind) => RECEIVED_EVENTS.map((event): [ReceivedKind, ReceivedEvent] => [kind, event]));

describe('a received transfer', () => {
  it.each(CELLS)('%s, %s', (kind, event) => {
    const wanted = LEGAL[kind].split(' ').find((move) => move.startsWith(`${event}>`));
    expect(RECEIVED_MOVES[kind][event]).toBe(wanted?.slice(event.length + 1));
    expect(isLegal(kind, event)).toBe(wanted !== undefined);
  });

  it('comes to an end from everywhere but from the middle of making it safe', () => {
    const endless = KINDS.filter((kind) => !isLegal(kind, 'end'));
    expect(endless).toEqual(['finishing', 'ending', 'over']);
  });

  it('opens the folder only when nothing of it is open', () => {
    expect(KINDS.filter((kind) => isLegal(kind, 'resume'))).toEqual(['waiting']);
  });
});

describe('a RESUME', () => {
  const connection = new FakeConnection('server');
  const full = new PeerError('PEER_PAUSED', 'the user');
  it.each<[string, ReceivedState, 'waiting' | 'cancelled' | 'failed' | 'done', string | undefined]>([
    ['goes on', { kind: 'waiting' }, 'waiting', undefined],
    ['waits its turn', { kind: 'connected', connection }, 'waiting', undefined],
    ['hears of the pause', { kind: 'paused', reason: full }, 'waiting', 'PEER_PAUSED'],
    ['hears of the pause that is coming', { kind: 'closing', paused: full }, 'waiting', 'PEER_PAUSED'],
    ['goes on after a break', { kind: 'closing', paused: null }, 'waiting', undefined],
    ['hears of a cancel', { kind: 'over', isOwed: true }, 'cancelled', 'TRANSFER_CANCELLED'],
    ['hears that it ended', { kind: 'ending', isOwed: false, code: 'INTERNAL' }, 'failed', 'TRANSFER_FORGOTTEN'],
  ])('%s', (_case, state, shown, code) => {
    expect(refusalOf(state, shown)?.code).toBe(code);
  });

  it('is told the reason that the user sees', () => {
    expect(pauseReasonOf({ kind: 'closing', paused: full })).toBe(full);
    expect(pauseReasonOf({ kind: 'waiting' })).toBeNull();
  });
});
