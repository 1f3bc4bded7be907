import { expect, it } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '../../../shared/errors/codes.ts';
import { LanyardError } from '../../../shared/errors/lanyard-error.ts';
import { afterBreak } from './retry.ts';

const after = (code: ErrorCode, at: 'here' | 'there', isAccepted = true, hasWaited = false) =>
  afterBreak(new LanyardError(code, '', { at }), isAccepted, hasWaited);

it('waits for the word of a receiver that paused, whatever its disk says: it keeps the transfer, too', () => {
  // every code that Object.keys finds is one of the table
  const codes = (Object.keys(ERROR_CODES) as ErrorCode[]).filter((code) => code.startsWith('STORAGE_'));
  for (const code of [...codes, 'PEER_PAUSED'] as const)
    expect([code, after(code, 'there')]).toEqual([code, 'await-word']);
});

it('lets what waited for a device go on waiting when that takes nothing at the moment', () => {
  expect(after('PEER_NOT_RECEIVING', 'there', false, true)).toBe('try-later');
});

it.each([
  ['PEER_CLOSED', 'there', true, 'try-again'],
  ['PEER_UNREACHABLE', 'here', false, 'try-again'],
  ['PEER_IDENTITY_CHANGED', 'here', true, 'try-again'],
  ['PEER_IDENTITY_CHANGED', 'here', false, 'try-again'],
  ['PEER_IS_SELF', 'here', false, 'try-again'],
  ['PEER_ADDRESS_NOT_FOUND', 'here', false, 'try-again'],
  ['STORAGE_FULL', 'there', false, 'end'],
  ['PEER_NOT_RECEIVING', 'there', false, 'end'],
  ['PEER_BUSY', 'there', false, 'try-again'],
  ['TRANSFER_CANCELLED', 'there', true, 'end'],
  ['TRANSFER_FORGOTTEN', 'there', true, 'end'],
  ['PROTOCOL_BAD_MESSAGE', 'here', true, 'end'],
] as const)('after %s from %s (accepted: %s): %s', (code, at, isAccepted, wanted) => {
  expect(after(code, at, isAccepted)).toBe(wanted);
});
