import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toPeerId } from '../../../shared/model/ids.ts';
import { FAKE_PEER, FakeConnection } from '../testing/fake-connection.ts';
import { KeptConnections } from './kept-connections.ts';

const idOf = (n: number) => toPeerId(n.toString(16).padStart(64, '0'));
const IDLE_MS = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('KeptConnections', () => {
  it('gives a connection once', () => {
    const kept = new KeptConnections(IDLE_MS);
    const connection = new FakeConnection('client');
    expect(kept.keep(connection)).toBe(true);
    expect([kept.take(FAKE_PEER), kept.take(FAKE_PEER)]).toEqual([connection, null]);
    vi.advanceTimersByTime(IDLE_MS * 2);
    expect(connection.isOpen).toBe(true);
  });

  it('closes what nobody needs for a minute, whatever its peer sends meanwhile', () => {
    const kept = new KeptConnections(IDLE_MS);
    const connection = new FakeConnection('server');
    kept.keep(connection);
    vi.advanceTimersByTime(IDLE_MS - 1);
    connection.says({ type: 'heartbeat' });
    expect(connection.isOpen).toBe(true);
    vi.advanceTimersByTime(1);
    expect(connection.closedWith).toBeNull();
  });

  it('keeps one of a peer, the newest', () => {
    const kept = new KeptConnections(IDLE_MS);
    const [older, newer] = [new FakeConnection('client'), new FakeConnection('client')];
    for (const connection of [older, newer]) kept.keep(connection);
    expect(older.closedWith).toBeNull();
    expect(kept.take(FAKE_PEER)).toBe(newer);
  });

  it('keeps those of 16 peers, and lets the one go that waits longest', () => {
    const kept = new KeptConnections(IDLE_MS);
    const connections = Array.from({ length: 17 }, (_, n) => new FakeConnection('server', idOf(n)));
    for (const connection of connections) kept.keep(connection);
    expect(connections.map(({ isOpen }) => isOpen)).toEqual([false, ...Array<boolean>(16).fill(true)]);
  });

  it('does not give one that has ended, also of which it was not told yet', async () => {
    const kept = new KeptConnections(IDLE_MS);
    const [first, second] = [new FakeConnection('client'), new FakeConnection('client')];
    kept.keep(first);
    first.ends();
    expect(kept.take(FAKE_PEER)).toBeNull();
    kept.keep(second);
    await first.closed;
    expect(kept.take(FAKE_PEER)).toBe(second);
  });

  it('uses none for more than 1,000 transfers', () => {
    const kept = new KeptConnections(IDLE_MS);
    const connection = new FakeConnection('client');
    let turns = 1;
    for (; turns < 2_000 && kept.keep(connection); turns++) kept.take(FAKE_PEER);
    expect([turns, connection.closedWith]).toEqual([1_000, null]);
  });

  it('uses none for more than an hour', () => {
    const kept = new KeptConnections(IDLE_MS);
    const connection = new FakeConnection('client');
    kept.keep(connection);
    kept.take(FAKE_PEER);
    vi.advanceTimersByTime(60 * 60_000);
    expect([kept.keep(connection), connection.closedWith]).toEqual([false, null]);
  });

  it('closes all when it stops, and what comes later', () => {
    const kept = new KeptConnections(IDLE_MS);
    const [kept1, inUse] = [new FakeConnection('client'), new FakeConnection('client', idOf(1))];
    kept.keep(kept1);
    kept.stop();
    expect([kept.keep(inUse), kept1.closedWith, inUse.closedWith]).toEqual([false, null, null]);
  });
});
