import { beforeEach, describe, expect, it } from 'vitest';
import { toPeerId, toTransferId } from '../../shared/model/ids.ts';
import type { Peer, Self } from '../../shared/model/peer.ts';
import { EMPTY_REPORT, type Transfer } from '../../shared/model/transfer.ts';
import { createEngineState, type EngineState, type StateEvent } from './engine-state.ts';

const peerId = toPeerId('a'.repeat(64));
const running = toTransferId('1'.repeat(32));
const ended = toTransferId('2'.repeat(32));
const self: Self = {
  id: peerId,
  name: 'A',
  platform: 'linux',
  fingerprintWords: [],
  port: 5,
  addresses: ['127.0.0.1'],
  isDiscoverable: true,
  discoveryTrouble: null,
  isNewIdentity: false,
};
const peer: Peer = {
  id: peerId,
  name: 'B',
  platform: 'linux',
  status: 'online',
  fingerprintWords: [],
  addresses: [],
  isManual: false,
  isKnown: false,
};

function transferOf(id: Transfer['id'], state: Transfer['state']): Transfer {
  return {
    id,
    direction: 'receive',
    peerId,
    peerName: 'B',
    state,
    title: 'a',
    itemCount: 1,
    isScanning: false,
    bytesDone: 1,
    bytesTotal: 2,
    filesDone: 0,
    filesTotal: 1,
    filesFailed: 0,
    filesSkipped: 0,
    currentFile: 'a',
    rateBytesPerSec: 9,
    secondsLeft: 1,
    error: null,
    cancelledBy: null,
    pausedBy: null,
    startedAtMs: 0,
    acceptedAtMs: null,
    endedAtMs: null,
    canShow: true,
    report: EMPTY_REPORT,
    linePosition: null,
    limitedBy: null,
    filesToRetry: 0,
  };
}

describe('createEngineState', () => {
  let events: StateEvent[] = [];
  let state: EngineState;

  beforeEach(() => {
    events = [];
    state = createEngineState({ ...self, port: 0 }, (event) => events.push(event));
    const transfers = [transferOf(running, 'active'), transferOf(ended, 'done')];
    state.started({ self, peers: [peer], offers: [], transfers });
    events = [];
  });

  const stateOf = (id: Transfer['id']) => state.snapshot().transfers.find((transfer) => transfer.id === id);

  it('knows what the engine said last', () => {
    state.applyAll([
      { type: 'transfers', transfers: [transferOf(running, 'verifying')] },
      { type: 'peers', changed: [], removed: [peerId] },
    ]);
    expect(stateOf(running)?.state).toBe('verifying');
    expect(state.snapshot()).toMatchObject({ self, peers: [], engineError: null });
    expect(events.map((event) => event.type)).toEqual(['transfers', 'peers']);
  });

  it('forgets what was removed', () => {
    state.applyAll([{ type: 'removed', transferIds: [ended] }]);
    expect(stateOf(ended)).toBeUndefined();
  });

  it('lets what was accepted wait, and shows nobody online, when the engine is gone', () => {
    state.stopped({ code: 'ENGINE_STOPPED', at: 'here' });
    expect(stateOf(running)).toMatchObject({
      state: 'waiting',
      error: { code: 'ENGINE_STOPPED', at: 'here' },
      rateBytesPerSec: 0,
      currentFile: null,
      endedAtMs: null,
    });
    expect(stateOf(ended)).toMatchObject({ state: 'done', canShow: false });
    expect(state.snapshot()).toMatchObject({
      self: { port: 0 },
      peers: [{ status: 'offline' }],
      engineError: { code: 'ENGINE_STOPPED' },
    });
    expect(events.at(-1)).toEqual({ type: 'engine', error: { code: 'ENGINE_STOPPED', at: 'here' } });
  });

  it('ends what nobody had agreed to, and leaves what was paused', () => {
    const offered = transferOf(toTransferId('3'.repeat(32)), 'offered');
    const paused = { ...transferOf(toTransferId('4'.repeat(32)), 'paused'), pausedBy: 'there' } as const;
    state.applyAll([{ type: 'transfers', transfers: [offered, paused] }]);
    state.stopped({ code: 'ENGINE_STOPPED', at: 'here' });
    expect(stateOf(offered.id)).toMatchObject({ state: 'failed', error: { code: 'ENGINE_STOPPED' } });
    expect(stateOf(offered.id)?.endedAtMs).toBeGreaterThan(0);
    expect(stateOf(paused.id)).toMatchObject({ state: 'paused', pausedBy: 'there', error: null });
    state.started({ self, peers: [], offers: [], transfers: [paused] });
    expect(stateOf(paused.id)?.state).toBe('paused');
  });

  it('does not forget what waits for the next engine', () => {
    state.stopped({ code: 'ENGINE_STOPPED', at: 'here' });
    expect(state.dropOrphan(running)).toBe(false);
    expect(stateOf(running)?.state).toBe('waiting');
    expect(state.dropOrphan(ended)).toBe(true);
  });

  it('keeps what died with the engine until the user takes it off the list', () => {
    state.stopped({ code: 'ENGINE_STOPPED', at: 'here' });
    state.started({ self, peers: [], offers: [], transfers: [] });
    expect(state.snapshot()).toMatchObject({ self, engineError: null });
    expect(stateOf(running)).toMatchObject({ state: 'failed', error: { code: 'ENGINE_STOPPED' } });
    expect(stateOf(running)?.endedAtMs).toBeGreaterThan(0);
    expect(state.dropOrphan(running)).toBe(true);
    expect(stateOf(running)).toBeUndefined();
    expect(state.dropOrphan(running)).toBe(false);
  });

  it('believes the new engine about a transfer that both know', () => {
    state.stopped({ code: 'ENGINE_STOPPED', at: 'here' });
    state.started({ self, peers: [], offers: [], transfers: [transferOf(running, 'paused')] });
    expect(stateOf(running)?.state).toBe('paused');
    expect(state.dropOrphan(running)).toBe(false);
  });
});
