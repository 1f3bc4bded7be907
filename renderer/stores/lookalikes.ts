import { nameSkeleton } from '../../shared/model/name-skeleton.ts';
import type { PeerId } from '../../shared/model/ids.ts';
import type { Peer } from '../../shared/model/peer.ts';
import type { AppState } from './app-store.ts';

const skeletons = new WeakMap<Peer, string>();
const indexes = new WeakMap<readonly Peer[], ReadonlyMap<string, Peer>>();

function skeletonOf(peer: Peer): string {
  const known = skeletons.get(peer) ?? nameSkeleton(peer.name);
  skeletons.set(peer, known);
  return known;
}

/** Those the user has dealt with, by what their names look like. Made once for each list of peers. */
function knownByLook(peers: readonly Peer[]): ReadonlyMap<string, Peer> {
  const index =
    indexes.get(peers) ?? new Map(peers.flatMap((peer) => (peer.isKnown ? [[skeletonOf(peer), peer]] : [])));
  indexes.set(peers, index);
  return index;
}

/**
 * The device whose name this one bears, or one that looks like it: one that the user has dealt with, while `peerId` is
 * none of these. Undefined: nothing to be mistaken for.
 */
export function selectLookalike(peerId: PeerId, name: string): (state: AppState) => Peer | undefined {
  const look = nameSkeleton(name);
  return ({ peers }) => {
    const other = look === '' ? undefined : knownByLook(peers).get(look);
    if (other === undefined || other.id === peerId) return undefined;
    return peers.some(({ id, isKnown }) => id === peerId && isKnown) ? undefined : other;
  };
}
