import { beforeEach, describe, expect, it } from 'vitest';
import { failure, success, type Result } from '../../../shared/errors/result.ts';
import type { FileRow } from '../../../shared/model/transfer.ts';
import { HISTORY_FAILED, type HistoryThread } from '../../history/history-api.ts';
import { transferIdOf, transferOf } from '../testing/fixtures.ts';
import { createRecorder, type Recorder } from './recorder.ts';

const places = { sourcePaths: ['/a'], shownPath: '/a' };
const id = transferIdOf('1');

let written: string[] = [];
let isOn = true;
let nowMs = 0;
let changes = 0;
let lost = 0;
/** Calls of the thread that fail, by name; each once. */
let failing: string[] = [];
let rows: readonly FileRow[] = [];
let recorder: Recorder;

function rowOf(index: number): FileRow {
  const status = 'done' as const;
  return { index, path: `f${index}`, savedAs: null, kind: 'file', sizeBytes: 1, status, sha256: null, error: null };
}

beforeEach(() => {
  [written, isOn, nowMs, changes, lost, failing, rows] = [[], true, 0, 0, 0, [], [rowOf(0), rowOf(1)]];
  const note = (name: string, facts = ''): Promise<Result<undefined>> => {
    const at = failing.indexOf(name);
    if (at >= 0) failing.splice(at, 1);
    else written.push(`${name} ${facts}`.trim());
    return Promise.resolve(at >= 0 ? failure(HISTORY_FAILED) : success(undefined));
  };
  const unused = (): Promise<never> => Promise.reject(new Error('not used in this test'));
  const thread: HistoryThread = {
    begin: (transfer) => note('begin', String(transfer.bytesDone)),
    addFiles: (_id, page) => note('files', String(page.length)),
    end: (transfer) => note('end', transfer.state),
    drop: () => note('drop'),
    ...{ open: unused, page: unused, files: unused, origin: unused, remove: unused, clear: unused, close: unused },
  };
  recorder = createRecorder({
    ask: (run) => run(thread),
    engine: {
      origin: () => Promise.resolve(success(places)),
      files: ({ offset, limit }) =>
        Promise.resolve(success({ total: rows.length, rows: rows.slice(offset, offset + limit) })),
    },
    isOn: () => isOn,
    onChanged: () => (changes += 1),
    onLost: () => (lost += 1),
    now: () => nowMs,
  });
});

/** Tells the recorder the transfer as it is after these changes. */
function tell(changed: Parameters<typeof transferOf>[0]): void {
  recorder.note({ type: 'transfers', transfers: [transferOf(changed)] });
}

describe('createRecorder()', () => {
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
