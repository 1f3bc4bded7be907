import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { toPeerId, type PeerId } from '../../../shared/model/ids.ts';
import { PeerTable } from './peer-table.ts';

const id = (n: number): PeerId => toPeerId(n.toString(16).padStart(64, '0'));
const SELF = id(0xffff);
const at = (host: string): { host: string; port: number } => ({ host, port: 1 });
const hello = (name: string): { name: string; platform: 'linux' } => ({ name, platform: 'linux' });
const newTable = (used: readonly PeerId[] = []): PeerTable =>
  new PeerTable({
    selfId: SELF,
    idToWords: (peerId) => ['word', peerId.slice(-2)],
    isUsed: (peerId) => used.includes(peerId),
  });

describe('PeerTable', () => {
  it('shows nobody who was only heard of', () => {
    const table = newTable();
    table.hint(id(1), 'announced', [at('10.0.0.1')]);
    table.setStatus(id(1), 'connecting');
    expect(table.snapshot()).toEqual([]);
    expect(table.ids()).toEqual([id(1)]);
  });

  it('makes one peer of all addresses of one id, best source first', () => {
    const table = newTable();
    table.hint(id(1), 'remembered', [at('10.0.0.3'), at('10.0.0.1')]);
    table.hint(id(1), 'announced', [at('fe80::1%eth0'), at('10.0.0.2')]);
    table.verify(id(1), hello('Ada'));
    table.hint(id(1), 'connected', [at('10.0.0.1')]);
    table.setStatus(id(1), 'online');
    expect(table.snapshot()).toEqual([
      {
        id: id(1),
        name: 'Ada',
        platform: 'linux',
        status: 'online',
        fingerprintWords: ['word', '01'],
        addresses: ['10.0.0.1:1', '[fe80::1%eth0]:1', '10.0.0.2:1', '10.0.0.3:1'],
        isManual: false,
        isKnown: false,
      },
    ]);
  });

  it('lists who is online first, then by name', () => {
    const table = newTable();
    for (const [n, name] of ['Cy', 'ada', 'Bo'].entries()) table.verify(id(n), hello(name));
    table.setStatus(id(0), 'online');
    expect(table.snapshot().map((peer) => peer.name)).toEqual(['Cy', 'ada', 'Bo']);
  });

  it('tells a burst of changes once, and nothing when nothing changed', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const table = newTable();
    const listener = vi.fn();
    const stop = table.onChanged(listener);
    table.verify(id(1), hello('Ada'));
    table.setStatus(id(1), 'online');
    await Promise.resolve();
    expect(listener).toHaveBeenCalledTimes(1);

    const before = table.snapshot();
    table.hint(id(2), 'announced', [at('10.0.0.9')]);
    table.setStatus(id(1), 'online');
    vi.advanceTimersByTime(1_000);
    await Promise.resolve();
    expect(listener).toHaveBeenCalledTimes(1);
    expect(table.snapshot()).toBe(before);

    table.hint(id(1), 'announced', [at('10.0.0.9')]);
    await Promise.resolve();
    expect(listener).toHaveBeenCalledTimes(2);
    stop();
    table.remove(id(1));
    vi.advanceTimersByTime(1_000);
    expect(listener).toHaveBeenCalledTimes(2);
    expect(table.snapshot()).toEqual([]);
  });

  it('tells changes that follow each other ten times a second at most, the last one too', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const table = newTable();
    table.verify(id(1), hello('Ada'));
    table.verify(id(2), hello('Bo'));
    const seen: unknown[] = [];
    table.onChanged(() => seen.push(table.snapshot()));
    for (let n = 0; n < 1_000; n++) {
      table.setStatus(id(1), n % 2 === 0 ? 'online' : 'connecting');
      await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(100);
    expect(seen.length).toBeLessThanOrEqual(11);
    expect(seen.at(-1)).toMatchObject([{ id: id(1), status: 'connecting' }, { id: id(2) }]);
  });

  it('shows a peer that did not change as the same object', () => {
    const table = newTable();
    table.verify(id(1), hello('Ada'));
    table.verify(id(2), hello('Bo'));
    const [ada] = table.snapshot();
    table.setStatus(id(2), 'online');
    expect(table.snapshot()[1]).toBe(ada);
  });

  it('drops an unverified peer with its last address, a verified one never', () => {
    const table = newTable();
    table.hint(id(1), 'announced', [at('10.0.0.1')]);
    table.hint(id(2), 'announced', [at('10.0.0.2')]);
    table.verify(id(2), hello('Bo'));
    table.dropHint(id(1), 'announced');
    table.dropHint(id(2), 'announced');
    expect(table.ids()).toEqual([id(2)]);
    expect(table.addressesOf(id(2))).toEqual([]);
  });

  it('never holds ourselves', () => {
    const table = newTable();
    table.hint(SELF, 'announced', [at('10.0.0.1')]);
    expect(table.verify(SELF, hello('me'))).toBe(false);
    expect(table.ids()).toEqual([]);
  });

  it('believes in 128 unverified ids at most; verified peers are not touched by them', () => {
    const table = newTable();
    table.verify(id(1), hello('Ada'));
    for (let n = 1_000; n < 3_000; n++) table.hint(id(n), 'announced', [at('10.0.0.1')]);
    expect(table.ids()).toHaveLength(129);
    expect(table.has(id(1))).toBe(true);
    expect(table.has(id(2_999))).toBe(true);
  });

  it('holds 256 verified peers: offline ones make room, online and manual ones never', () => {
    const used = Array.from({ length: 400 }, (_, n) => id(n));
    const table = newTable(used);
    table.verify(id(0), hello('typed by hand'));
    table.setManual(id(0), true);
    for (let n = 1; n < 256; n++) table.verify(id(n), hello(`peer ${n}`));
    expect(table.verify(id(300), hello('new'))).toBe(true);
    expect(table.has(id(0))).toBe(true);
    expect(table.has(id(1))).toBe(false);
    for (const peerId of table.ids()) table.setStatus(peerId, 'online');
    expect(table.verify(id(301), hello('one too many'))).toBe(false);
    expect(table.snapshot()).toHaveLength(256);
  });

  it('never lets a stranger take the place of one the user has dealt with', () => {
    const used = Array.from({ length: 200 }, (_, n) => id(n));
    const table = newTable(used);
    for (const peerId of used) table.verify(peerId, hello('friend'));
    for (let n = 1_000; n < 2_000; n++) table.verify(id(n), hello('Mallory'));
    expect(used.every((peerId) => table.has(peerId))).toBe(true);
    expect(table.snapshot()).toHaveLength(256);
    for (const peerId of table.ids()) table.setStatus(peerId, used.includes(peerId) ? 'offline' : 'online');
    expect(table.verify(id(3_000), hello('Mallory'))).toBe(false);
  });

  it('holds 128 strangers, of whom those that stayed for a while go last', () => {
    const table = newTable();
    table.verify(id(1), hello('neighbour'));
    table.setLasting(id(1));
    for (let n = 1_000; n < 2_000; n++) table.verify(id(n), hello('Mallory'));
    expect(table.snapshot()).toHaveLength(128);
    expect(table.has(id(1))).toBe(true);
  });
});
