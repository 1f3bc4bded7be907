import type { PeerId } from './ids.ts';
import type { Peer } from './peer.ts';

/** What became of a list of peers: so that one device that comes and goes costs the others nothing. */
export interface PeerChanges {
  /** New ones, and those of which anything differs. */
  readonly changed: readonly Peer[];
  readonly removed: readonly PeerId[];
}

/** What leads from one list to the other; null when nothing does. A peer that did not change must be the same object. */
export function comparePeerLists(before: readonly Peer[], after: readonly Peer[]): PeerChanges | null {
  const known = new Set(before);
  const there = new Set(after.map(({ id }) => id));
  const changed = after.filter((peer) => !known.has(peer));
  const removed = before.flatMap(({ id }) => (there.has(id) ? [] : [id]));
  return changed.length === 0 && removed.length === 0 ? null : { changed, removed };
}

/** `before` with `changes` made; peers that did not change stay the same objects. Those that are new come last. */
export function applyPeerChanges(before: readonly Peer[], { changed, removed }: PeerChanges): readonly Peer[] {
  const byId = new Map(before.map((peer) => [peer.id, peer]));
  for (const id of removed) byId.delete(id);
  for (const peer of changed) byId.set(peer.id, peer);
  return [...byId.values()];
}

/** Both, one after the other, as one. */
export function joinPeerChanges(first: PeerChanges, second: PeerChanges): PeerChanges {
  const changed = new Map(first.changed.map((peer) => [peer.id, peer]));
  const removed = new Set(first.removed);
  for (const id of second.removed) {
    changed.delete(id);
    removed.add(id);
  }
  for (const peer of second.changed) {
    changed.set(peer.id, peer);
    removed.delete(peer.id);
  }
  return { changed: [...changed.values()], removed: [...removed] };
}
