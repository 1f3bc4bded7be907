import { describe, expect, it } from 'vitest';
import { createNewsReader } from './notices.ts';
import { offerOf, transferIdOf, transferOf } from './testing/fixtures.ts';

const first = transferIdOf('1');
const second = transferIdOf('2');
const nothing = { offers: [], ends: [], settled: [] };

describe('createNewsReader', () => {
  it('tells an offer once', () => {
    const read = createNewsReader();
    expect(read({ type: 'offers', offers: [offerOf()] }).offers).toEqual([offerOf()]);
    expect(read({ type: 'offers', offers: [offerOf({ problem: { code: 'STORAGE_FULL', at: 'here' } })] })).toEqual(
      nothing,
    );
  });

  it('tells which offers are settled', () => {
    const read = createNewsReader();
    read({ type: 'offers', offers: [offerOf(), offerOf({ transferId: second })] });
    expect(read({ type: 'offers', offers: [offerOf({ transferId: second })] })).toEqual({
      ...nothing,
      settled: [first],
    });
  });

  it.each(['send', 'receive'] as const)('tells the end of a %s once', (direction) => {
    const read = createNewsReader();
    expect(read({ type: 'transfers', transfers: [transferOf({ direction })] })).toEqual(nothing);
    const done = transferOf({ direction, state: 'done' });
    expect(read({ type: 'transfers', transfers: [done] }).ends).toEqual([done]);
    expect(read({ type: 'transfers', transfers: [done] })).toEqual(nothing);
  });

  it('tells the end of one that was too quick to be seen running', () => {
    const read = createNewsReader();
    const done = transferOf({ state: 'done' });
    expect(read({ type: 'transfers', transfers: [done] }).ends).toEqual([done]);
  });

  it('tells no end twice when the engine dies, and forgets what is taken off the list', () => {
    const read = createNewsReader();
    const done = transferOf({ state: 'done' });
    read({ type: 'transfers', transfers: [done] });
    expect(read({ type: 'transfers', transfers: [{ ...done, canShow: false }] })).toEqual(nothing);
    expect(read({ type: 'removed', transferIds: [done.id] })).toEqual(nothing);
  });
});
