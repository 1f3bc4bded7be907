import { describe, expect, it } from 'vitest';
import { createNewsReader } from './notices.ts';
import { offerOf, transferIdOf, transferOf } from './testing/fixtures.ts';

const first = transferIdOf('1');
const second = transferIdOf('2');
const nothing = { offers: [], ends: [], settled: [] };

describe('createNewsReader', () => {
  it('tells an offer once', () => {
    const read = createNewsReader('linux');
    expect(read({ type: 'offers', offers: [offerOf()] }).offers).toMatchObject([{ transferId: first }]);
    expect(read({ type: 'offers', offers: [offerOf({ problem: { code: 'STORAGE_FULL', at: 'here' } })] })).toEqual(
      nothing,
    );
  });

  it('tells which offers are settled', () => {
    const read = createNewsReader('linux');
    read({ type: 'offers', offers: [offerOf(), offerOf({ transferId: second })] });
    expect(read({ type: 'offers', offers: [offerOf({ transferId: second })] })).toEqual({
      ...nothing,
      settled: [first],
    });
  });

  it('tells the end of a receive once', () => {
    const read = createNewsReader('linux');
    expect(read({ type: 'transfers', transfers: [transferOf()] })).toEqual(nothing);
    const done = { type: 'transfers', transfers: [transferOf({ state: 'done' })] } as const;
    expect(read(done).ends).toMatchObject([{ transferId: first, title: 'Received 1 file from Bob' }]);
    expect(read(done)).toEqual(nothing);
  });

  it('says nothing about a send, a cancel or an old end', () => {
    const read = createNewsReader('linux');
    read({ type: 'transfers', transfers: [transferOf({ direction: 'send' }), transferOf({ id: second })] });
    const ended = [transferOf({ direction: 'send', state: 'done' }), transferOf({ id: second, state: 'cancelled' })];
    const old = transferOf({ id: transferIdOf('3'), state: 'done' });
    expect(read({ type: 'transfers', transfers: [...ended, old] })).toEqual(nothing);
  });
});
