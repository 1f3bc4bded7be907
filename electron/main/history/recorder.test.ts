import { beforeEach, describe, expect, it } from 'vitest';
import { failure, success, type Result } from '../../../shared/errors/result.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import type { FileRow } from '../../../shared/model/transfer.ts';
import { HISTORY_FAILED, type HistoryThread } from '../../history/history-api.ts';
import { transferIdOf, transferOf } from '../testing/fixtures.ts';
import { Recorder } from './recorder.ts';

const places = { sourcePaths: ['/a'], shownPath: '/a' };
const id = transferIdOf('1');

let written: string[] = [];
let isOn = true;
let nowMs = 0;
let changes = 0;
let lost = 0;
/** Calls of the thread that fail, by name; each once. */
let failing: string[] = [];
/** Whether what begins was on show as interrupted. */
let wasShown = false;
let ready: (readonly TransferId[])[] = [];
let rows: readonly FileRow[] = [];
let recorder: Recorder;

function rowOf(index: number): FileRow {
  const status = 'done' as const;
  return {
    index,
    path: `f${index}`,
    savedAs: null,
    kind: 'file',
    sizeBytes: 1,
    status,
    sha256: null,
    error: null,
    remarks: [],
  };
}

beforeEach(() => {
  [wasShown, ready] = [false, []];
  [written, isOn, nowMs, changes, lost, failing, rows] = [[], true, 0, 0, 0, [], [rowOf(0), rowOf(1)]];
  const note = (name: string, facts = ''): Promise<Result<undefined>> => {
    const at = failing.indexOf(name);
    if (at >= 0) failing.splice(at, 1);
    else written.push(`${name} ${facts}`.trim());
    return Promise.resolve(at >= 0 ? failure(HISTORY_FAILED) : success(undefined));
  };
  const unused = (): Promise<never> => Promise.reject(new Error('not used in this test'));
  const thread: HistoryThread = {
    begin: async (transfer) => {
      const begun = await note('begin', String(transfer.bytesDone));
      return begun.ok ? success(wasShown) : begun;
    },
    addFiles: (_id, page) => note('files', String(page.length)),
    end: (transfer) => note('end', transfer.state),
    drop: () => note('drop'),
    ...{ open: unused, page: unused, files: unused, origin: unused, remove: unused, clear: unused, close: unused },
    ...{
      settle: unused,
      receipt: unused,
      saveReceipt: unused,
      startCheck: unused,
      cancelCheck: unused,
      problems: unused,
    },
  };
  recorder = new Recorder({
    ask: (run) => run(thread),
    engine: {
      origin: () => Promise.resolve(success(places)),
      files: ({ offset, limit }) =>
        Promise.resolve(success({ total: rows.length, rows: rows.slice(offset, offset + limit) })),
    },
    isOn: () => isOn,
    onReady: (running) => ready.push(running),
    onChanged: () => (changes += 1),
    onLost: () => (lost += 1),
    now: () => nowMs,
  });
});

/** An engine has started, after it told what goes on. */
function tellReady(): void {
  recorder.note({ type: 'engine', error: null });
}

/** Tells the recorder the transfer as it is after these changes. */
function tell(changed: Parameters<typeof transferOf>[0]): void {
  recorder.note({ type: 'transfers', transfers: [transferOf(changed)] });
}

describe('Recorder', () => {
  beforeEach(tellReady);

  it('writes a beginning and an end, each once', async () => {
    tell({ state: 'offered' });
    tell({ state: 'active' });
    tell({ state: 'active', bytesDone: 60 });
    tell({ state: 'verifying' });
    tell({ state: 'done' });
    tell({ state: 'done' });
    await recorder.settled();
    expect(written).toEqual(['begin 50', 'begin 50', 'files 2', 'end done']);
    expect(changes).toBe(1);
    expect(recorder.running()).toEqual([]);
  });

  it('writes what ends before anything moved', async () => {
    tell({ state: 'offered' });
    tell({ state: 'declined' });
    await recorder.settled();
    expect(written.at(-1)).toBe('end declined');
  });

  it('keeps the figures of a long transfer fresh', async () => {
    tell({ state: 'active' });
    nowMs = 9_999;
    tell({ state: 'active', bytesDone: 60 });
    nowMs = 10_000;
    tell({ state: 'active', bytesDone: 70 });
    await recorder.settled();
    expect(written).toEqual(['begin 50', 'begin 70']);
    expect(recorder.running()).toEqual([id]);
  });

  it('writes 2,500 files in three parts', async () => {
    rows = Array.from({ length: 2_500 }, (_, index) => rowOf(index));
    tell({ state: 'done' });
    await recorder.settled();
    expect(written).toEqual(['begin 50', 'files 1000', 'files 1000', 'files 500', 'end done']);
  });

  it('writes nothing while it is off, and takes back a beginning', async () => {
    tell({ state: 'active' });
    isOn = false;
    tell({ state: 'done' });
    tell({ id: transferIdOf('2'), state: 'active' });
    tell({ id: transferIdOf('2'), state: 'done' });
    await recorder.settled();
    expect(written).toEqual(['begin 50', 'drop']);
    expect(changes).toBe(0);
  });

  it('starts over when the thread dies in the middle, and gives up after that', async () => {
    failing = ['files'];
    tell({ state: 'done' });
    await recorder.settled();
    expect(written).toEqual(['begin 50', 'begin 50', 'files 2', 'end done']);
    expect(lost).toBe(0);
    failing = ['begin', 'begin'];
    tell({ id: transferIdOf('3'), state: 'done' });
    await recorder.settled();
    expect(lost).toBe(1);
  });

  it('takes an id that was used before as a new transfer once the old one is off the list', async () => {
    tell({ state: 'done' });
    recorder.note({ type: 'removed', transferIds: [id] });
    tell({ state: 'failed' });
    await recorder.settled();
    expect(written.filter((line) => line.startsWith('end'))).toEqual(['end done', 'end failed']);
  });
});

describe('transfers of an earlier run', () => {
  it('are not known to go on before an engine has told', () => {
    expect(recorder.running()).toBeNull();
    recorder.note({ type: 'engine', error: { code: 'ENGINE_STOPPED', at: 'here' } });
    expect(recorder.running()).toBeNull();
    tell({ state: 'waiting' });
    tell({ id: transferIdOf('2'), state: 'done' });
    expect(ready).toEqual([]);
    tellReady();
    expect(ready).toEqual([[id, transferIdOf('2')]]);
    tellReady();
    expect(ready).toHaveLength(1);
  });

  it('are taken up again, and the list is told when one of them was on it', async () => {
    tell({ state: 'waiting' });
    tellReady();
    await recorder.settled();
    expect([written, changes]).toEqual([['begin 50'], 0]);
    wasShown = true;
    tell({ id: transferIdOf('2'), state: 'waiting' });
    await recorder.settled();
    expect(changes).toBe(1);
    tell({ state: 'active', bytesDone: 60 });
    tell({ state: 'done' });
    await recorder.settled();
    expect(written.slice(2)).toEqual(['begin 50', 'files 2', 'end done']);
    expect(recorder.running()).toEqual([transferIdOf('2')]);
  });

  it('leave nothing behind when they end while nothing is kept', async () => {
    isOn = false;
    tell({ state: 'waiting' });
    tellReady();
    tell({ id: transferIdOf('2'), state: 'active' });
    tell({ id: transferIdOf('2'), state: 'done' });
    tell({ state: 'done' });
    await recorder.settled();
    expect(written).toEqual(['drop']);
  });
});

describe('a transfer that stops and goes on', () => {
  it('is written when it stops, and has one end', async () => {
    tellReady();
    tell({ state: 'active' });
    tell({ state: 'waiting', bytesDone: 60 });
    tell({ state: 'waiting', bytesDone: 60 });
    tell({ state: 'active', bytesDone: 70 });
    tell({ state: 'paused', bytesDone: 80, pausedBy: 'here' });
    await recorder.settled();
    expect(written).toEqual(['begin 50', 'begin 60', 'begin 80']);
    expect(recorder.running()).toEqual([id]);
    tell({ state: 'done' });
    await recorder.settled();
    expect(written.filter((line) => line.startsWith('end'))).toEqual(['end done']);
  });

  it('goes on for a thread that is started now, even while it is being written', () => {
    tellReady();
    tell({ state: 'waiting' });
    expect(recorder.running()).toEqual([id]);
    tell({ state: 'done' });
    expect(recorder.running()).toEqual([id]);
  });
});
