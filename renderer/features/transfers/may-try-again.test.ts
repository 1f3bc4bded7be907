import { expect, it } from 'vitest';
import { makeTransfer } from '../../testing/sample-data.ts';
import { mayTryAgain } from './may-try-again.ts';

it.each([
  ['PEER_UNREACHABLE', true],
  ['TRANSFER_SOURCE_MISSING', true],
  ['STORAGE_NAME_TOO_LONG', true],
  ['TRANSFER_NOTHING_TO_SEND', false],
  ['TRANSFER_SOURCE_SPECIAL', false],
  ['TRANSFER_OWN_FILE', false],
] as const)('after %s trying again may help: %s', (code, may) => {
  expect(mayTryAgain(makeTransfer({ state: 'failed', error: { code, at: 'here' } }))).toBe(may);
});

it.each([
  [{ state: 'cancelled' }, true],
  [{ state: 'declined' }, true],
  [{ state: 'partial' }, true],
  [{ state: 'failed', error: null }, true],
  [{ state: 'done' }, false],
  [{ state: 'active' }, false],
  [{ state: 'cancelled', direction: 'receive' }, false],
] as const)('of %j: %s', (changes, may) => {
  expect(mayTryAgain(makeTransfer(changes))).toBe(may);
});
