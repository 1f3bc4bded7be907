import { describe, expect, it } from 'vitest';
import { toPeerId } from './ids.ts';
import { applyPeerChanges, comparePeerLists, joinPeerChanges } from './peer-changes.ts';
import type { Peer } from './peer.ts';

const peer = (n: number, name = `peer ${n}`): Peer => ({
  id: toPeerId(n.toString(16).padStart(64, '0')),
  name,
  platform: 'linux',
  status: 'online',
  fingerprintWords: [],
  addresses: [],
  isManual: false,
  isKnown: false,
});
const [one, two, three] = [peer(1), peer(2), peer(3)];
const renamed = peer(2, 'renamed');

describe('changes of a list of peers', () => {
  it('name what is new, what differs and what is gone, and nothing else', () => {
    expect(comparePeerLists([one, two], [two, one])).toBeNull();
    expect(comparePeerLists([one, two], [one, renamed, three])).toEqual({ changed: [renamed, three], removed: [] });
    expect(comparePeerLists([one, two], [two])).toEqual({ changed: [], removed: [one.id] });
  });

  it('make the one list of the other, and keep what did not change as it is', () => {
    const after = applyPeerChanges([one, two], { changed: [renamed, three], removed: [] });
    expect(after).toEqual([one, renamed, three]);
    expect(after[0]).toBe(one);
    expect(applyPeerChanges(after, { changed: [], removed: [one.id] })).toEqual([renamed, three]);
  });

  it('are one when they follow each other: the last word on each peer counts', () => {
    const gone = { changed: [], removed: [two.id] };
    const back = { changed: [renamed], removed: [] };
    expect(joinPeerChanges(back, gone)).toEqual(gone);
    expect(joinPeerChanges(gone, back)).toEqual(back);
    expect(joinPeerChanges({ changed: [one, two], removed: [] }, back).changed).toEqual([one, renamed]);
  });
});
