import { describe, expect, it } from 'vitest';
import { createNewsReader } from './notices.ts';
import { offerOf, transferIdOf, transferOf } from './testing/fixtures.ts';

const first = transferIdOf('1');
const second = transferIdOf('2');
const nothing = { offers: [], ends: [], pauses: [], settled: [] };

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

  it('tells a full disk once, and that it is no longer full', () => {
    const read = createNewsReader();
    const error = { code: 'STORAGE_FULL', at: 'here', shortBytes: 5 } as const;
    const paused = transferOf({ state: 'paused', pausedBy: 'here', error, bytesDone: 50 });
    expect(read({ type: 'transfers', transfers: [paused] })).toEqual({ ...nothing, pauses: [paused] });
    expect(read({ type: 'transfers', transfers: [paused] })).toEqual(nothing);
    expect(read({ type: 'transfers', transfers: [transferOf()] })).toEqual({ ...nothing, settled: [first] });
    // nothing has moved since: it would say the same again
    expect(read({ type: 'transfers', transfers: [paused] })).toEqual(nothing);
    read({ type: 'transfers', transfers: [transferOf()] });
    const later = { ...paused, bytesDone: 60 };
    expect(read({ type: 'transfers', transfers: [later] }).pauses).toEqual([later]);
  });

  it('says nothing about what waits or was paused by a person', () => {
    const read = createNewsReader();
    const closed = { code: 'PEER_CLOSED', at: 'here' } as const;
    const waiting = transferOf({ state: 'waiting', error: closed });
    const paused = transferOf({ id: second, state: 'paused', pausedBy: 'there' });
    expect(read({ type: 'transfers', transfers: [waiting, paused] })).toEqual(nothing);
  });

  it('tells no end twice when the engine dies, and forgets what is taken off the list', () => {
    const read = createNewsReader();
    const done = transferOf({ state: 'done' });
    read({ type: 'transfers', transfers: [done] });
    expect(read({ type: 'transfers', transfers: [{ ...done, canShow: false }] })).toEqual(nothing);
    expect(read({ type: 'removed', transferIds: [done.id] })).toEqual(nothing);
  });
});
