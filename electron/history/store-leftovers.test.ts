import { describe, expect, it } from 'vitest';
import { toPeerId } from '../../shared/model/ids.ts';
import { type Transfer } from '../../shared/model/transfer.ts';
import type { HistoryStore } from './history-api.ts';
import { record, titles, useHistoryFile } from './testing/history-file.ts';
import { idOf, NOWHERE, pastFile, pastTransfer, queryOf } from './testing/sample.ts';

const world = useHistoryFile();
const { open, close } = world;

describe('what never ended', () => {
  it('is not shown while it runs, and interrupted after the next start', () => {
    const target = open();
    target.begin(pastTransfer(1, { state: 'active', bytesDone: 7, endedAtMs: null }), NOWHERE);
    expect(target.page(queryOf()).total).toBe(0);
    close();
    expect(open().page(queryOf()).rows).toMatchObject([{ id: idOf(1), result: 'interrupted', bytesDone: 7 }]);
  });

  it('goes on when only the thread was started anew', () => {
    open().begin(pastTransfer(1, { state: 'active' }), NOWHERE);
    close();
    const again = open([idOf(1)]);
    expect(again.page(queryOf()).total).toBe(0);
    record(again, pastTransfer(1));
    expect(again.page(queryOf()).rows).toMatchObject([{ id: idOf(1), result: 'done' }]);
  });

  it('leaves nothing when it is dropped', () => {
    const target = open();
    target.begin(pastTransfer(1, { state: 'active' }), NOWHERE);
    target.drop(idOf(1));
    close();
    expect(open().page(queryOf()).total).toBe(0);
  });
});

describe('a transfer that goes on in a later run', () => {
  const places = { sourcePaths: ['/home/ada/Photos'], shownPath: '/home/ada/Photos' };
  const waiting = (changes: Partial<Transfer> = {}): Transfer =>
    pastTransfer(1, { state: 'waiting', endedAtMs: null, ...changes });
  /** What an earlier run left. */
  function leaveBehind(changes: Partial<Transfer> = {}): void {
    open().begin(waiting({ bytesDone: 1_000, ...changes }), places);
    close();
  }
  const shown = (target: HistoryStore) => target.page(queryOf()).rows.map(({ id, result }) => [id, result]);

  it('is not called interrupted before it is known to be, and has one entry with its true end', () => {
    leaveBehind();
    const target = open(null);
    expect(shown(target)).toEqual([]);
    expect(target.settle([idOf(1)])).toBe(0);
    expect(shown(target)).toEqual([]);
    expect(target.begin(waiting({ bytesDone: 2_000 }), NOWHERE)).toBe(false);
    record(target, pastTransfer(1), [pastFile(0)]);
    expect(shown(target)).toEqual([[idOf(1), 'done']]);
    expect(target.files({ transferId: idOf(1), offset: 0, limit: 10 }).total).toBe(1);
  });

  it('is taken up before the settling as well, which then leaves it alone', () => {
    leaveBehind();
    const target = open(null);
    target.begin(waiting(), NOWHERE);
    expect(target.settle([])).toBe(0);
    target.end(pastTransfer(1, { state: 'cancelled', cancelledBy: 'here' }), NOWHERE);
    expect(shown(target)).toEqual([[idOf(1), 'cancelled']]);
  });

  it('is interrupted when nobody goes on with it, and taken up again when somebody does', () => {
    leaveBehind();
    const target = open(null);
    expect(target.settle([idOf(7)])).toBe(1);
    expect(shown(target)).toEqual([[idOf(1), 'interrupted']]);
    expect(target.begin(waiting(), NOWHERE)).toBe(true);
    expect(shown(target)).toEqual([]);
    target.end(pastTransfer(1), NOWHERE);
    expect(shown(target)).toEqual([[idOf(1), 'done']]);
  });

  it('keeps the better knowledge of the earlier run', () => {
    leaveBehind({ startedAtMs: 1_600_000_000_000, acceptedAtMs: 1_600_000_001_000 });
    const target = open(null);
    record(target, pastTransfer(1, { acceptedAtMs: null }));
    const [entry] = target.page(queryOf()).rows;
    expect(entry).toMatchObject({ startedAtMs: 1_600_000_000_000, canSendAgain: true, canShow: true });
    expect(target.receipt(idOf(1)).acceptedAtMs).toBe(1_600_000_001_000);
    expect(target.origin(idOf(1))).toMatchObject(places);
    // days of waiting say nothing about a network
    expect(entry?.averageBytesPerSec).toBeNull();
  });

  it('has no speed when it waited in one run, and one when it waited for the yes only', () => {
    const target = open();
    target.begin(waiting(), NOWHERE);
    record(target, pastTransfer(1));
    target.begin(pastTransfer(2, { state: 'waiting', acceptedAtMs: null }), NOWHERE);
    record(target, pastTransfer(2));
    expect(target.page(queryOf()).rows.map((row) => row.averageBytesPerSec)).toEqual([1_000, null]);
  });

  it.each([
    ['another device', { peerId: toPeerId('b'.repeat(64)) }],
    ['the other direction', { direction: 'receive' }],
  ] as const)('is never taken up by %s that uses its id', (_who, changes) => {
    leaveBehind();
    const target = open(null);
    target.begin(waiting(changes), NOWHERE);
    target.end(pastTransfer(1, { ...changes, title: 'Eve' }), NOWHERE);
    target.settle([]);
    expect(titles(target)).toEqual(expect.arrayContaining(['Eve', 'Photos 1']));
    expect(target.page(queryOf()).rows.find(({ title }) => title === 'Photos 1')?.result).toBe('interrupted');
  });
});
