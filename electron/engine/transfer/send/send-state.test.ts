import { describe, expect, it } from 'vitest';
import { canSend, SEND_EVENTS, SEND_MOVES, type SendEvent, type SendKind } from './send-state.ts';

/** Written out by hand: event>state. Everything else is refused, or does nothing. */
const LEGAL: Readonly<Record<SendKind, string>> = {
  waiting: 'try>trying pause>paused go-on>waiting nudge>waiting end>over owe>owing stop>stopped',
  trying: 'break>waiting await-word>paused pause>paused go-on>trying nudge>trying end>over owe>owing stop>stopped',
  paused: 'pause>paused go-on>waiting nudge>waiting end>over owe>owing stop>stopped',
  owing: 'nudge>owing end>over stop>stopped',
  stopped: '',
  over: '',
};
// the keys of the table are exactly the kinds
const KINDS = Object.keys(LEGAL) as SendKind[];
const CELLS = KINDS.flatMap((kind) => SEND_EVENTS.map((event): [SendKind, SendEvent] => [kind, event]));

describe('a transfer that is sent', () => {
  it.each(CELLS)('%s, %s', (kind, event) => {
    const wanted = LEGAL[kind].split(' ').find((move) => move.startsWith(`${event}>`));
    expect(SEND_MOVES[kind][event]).toBe(wanted?.slice(event.length + 1));
    expect(canSend(kind, event)).toBe(wanted !== undefined);
  });

  it('dials only when nobody has stopped it', () => {
    expect(KINDS.filter((kind) => canSend(kind, 'try'))).toEqual(['waiting']);
  });

  it('judges a break only while it tries', () => {
    expect(KINDS.filter((kind) => canSend(kind, 'break'))).toEqual(['trying']);
  });
});
