import type { StateCreator } from 'zustand/vanilla';
import type { Peer } from '../../shared/model/peer.ts';
import { lazily } from '../../shared/text/lazily.ts';

export interface PeersSlice {
  /** Those that are there first, then by name. */
  readonly peers: readonly Peer[];
  readonly replacePeers: (peers: readonly Peer[]) => void;
}

export const createPeersSlice: StateCreator<PeersSlice> = (set) => ({
  peers: [],
  replacePeers: (peers) => set({ peers: sortPeers(peers) }),
});

const collator = lazily(() => new Intl.Collator(undefined, { numeric: true }));

// connecting counts as there: a tile must not jump away while its device wakes up
function sortPeers(peers: readonly Peer[]): readonly Peer[] {
  const isAway = (peer: Peer): number => (peer.status === 'offline' ? 1 : 0);
  return peers.toSorted(
    (a, b) => isAway(a) - isAway(b) || collator().compare(a.name, b.name) || collator().compare(a.id, b.id),
  );
}
