import { describe, expect, it } from 'vitest';
import { MAX_GAPS, steadyOrder } from './steady-order.ts';

const ids = (text: string): readonly string[] => text.split('');

describe('steadyOrder()', () => {
  it.each([
    ['nothing aims', 'abc', 'cba', false, 'cba'],
    ['nothing aims and one is gone', 'abc', 'ac', false, 'ac'],
    ['a newcomer would push in', 'bcd', 'abcd', true, 'bcda'],
    ['several newcomers keep the order among them', 'c', 'abcd', true, 'cabd'],
    ['one would go to the end', 'abc', 'bca', true, 'abc'],
    ['one is gone', 'abc', 'ac', true, 'abc'],
    ['one is gone and another comes', 'abc', 'acd', true, 'abcd'],
    ['all are gone', 'abc', '', true, 'abc'],
    ['the first one comes', '', 'a', true, 'a'],
    ['everything is turned round', 'abcd', 'dcba', true, 'abcd'],
  ])('%s', (_why, shown, wanted, isHeld, expected) => {
    expect(steadyOrder(ids(shown), ids(wanted), isHeld).join('')).toBe(expected);
  });

  it('is the same object while nothing changes, so that nothing is drawn again', () => {
    const shown = ids('abc');
    expect(steadyOrder(shown, ids('abc'), false)).toBe(shown);
    expect(steadyOrder(shown, ids('cab'), true)).toBe(shown);
  });

  it('gives a place back to one that returns', () => {
    const without = steadyOrder(ids('abc'), ids('ac'), true);
    expect(steadyOrder(without, ids('acb'), true).join('')).toBe('abc');
  });

  it('closes the gaps when there are more of them than anybody can aim past', () => {
    const shown = Array.from({ length: MAX_GAPS + 3 }, (_, at) => `id ${at}`);
    expect(steadyOrder(shown, [shown[2]!, shown[1]!], true)).toEqual([shown[1], shown[2]]);
    expect(steadyOrder(shown, shown.slice(-3), true)).toBe(shown);
  });
});
