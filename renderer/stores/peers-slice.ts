import type { StateCreator } from 'zustand/vanilla';
import type { Peer } from '../../shared/model/peer.ts';
import { applyPeerChanges, type PeerChanges } from '../../shared/model/peer-changes.ts';
import { lazily } from '../../shared/text/lazily.ts';

export interface PeersSlice {
  /** Those that are there first, then by name. */
  readonly peers: readonly Peer[];
  readonly replacePeers: (peers: readonly Peer[]) => void;
  /** Peers that did not change stay the same objects, so that their tiles need not be drawn again. */
  readonly applyPeers: (changes: PeerChanges) => void;
}

export const createPeersSlice: StateCreator<PeersSlice> = (set) => ({
  peers: [],
  replacePeers: (peers) => set({ peers: sortPeers(peers) }),
  applyPeers: (changes) => set(({ peers }) => ({ peers: sortPeers(applyPeerChanges(peers, changes)) })),
});

const collator = lazily(() => new Intl.Collator(undefined, { numeric: true }));

// connecting counts as there: a tile must not jump away while its device wakes up
function sortPeers(peers: readonly Peer[]): readonly Peer[] {
  const isAway = (peer: Peer): number => (peer.status === 'offline' ? 1 : 0);
  return peers.toSorted(
    (a, b) => isAway(a) - isAway(b) || collator().compare(a.name, b.name) || collator().compare(a.id, b.id),
  );
}
