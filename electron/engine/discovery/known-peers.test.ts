import { describe, expect, it } from 'vitest';
import { toPeerId } from '../../../shared/model/ids.ts';
import { KnownPeers } from './known-peers.ts';

const ADA = toPeerId('a1'.repeat(32));
const BO = toPeerId('b2'.repeat(32));

describe('KnownPeers', () => {
  it('knows whom the user sends to, and whose files were accepted', () => {
    const known = new KnownPeers();
    known.noteTransfers([{ direction: 'send', acceptedAtMs: null, peerId: ADA }]);
    known.noteTransfers([{ direction: 'receive', acceptedAtMs: null, peerId: BO }]);
    expect([known.has(ADA), known.has(BO)]).toEqual([true, false]);
    known.noteTransfers([{ direction: 'receive', acceptedAtMs: 1, peerId: BO }]);
    expect(known.has(BO)).toBe(true);
  });

  it('tells each once, those of earlier runs never', () => {
    const known = new KnownPeers([ADA]);
    const told: string[] = [];
    known.onAdded((peerId) => told.push(peerId));
    const both = [ADA, BO].map((peerId) => ({ direction: 'send', acceptedAtMs: 1, peerId }) as const);
    known.noteTransfers(both);
    known.noteTransfers(both);
    expect(told).toEqual([BO]);
  });

  it('forgets whom the user takes off the list', () => {
    const known = new KnownPeers([ADA]);
    known.forget(ADA);
    expect(known.has(ADA)).toBe(false);
  });
});
