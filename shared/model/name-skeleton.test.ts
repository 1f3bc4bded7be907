import { describe, expect, it } from 'vitest';
import { nameSkeleton } from './name-skeleton.ts';

describe('nameSkeleton()', () => {
  it.each([
    ['Kitchen', 'Kitсhen'],
    ['Kitchen', 'kitchen '],
    ['Kitchen', 'КITCHEN'],
    ['Kitchen', 'Κitchen'],
    ['Kitchen', 'Ｋｉｔｃｈｅｎ'],
    ['Kitchen', '𝐊𝐢𝐭𝐜𝐡𝐞𝐧'],
    ['Kitchen', 'Kit\u200bchen'],
    ['Kitchen', 'Kitchén'],
    ['Kitchen', 'K1tchen'],
    ['Desk 10', 'Desk lO'],
    ["Ada's Mac", 'Ada’s Mac'],
    ['modern', 'modem'],
    ['厨房', '厨房 '],
  ])('is the same for %j and %j', (one, other) => {
    expect(nameSkeleton(other)).toBe(nameSkeleton(one));
  });

  it.each([
    ['Kitchen', 'Kitchen 2'],
    ['Desk 9', 'Desk 10'],
    ['Ada', 'Eda'],
    ['厨房', '书房'],
    ['Кухня', 'Kitchen'],
  ])('tells %j from %j', (one, other) => {
    expect(nameSkeleton(other)).not.toBe(nameSkeleton(one));
  });

  it('is empty where nothing can be mistaken', () => {
    expect(nameSkeleton(' \u200b– ')).toBe('');
  });
});
