import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PeerError } from '../../shared/errors/lanyard-error.ts';
import { toPeerId, type PeerId } from '../../shared/model/ids.ts';
import type { Peer, Self } from '../../shared/model/peer.ts';
import type { EngineSettings } from './engine-api.ts';
import { silentLog } from './log.ts';
import type { Network } from './network.ts';
import { NetworkSwitch, type NetworkStart } from './network-switch.ts';

const SELF_ID = toPeerId('5e'.repeat(32));
const ADA = toPeerId('a1'.repeat(32));
const SETTINGS: EngineSettings = {
  name: 'First',
  inboxDir: '/inbox',
  peerFolders: {},
  existingNames: 'keep-both',
  isReceiving: true,
  isVisible: true,
  interfaces: null,
  port: 0,
  uploadLimit: null,
  downloadLimit: null,
};
const ADA_PEER: Peer = {
  id: ADA,
  name: 'Ada',
  platform: 'linux',
  status: 'online',
  fingerprintWords: [],
  addresses: [],
  isManual: false,
  isKnown: false,
};

const ADA_MET = { peerId: ADA, name: 'Ada', platform: 'linux', addresses: [{ host: '10.0.0.2', port: 5 }] } as const;

/** Networks that only note what is done with them. */
function createWorld() {
  const started: NetworkStart[] = [];
  const stopped: string[] = [];
  const told: Self[] = [];
  const world = {
    started,
    stopped,
    told,
    isBroken: false,
    isBusy: false,
    endAll: (): void => undefined,
    addPeer: (): Promise<PeerId> => Promise.resolve(ADA),
    /** Holds the next start until it is called. */
    gate: Promise.resolve(),
  };
  const createNetwork = ({ settings, port }: NetworkStart): Network => ({
    self: () => ({
      id: SELF_ID,
      name: settings.name,
      platform: 'linux',
      fingerprintWords: [],
      port: port || 40_000 + started.length,
      addresses: ['192.168.1.2'],
      isDiscoverable: settings.isVisible,
      discoveryTrouble: null,
      isNewIdentity: false,
    }),
    peers: () => [ADA_PEER],
    online: () => [ADA_MET],
    addPeer: () => world.addPeer(),
    forgetPeer: () => undefined,
    dialForTransfer: () => Promise.reject(new PeerError('PEER_REFUSED', settings.name)),
    dialForTest: () => Promise.reject(new PeerError('PEER_REFUSED', settings.name)),
    stop: (spared) => {
      stopped.push(`${settings.name} ${spared}`);
      return Promise.resolve();
    },
  });
  const open = (): Promise<NetworkSwitch> =>
    NetworkSwitch.open({
      settings: SETTINGS,
      start: async (how) => {
        started.push(how);
        await world.gate;
        if (world.isBroken) throw new Error('no such address');
        return createNetwork(how);
      },
      isBusy: () => world.isBusy,
      untilIdle: () =>
        new Promise((resolve) => {
          world.endAll = () => {
            world.isBusy = false;
            resolve();
          };
        }),
      onSelf: (self) => told.push(self),
      onPeers: () => undefined,
      log: silentLog,
    });
  return { world, open };
}

const names = (started: readonly NetworkStart[]): string[] => started.map(({ settings }) => settings.name);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('NetworkSwitch', () => {
  it('opens the network anew for another name, port, visibility or interfaces, and for nothing else', async () => {
    const { world, open } = createWorld();
    const network = await open();
    await network.configure({ ...SETTINGS, inboxDir: '/other', isReceiving: false, uploadLimit: 1 });
    expect(world.started).toHaveLength(1);
    let settings = SETTINGS;
    for (const change of [{ name: 'B' }, { port: 5 }, { isVisible: false }, { interfaces: ['eth0'] }]) {
      settings = { ...settings, ...change };
      const before = world.started.length;
      await network.configure(settings);
      expect(world.started.slice(before)).toMatchObject([{ settings }]);
    }
    expect(world.stopped).toHaveLength(4);
    expect(world.told.at(-1)).toMatchObject({ name: 'B', port: 5, isDiscoverable: false });
  });

  it('keeps the port that peers know, unless another one is wanted, and says who was there', async () => {
    const { world, open } = createWorld();
    const network = await open();
    await network.configure({ ...SETTINGS, name: 'B' });
    await network.configure({ ...SETTINGS, name: 'B', port: 7 });
    expect(world.started.map(({ port }) => port)).toEqual([0, 40_001, 7]);
    expect(world.started[1]?.wereOnline).toEqual([ADA_MET]);
  });

  it('waits until nothing runs, and then follows the last of several changes', async () => {
    const { world, open } = createWorld();
    const network = await open();
    world.isBusy = true;
    for (const name of ['B', 'C', 'D']) await network.configure({ ...SETTINGS, name });
    expect(names(world.started)).toEqual(['First']);
    expect(network.self().name).toBe('First');
    world.endAll();
    await vi.advanceTimersByTimeAsync(0);
    expect(names(world.started)).toEqual(['First', 'D']);
    expect(world.stopped).toEqual(['First transfers']);
  });

  it('does nothing when the change is taken back meanwhile', async () => {
    const { world, open } = createWorld();
    const network = await open();
    world.isBusy = true;
    await network.configure({ ...SETTINGS, name: 'B' });
    await network.configure(SETTINGS);
    world.endAll();
    await vi.advanceTimersByTimeAsync(0);
    expect(names(world.started)).toEqual(['First']);
    expect(world.told).toEqual([]);
  });

  it('lets commands wait while the network changes', async () => {
    const { world, open } = createWorld();
    const network = await open();
    let openGate: () => void = () => undefined;
    world.gate = new Promise((resolve) => (openGate = resolve));
    const done: string[] = [];
    const note = (what: string) => (): void => void done.push(what);
    const all = Promise.all([
      network.configure({ ...SETTINGS, name: 'B' }).then(note('configure')),
      network.addPeer('ada').then(note('addPeer')),
      network.ready().then(note('ready')),
      // by the name in its error it was the new one that dialled
      expect(network.ready().then((ready) => ready.dialForTransfer(ADA, new AbortController().signal))).rejects.toThrow(
        'B',
      ),
    ]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(done).toEqual([]);
    openGate();
    await all;
    expect(done.toSorted()).toEqual(['addPeer', 'configure', 'ready']);
  });

  it('dials again on the new network when the old one went away under the dial', async () => {
    const { world, open } = createWorld();
    const network = await open();
    let fail: (error: Error) => void = () => undefined;
    world.addPeer = () => new Promise((_, reject) => (fail = reject));
    const adding = network.addPeer('ada');
    await vi.advanceTimersByTimeAsync(0);
    world.addPeer = () => Promise.resolve(ADA);
    const configuring = network.configure({ ...SETTINGS, name: 'B' });
    fail(new PeerError('PEER_CLOSED', 'given up'));
    await expect(adding).resolves.toBe(ADA);
    await configuring;
    world.addPeer = () => Promise.reject(new PeerError('PEER_REFUSED', 'really'));
    await expect(network.addPeer('ada')).rejects.toMatchObject({ code: 'PEER_REFUSED' });
  });

  it('survives a network that does not open, says so, and tries again', async () => {
    const { world, open } = createWorld();
    const network = await open();
    world.isBroken = true;
    await network.configure({ ...SETTINGS, name: 'B' });
    expect(world.told.at(-1)).toMatchObject({ name: 'B', port: 0, addresses: [], isDiscoverable: false });
    expect(network.peers()).toMatchObject([{ id: ADA, status: 'offline' }]);
    await expect(network.addPeer('ada')).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
    await expect(network.ready()).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(world.started).toHaveLength(3);
    world.isBroken = false;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(world.told.at(-1)).toMatchObject({ name: 'B', addresses: ['192.168.1.2'] });
    await expect(network.addPeer('ada')).resolves.toBe(ADA);
    // only what ran was stopped
    expect(world.stopped).toEqual(['First transfers']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tries other settings at once when a network did not open', async () => {
    const { world, open } = createWorld();
    const network = await open();
    world.isBroken = true;
    await network.configure({ ...SETTINGS, name: 'B' });
    world.isBroken = false;
    await network.configure({ ...SETTINGS, name: 'C' });
    await vi.advanceTimersByTimeAsync(0);
    expect(names(world.started)).toEqual(['First', 'B', 'C']);
    expect(network.self().name).toBe('C');
  });

  it('stops while a change waits, and while one is made', async () => {
    const { world, open } = createWorld();
    const network = await open();
    world.isBusy = true;
    await network.configure({ ...SETTINGS, name: 'B' });
    network.hold();
    world.endAll();
    await network.stop();
    expect(names(world.started)).toEqual(['First']);
    expect(world.stopped).toEqual(['First none']);

    const other = createWorld();
    const changing = await other.open();
    const configuring = changing.configure({ ...SETTINGS, name: 'B' });
    await changing.stop();
    await configuring;
    expect(other.world.stopped).toEqual(['First transfers', 'B none']);
    await changing.configure({ ...SETTINGS, name: 'C' });
    expect(names(other.world.started)).toEqual(['First', 'B']);
  });
});
