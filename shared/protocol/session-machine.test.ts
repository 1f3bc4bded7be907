import { describe, expect, it } from 'vitest';
import { MESSAGE_TYPES, type MessageType } from './messages.ts';
import {
  afterAnswer,
  afterReceipt,
  afterWelcome,
  nextState,
  SESSION_STATES,
  type SessionState,
  type Side,
} from './session-machine.ts';

const alive = 'client:heartbeat server:heartbeat client:close server:close';
/** Written out by hand from PROTOCOL.md §6, not taken from the code. */
const LEGAL: Readonly<Record<SessionState, string>> = {
  greeting: 'client:hello client:close server:close',
  greeted: 'server:welcome client:close server:close',
  presence: alive,
  ready: `client:offer client:resume client:ready client:cancel ${alive}`,
  listing: `client:manifest client:manifest-end ${alive}`,
  deciding: `server:notice server:hash-query client:hashes server:answer ${alive}`,
  answering: `server:answer client:hashes ${alive}`,
  streaming: `client:hashes client:data client:file-end client:file-failed client:stream-end server:ack server:result client:pace server:pace ${alive}`,
  settling: `server:ack server:result server:pace server:receipt ${alive}`,
  finished: `client:hashes ${alive}`,
  kept: `client:hello ${alive}`,
  returning: `server:welcome ${alive}`,
  testing: `client:probe client:data client:pull client:disk-query ${alive}`,
  probed: `server:echo ${alive}`,
  pulled: `server:data server:echo ${alive}`,
  measuring: `server:disk ${alive}`,
  closed: '',
};

// the keys of the table are exactly the types
const types = Object.keys(MESSAGE_TYPES) as MessageType[];
const sides: readonly Side[] = ['client', 'server'];
const cells = SESSION_STATES.flatMap((state) => sides.flatMap((side) => types.map((type) => ({ state, side, type }))));

describe('session machine', () => {
  it.each(cells)('$type from the $side while $state', ({ state, side, type }) => {
    const isLegal = LEGAL[state].split(' ').includes(`${side}:${type}`);
    if (isLegal) expect(SESSION_STATES).toContain(nextState(state, side, type));
    else
      expect(() => nextState(state, side, type)).toThrow(
        expect.objectContaining({ code: 'PROTOCOL_UNEXPECTED_MESSAGE' }),
      );
  });

  it('lets a data frame in only after an acceptance, or where it is thrown away', () => {
    const before: SessionState[] = [
      'greeting',
      'greeted',
      'presence',
      'ready',
      'listing',
      'deciding',
      'answering',
      'finished',
      'kept',
      'returning',
      'probed',
      'pulled',
      'measuring',
    ];
    for (const state of before) expect(() => nextState(state, 'client', 'data')).toThrow();
    expect(nextState('streaming', 'client', 'data')).toBe('streaming');
  });

  it('goes on by what WELCOME and ANSWER say, and by what was agreed', () => {
    expect(afterWelcome('presence')).toBe('presence');
    expect(afterWelcome('transfer')).toBe('ready');
    expect(afterWelcome('test')).toBe('testing');
    expect(afterAnswer({ accepted: true, isLast: false })).toBe('answering');
    expect(afterAnswer({ accepted: true, isLast: true })).toBe('streaming');
    expect(afterAnswer({ accepted: false, isLast: true })).toBe('finished');
    expect([afterReceipt(true), afterReceipt(false)]).toEqual(['kept', 'finished']);
  });
});
