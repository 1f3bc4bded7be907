import { describe, expect, it } from 'vitest';
import type { Peer } from '../../shared/model/peer.ts';
import { makePeer } from '../testing/sample-data.ts';
import { createAppStore } from './app-store.ts';
import { selectLookalike } from './lookalikes.ts';

const kitchen = makePeer({ name: 'Kitchen', isKnown: true });
const stranger = makePeer({ name: 'Kitсhen' });

function look(peers: readonly Peer[]) {
  const store = createAppStore();
  store.getState().replacePeers(peers);
  return (peer: Peer) => selectLookalike(peer.id, peer.name)(store.getState());
}

describe('selectLookalike()', () => {
  it('finds the device the user knows behind the name of a stranger, listed or not', () => {
    expect(look([kitchen, stranger])(stranger)).toBe(kitchen);
    expect(look([kitchen])(stranger)).toBe(kitchen);
  });

  it('finds nothing for that device itself, for two the user knows, and for two strangers', () => {
    expect(look([kitchen, stranger])(kitchen)).toBeUndefined();
    const second = { ...stranger, isKnown: true };
    expect(look([kitchen, second])(second)).toBeUndefined();
    expect(look([{ ...kitchen, isKnown: false }, stranger])(stranger)).toBeUndefined();
  });

  it('finds nothing for a name of which nothing can be read', () => {
    expect(look([{ ...kitchen, name: '–' }])({ ...stranger, name: '…' })).toBeUndefined();
  });
});
