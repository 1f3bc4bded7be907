import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toPeerId, toTransferId, type TransferId } from '../../../../shared/model/ids.ts';
import type { Direction, Transfer } from '../../../../shared/model/transfer.ts';
import { TransferRecord } from './transfer-record.ts';
import { TransferTable } from './transfer-table.ts';

const idOf = (n: number): TransferId => toTransferId(n.toString(16).padStart(32, '0'));

function createTable() {
  const told: (readonly Transfer[])[] = [];
  const removed: TransferId[] = [];
  const table = new TransferTable({
    onChanged: (transfers) => told.push(transfers),
    onRemoved: (ids) => removed.push(...ids),
  });
  const record = (n: number, direction: Direction = 'send'): TransferRecord =>
    new TransferRecord(
      {
        id: idOf(n),
        direction,
        peerId: toPeerId('a'.repeat(64)),
        peerName: 'Peer',
        title: 'title',
        itemCount: 1,
        isScanning: false,
      },
      table.noteChange,
    );
  const add = (n: number): TransferRecord => {
    const added = record(n);
    table.add(added);
    return added;
  };
  return { table, told, removed, record, add };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('TransferTable', () => {
  it('tells what moves every second, so that the speed of what has stalled falls to nothing', () => {
    const { told, add } = createTable();
    const record = add(1);
    record.update({ state: 'active', bytesTotal: 10_000_000 });
    for (let bytes = 0; bytes <= 1_000_000; bytes += 100_000) {
      record.update({ bytesDone: bytes });
      vi.advanceTimersByTime(100);
    }
    const last = (): number | undefined => told.at(-1)?.[0]?.rateBytesPerSec;
    expect(last()).toBeGreaterThan(0);
    vi.advanceTimersByTime(5_000);
    expect(last()).toBe(0);
    record.update({ state: 'done' });
    vi.advanceTimersByTime(1_000);
    const before = told.length;
    vi.advanceTimersByTime(5_000);
    expect(told).toHaveLength(before);
  });

  it('tells no speed of what waits for its turn', () => {
    const { told, add } = createTable();
    const record = add(1);
    record.update({ state: 'active', bytesTotal: 10_000_000 });
    record.update({ bytesDone: 0 });
    vi.advanceTimersByTime(500);
    record.update({ bytesDone: 500_000 });
    record.update({ linePosition: 1 });
    vi.advanceTimersByTime(300);
    expect(told.at(-1)).toMatchObject([{ rateBytesPerSec: 0, secondsLeft: null }]);
  });

  it('tells many changes at once, ten times a second at most', () => {
    const { told, add } = createTable();
    const records = [add(1), add(2)];
    for (let bytes = 0; bytes < 1_000; bytes++) {
      for (const record of records) record.update({ bytesDone: bytes, bytesTotal: 1_000 });
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(100);
    expect(told.length).toBeGreaterThan(2);
    expect(told.length).toBeLessThanOrEqual(11);
    expect(told.at(-1)?.map(({ bytesDone }) => bytesDone)).toEqual([999, 999]);
  });

  it.each([
    ['is paused', { state: 'paused', pausedBy: 'there' }],
    ['ends', { state: 'done' }],
    ['fails', { state: 'failed', error: { code: 'PEER_CLOSED', at: 'here' } }],
  ] as const)('tells what %s at the end of the turn, and progress later', (_, patch) => {
    const { told, add } = createTable();
    const record = add(1);
    record.update({ state: 'active', bytesTotal: 10 });
    vi.advanceTimersByTime(0);
    expect(told).toMatchObject([[{ state: 'active' }]]);
    record.update({ bytesDone: 10 });
    record.update({ state: 'verifying' });
    vi.advanceTimersByTime(0);
    expect(told).toHaveLength(1);
    record.update(patch);
    vi.advanceTimersByTime(0);
    expect(told.slice(1)).toMatchObject([[{ ...patch, bytesDone: 10 }]]);
    vi.advanceTimersByTime(1_000);
    expect(told).toHaveLength(2);
  });

  it.each(['send', 'receive'] as const)('tells no offer by itself before its time: %s', (direction) => {
    const { table, told, record } = createTable();
    const offered = record(1, direction);
    table.add(offered);
    vi.advanceTimersByTime(0);
    expect(told).toEqual([]);
    offered.update({ state: 'declined' });
    vi.advanceTimersByTime(0);
    expect(told).toMatchObject([[{ state: 'declined' }]]);
  });

  it('tells of a thousand that end in one turn once', () => {
    const { told, add } = createTable();
    const records = Array.from({ length: 1_000 }, (_, n) => add(n));
    vi.advanceTimersByTime(200);
    for (const record of records) record.settle();
    vi.advanceTimersByTime(0);
    expect(told.map((transfers) => transfers.length)).toEqual([1_000, 1_000]);
  });

  it('says nothing while nothing changes', () => {
    const { told, add } = createTable();
    add(1);
    vi.advanceTimersByTime(100);
    vi.advanceTimersByTime(10_000);
    expect(told).toHaveLength(1);
  });

  it('tells only of what is in it', () => {
    const { told, record, add } = createTable();
    add(1);
    vi.advanceTimersByTime(100);
    record(2).update({ bytesTotal: 7 });
    // one that only bears the id of another
    record(1).fail({ code: 'PEER_CLOSED', at: 'here' });
    vi.advanceTimersByTime(100);
    expect(told).toHaveLength(1);
  });

  it('lets an ended transfer go, and keeps one that runs', () => {
    const { table, removed, add } = createTable();
    const [running, ended] = [add(1), add(2)];
    ended.settle();
    table.remove(running.id);
    table.remove(ended.id);
    expect(removed).toEqual([ended.id]);
    expect(table.all()).toEqual([running]);
    expect(() => table.get(ended.id)).toThrow(/no such transfer/);
  });

  it('keeps 200 ended ones, the newest, and all that run', () => {
    const { table, removed, add } = createTable();
    const running = add(0);
    for (let n = 1; n <= 250; n++) add(n).settle();
    add(251);
    expect(table.all()).toHaveLength(202);
    expect(table.all()[0]).toBe(running);
    expect(removed[0]).toBe(idOf(1));
    expect(removed).toHaveLength(50);
  });
});

describe('TransferRecord', () => {
  it('ends once', () => {
    const { add } = createTable();
    const record = add(1);
    record.update({ state: 'active', currentFile: 'a' });
    record.fail({ code: 'TRANSFER_CANCELLED', at: 'there' });
    record.fail({ code: 'STORAGE_FULL', at: 'here' });
    record.settle();
    record.update({ state: 'active' });
    const { state, cancelledBy, error, currentFile, endedAtMs } = record.snapshot();
    expect({ state, cancelledBy, error, currentFile }).toEqual({
      state: 'cancelled',
      cancelledBy: 'there',
      error: null,
      currentFile: null,
    });
    expect(endedAtMs).toBe(Date.now());
  });

  it('never shows more bytes than there are', () => {
    const record = createTable().add(1);
    record.update({ state: 'active', bytesTotal: 100, bytesDone: 90 });
    record.update({ bytesTotal: 50 });
    expect(record.snapshot()).toMatchObject({ bytesDone: 50, bytesTotal: 50 });
  });
});
