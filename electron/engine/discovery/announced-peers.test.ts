import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toPeerId, type PeerId } from '../../../shared/model/ids.ts';
import { createAnnouncedPeers } from './announced-peers.ts';

const id = (n: number): PeerId => toPeerId(n.toString(16).padStart(64, '0'));
const at = (host: string): { host: string; port: number } => ({ host, port: 1 });

describe('createAnnouncedPeers()', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('loses a peer when its time passes without another word, once', () => {
    const gone: PeerId[] = [];
    const peers = createAnnouncedPeers((peerId) => gone.push(peerId));
    peers.note(id(1), [at('a')], 120_000);
    vi.advanceTimersByTime(119_000);
    peers.note(id(1), [at('a')], 120_000);
    vi.advanceTimersByTime(119_000);
    expect(gone).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(gone).toEqual([id(1)]);
    peers.drop(id(1));
    expect(gone).toEqual([id(1)]);
  });

  it('keeps the addresses of several interfaces together, each for its time', () => {
    const peers = createAnnouncedPeers(() => undefined);
    peers.note(id(1), [at('a')], 120_000);
    vi.advanceTimersByTime(60_000);
    expect(peers.note(id(1), [at('b')], 120_000)).toEqual([at('b'), at('a')]);
    vi.advanceTimersByTime(60_000);
    expect(peers.note(id(1), [at('c')], 120_000)).toEqual([at('c'), at('b')]);
  });

  it('keeps at most 256, the one not heard of longest goes', () => {
    const gone: PeerId[] = [];
    const peers = createAnnouncedPeers((peerId) => gone.push(peerId));
    for (let n = 0; n < 256; n++) peers.note(id(n), [], 120_000);
    peers.note(id(0), [], 120_000);
    peers.note(id(999), [], 120_000);
    expect(gone).toEqual([id(1)]);
  });

  it('knows who need not answer a question', () => {
    const peers = createAnnouncedPeers(() => undefined);
    peers.note(id(1), [], 120_000);
    vi.advanceTimersByTime(50_000);
    peers.note(id(2), [], 120_000);
    vi.advanceTimersByTime(11_000);
    expect(peers.fresh(120_000)).toEqual([{ peerId: id(2), ttlSec: 109 }]);
  });
});
