import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toPeerId, type PeerId } from '../../../shared/model/ids.ts';
import { readJson, writeJson } from '../storage/json-file.ts';
import { openRememberedPeers, type RememberedPeer, type RememberedPeers } from './remembered-peers.ts';

const NOW_MS = Date.now();
const DAY_MS = 24 * 3_600_000;

const id = (n: number): PeerId => toPeerId(n.toString(16).padStart(64, '0'));
const peer = (n: number, change: Partial<RememberedPeer> = {}): RememberedPeer => ({
  peerId: id(n),
  name: `peer ${n}`,
  platform: 'linux',
  addresses: [{ host: 'fe80::1%eth0', port: 53420 }],
  isManual: false,
  isUsed: false,
  lastSeenMs: NOW_MS + n,
  ...change,
});

describe('openRememberedPeers()', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lanyard-peers-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const open = (): Promise<RememberedPeers> => {
    const file = join(directory, 'peers.json');
    return openRememberedPeers({
      load: (schema) => readJson(file, schema),
      save: (data) => writeJson(file, data),
    });
  };

  it('has after a restart what was put before it, most recently seen first', async () => {
    const before = await open();
    before.put(peer(1));
    before.put(peer(2, { isManual: true }));
    before.put(peer(3));
    before.remove(id(3));
    await before.stop();
    expect((await open()).list()).toEqual([peer(2, { isManual: true }), peer(1)]);
  });

  it('forgets after 30 days whom nobody added by hand', async () => {
    const before = await open();
    before.put(peer(1, { lastSeenMs: NOW_MS - 31 * DAY_MS }));
    before.put(peer(2, { lastSeenMs: NOW_MS - 31 * DAY_MS, isManual: true }));
    before.put(peer(3, { lastSeenMs: NOW_MS - 29 * DAY_MS }));
    await before.stop();
    expect((await open()).list().map(({ peerId }) => peerId)).toEqual([id(3), id(2)]);
  });

  it('writes at once that files go to or come from one', async () => {
    const saves: unknown[] = [];
    const peers = await openRememberedPeers({
      load: () => Promise.resolve(undefined),
      save: (data) => Promise.resolve(void saves.push(data)),
    });
    peers.put(peer(1));
    await Promise.resolve();
    expect(saves).toEqual([]);
    peers.put(peer(1, { isUsed: true }));
    await Promise.resolve();
    expect(saves).toMatchObject([{ peers: [{ isUsed: true }] }]);
    await peers.stop();
    expect(saves).toHaveLength(1);
  });

  it('writes nothing when nothing changed', async () => {
    await (await open()).stop();
    expect(await readdir(directory)).toEqual([]);
  });

  it.each([
    ['no JSON', '{"version":1,'],
    ['another shape', '{"version":1,"peers":[{"peerId":"me"}]}'],
    ['a later version', '{"version":2,"peers":[]}'],
  ])('starts empty and keeps the file aside when it holds %s', async (_name, text) => {
    await writeFile(join(directory, 'peers.json'), text);
    const peers = await open();
    expect(peers.list()).toEqual([]);
    expect(await readdir(directory)).toEqual(['peers.json.broken-1']);
  });

  it('keeps 8 addresses and 256 peers; those not seen longest go, manual ones last', async () => {
    const peers = await open();
    const addresses = Array.from({ length: 20 }, (_, n) => ({ host: `10.0.0.${n}`, port: 1 }));
    peers.put(peer(0, { isManual: true, addresses }));
    for (let n = 1; n <= 256; n++) peers.put(peer(n));
    expect(peers.list()).toHaveLength(256);
    expect(peers.list().find(({ peerId }) => peerId === id(0))?.addresses).toHaveLength(8);
    expect(peers.list().map(({ peerId }) => peerId)).not.toContain(id(1));
    await peers.stop();
  });

  it('goes on when the disk fails, and tells', async () => {
    const errors: unknown[] = [];
    const failure = new Error('disk');
    const peers = await openRememberedPeers({
      load: () => Promise.reject(failure),
      save: () => Promise.reject(failure),
      onError: (error) => errors.push(error),
    });
    peers.put(peer(1));
    await peers.stop();
    expect(peers.list()).toEqual([peer(1)]);
    expect(errors).toEqual([failure, failure]);
  });
});
