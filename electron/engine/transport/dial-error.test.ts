import { describe, expect, it } from 'vitest';
import { LanyardError, PeerError } from '../../../shared/errors/lanyard-error.ts';
import { DialTimeout, mostTelling, toDialError } from './dial-error.ts';

const system = (code: string): Error => Object.assign(new Error(code), { code });

describe('toDialError()', () => {
  it.each([
    ['ENOTFOUND', 'PEER_ADDRESS_NOT_FOUND'],
    ['EAI_AGAIN', 'PEER_ADDRESS_NOT_FOUND'],
    ['ECONNREFUSED', 'PEER_REFUSED'],
    ['ETIMEDOUT', 'PEER_TIMED_OUT'],
    ['EHOSTUNREACH', 'PEER_UNREACHABLE'],
    ['ENETUNREACH', 'PEER_UNREACHABLE'],
    ['EWHATEVER', 'PEER_UNREACHABLE'],
  ])('says of %s: %s', (code, expected) => {
    expect(toDialError(system(code), false).code).toBe(expected);
  });

  it('takes our own patience for a time-out', () => {
    expect(toDialError(new DialTimeout('no answer'), false).code).toBe('PEER_TIMED_OUT');
  });

  it('says that no Lanyard is there once TCP stood, whatever went wrong', () => {
    for (const cause of [system('ECONNRESET'), system('EPROTO'), new DialTimeout('no answer'), new Error('closed')]) {
      expect(toDialError(cause, true).code).toBe('PEER_NOT_LANYARD');
    }
  });

  it('takes the first of several addresses behind one name', () => {
    const cause = new AggregateError([system('ECONNREFUSED'), system('ENETUNREACH')]);
    expect(toDialError(cause, false)).toMatchObject({ code: 'PEER_REFUSED', cause });
  });
});

describe('mostTelling()', () => {
  it('prefers what helps the user', () => {
    const errors = (['PEER_UNREACHABLE', 'PEER_TIMED_OUT', 'PEER_IDENTITY_CHANGED', 'PEER_REFUSED'] as const).map(
      (code) => new PeerError(code, code),
    );
    expect(mostTelling(errors).code).toBe('PEER_IDENTITY_CHANGED');
    expect(mostTelling(errors.slice(0, 2)).code).toBe('PEER_TIMED_OUT');
    expect(mostTelling([new LanyardError('INTERNAL', 'x'), ...errors.slice(0, 1)]).code).toBe('PEER_UNREACHABLE');
  });

  it('says that there is no address when there is none', () => {
    expect(mostTelling([]).code).toBe('PEER_ADDRESS_NOT_FOUND');
  });
});
