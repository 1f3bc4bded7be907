import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toPeerId, type TransferId } from '../../shared/model/ids.ts';
import { EMPTY_REPORT, type FileRow, type Transfer } from '../../shared/model/transfer.ts';
import type { HistoryLogLine, HistoryStore, KnownPlaces } from './history-api.ts';
import { MIGRATIONS } from './migrations.ts';
import { openHistoryStore } from './store.ts';
import { idOf, NOWHERE, pastFile, pastTransfer, queryOf } from './testing/sample.ts';

let folder = '';
let file = '';
let store: HistoryStore | null = null;
let lines: HistoryLogLine[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanyard-history-'));
  file = join(folder, 'history.db');
  lines = [];
});

afterEach(() => {
  close();
  rmSync(folder, { recursive: true, force: true });
});

function open(running: readonly TransferId[] | null = []): HistoryStore {
  store = openHistoryStore({ file, running }, (line) => lines.push(line));
  return store;
}

function close(): void {
  store?.close();
  store = null;
}

function record(
  target: HistoryStore,
  transfer: Transfer,
  rows: readonly FileRow[] = [],
  places: KnownPlaces = NOWHERE,
) {
  target.begin({ ...transfer, state: 'active' }, places);
  if (rows.length > 0) target.addFiles(transfer.id, rows);
  target.end(transfer, places);
}

const titles = (target: HistoryStore, query: Parameters<typeof queryOf>[0] = {}) =>
  target.page(queryOf(query)).rows.map((row) => row.title);

/** Changes the file behind the history's back. */
function tamper(sql: string): void {
  close();
  const db = new sqlite.Database(file);
  db.exec(`PRAGMA locking_mode = EXCLUSIVE; ${sql}`);
  db.close();
}

describe('what is written', () => {
  it('is there after the file was closed and opened', () => {
    const places = { sourcePaths: ['/home/ada/Photos'], shownPath: '/home/ada/Photos' };
    record(open(), pastTransfer(1), [pastFile(0), pastFile(1, { status: 'failed', sha256: null })], places);
    close();
    const again = open();
    expect(again.page(queryOf())).toEqual({
      total: 1,
      keptAside: null,
      rows: [
        {
          ...{ id: idOf(1), direction: 'send', peerId: 'a'.repeat(64), peerName: 'Workshop PC', title: 'Photos 1' },
          ...{ itemCount: 1, result: 'done', error: null, cancelledBy: null, bytesDone: 3_000, bytesTotal: 3_000 },
          ...{ filesDone: 3, filesTotal: 3, filesFailed: 0, startedAtMs: 1_700_000_010_000 },
          ...{ endedAtMs: 1_700_000_014_000, averageBytesPerSec: 1_000, canSendAgain: true, canShow: true },
          report: EMPTY_REPORT,
        },
      ],
    });
    const { rows, total } = again.files({ transferId: idOf(1), offset: 0, limit: 10 });
    expect(total).toBe(2);
    expect(rows[0]).toEqual(pastFile(0));
    expect(rows[1]).toMatchObject({ status: 'failed', sha256: null });
    expect(again.origin(idOf(1))).toEqual({ peerId: 'a'.repeat(64), ...places });
  });

  it('says why it failed, where, and who cancelled', () => {
    const target = open();
    record(target, pastTransfer(1, { state: 'failed', error: { code: 'STORAGE_FULL', at: 'there', shortBytes: 5 } }));
    record(target, pastTransfer(2, { state: 'cancelled', cancelledBy: 'there' }));
    const { rows } = target.page(queryOf());
    expect(rows[0]).toMatchObject({ result: 'cancelled', cancelledBy: 'there', error: null });
    expect(rows[1]).toMatchObject({ result: 'failed', error: { code: 'STORAGE_FULL', at: 'there', shortBytes: 5 } });
  });

  it('has no speed where nothing moved', () => {
    const target = open();
    record(target, pastTransfer(1, { state: 'declined', acceptedAtMs: null, bytesDone: 0 }));
    expect(target.page(queryOf()).rows[0]?.averageBytesPerSec).toBeNull();
  });

  it('keeps names of any kind as they are', () => {
    const names = ['家 👩‍👩‍👧‍👦.png', 'a"b\'c;--.sql', '%_\\', 'صورة.jpg', ' ', 'x'.repeat(4_000), '\u202egpj.exe'];
    const target = open();
    names.forEach((title, number) => record(target, pastTransfer(number, { title }), [pastFile(0, { path: title })]));
    expect(titles(target)).toEqual(names.toReversed());
    names.forEach((path, number) =>
      expect(target.files({ transferId: idOf(number), offset: 0, limit: 1 }).rows[0]?.path).toBe(path),
    );
  });

  it('keeps two entries when a sender uses an old id again', () => {
    const target = open();
    record(target, pastTransfer(1, { title: 'first' }), [pastFile(0)]);
    record(target, pastTransfer(1, { title: 'second', startedAtMs: 1_800_000_000_000 }));
    const { rows } = target.page(queryOf());
    expect(rows.map((row) => row.title)).toEqual(['second', 'first']);
    expect(new Set(rows.map((row) => row.id)).size).toBe(2);
    expect(target.files({ transferId: idOf(1), offset: 0, limit: 10 }).total).toBe(1);
  });

  it('loses half-written files when it is begun again', () => {
    const target = open();
    target.begin(pastTransfer(1, { state: 'active' }), NOWHERE);
    target.addFiles(idOf(1), [pastFile(0, { path: 'half.txt' })]);
    record(target, pastTransfer(1), [pastFile(0), pastFile(1)]);
    expect(target.files({ transferId: idOf(1), offset: 0, limit: 10 }).rows.map((row) => row.index)).toEqual([0, 1]);
    expect(titles(target, { text: 'half' })).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('is for this user only', () => {
    record(open(), pastTransfer(1));
    for (const name of readdirSync(folder).filter((entry) => !entry.endsWith('.lock'))) {
      expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  });
});

describe('the report', () => {
  const report = { ...EMPTY_REPORT, wasThere: 3, leftOut: 2 };
  const firstFile = (target: HistoryStore) => target.files({ transferId: idOf(1), offset: 0, limit: 1 }).rows[0];

  it('is kept, with the remarks of each file', () => {
    const file = pastFile(0, { remarks: ['replaced', 'not-executable'] });
    record(open(), pastTransfer(1, { report }), [file]);
    close();
    expect(open().page(queryOf()).rows[0]?.report).toEqual(report);
    expect(firstFile(store!)).toEqual(file);
    expect(store!.receipt(idOf(1)).report).toEqual(report);
  });

  it('is read as far as this version knows it', () => {
    record(open(), pastTransfer(1, { report }), [pastFile(0)]);
    tamper(`UPDATE entries SET report = '{"wasThere":3,"sung":1}'; UPDATE files SET remarks = '["sung","replaced"]'`);
    expect(open().page(queryOf()).rows[0]?.report).toEqual({ ...EMPTY_REPORT, wasThere: 3 });
    expect(firstFile(store!)?.remarks).toEqual(['replaced']);
  });

  it.each(['{"wasThere":-1}', '[]', '7', 'no', `"${'x'.repeat(3_000)}"`])(
    'that makes no sense is left out: %s',
    (json) => {
      record(open(), pastTransfer(1, { report }), [pastFile(0)]);
      tamper(`UPDATE entries SET report = '${json}'; UPDATE files SET remarks = '{}'`);
      expect(open().page(queryOf()).rows).toEqual([]);
      expect(firstFile(store!)).toBeUndefined();
    },
  );
});

describe('a file of an earlier Lanyard', () => {
  it('is read as it was', () => {
    record(open(), pastTransfer(1), [pastFile(0)]);
    tamper(`ALTER TABLE entries DROP COLUMN halted; ALTER TABLE entries DROP COLUMN report;
      ALTER TABLE files DROP COLUMN remarks; PRAGMA user_version = 1`);
    expect(open().page(queryOf())).toMatchObject({
      rows: [{ id: idOf(1), averageBytesPerSec: 1_000, report: EMPTY_REPORT }],
      keptAside: null,
    });
    expect(store!.files({ transferId: idOf(1), offset: 0, limit: 1 }).rows).toEqual([pastFile(0)]);
    record(store!, pastTransfer(2));
    expect(titles(store!)).toEqual(['Photos 2', 'Photos 1']);
  });
});

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

describe('what a receipt says', () => {
  it('has the other device, times and what can be compared', () => {
    const target = open();
    record(target, pastTransfer(1), [
      pastFile(0),
      pastFile(1, { sizeBytes: 5 }),
      pastFile(2, { kind: 'directory' }),
      pastFile(3, { status: 'failed', sha256: null }),
    ]);
    expect(target.receipt(idOf(1))).toMatchObject({
      ...{ transferId: idOf(1), peerId: 'a'.repeat(64), peerName: 'Workshop PC', result: 'done' },
      ...{ startedAtMs: 1_700_000_010_000, acceptedAtMs: 1_700_000_011_000, endedAtMs: 1_700_000_014_000 },
      ...{ hashedFiles: 2, hashedBytes: 1_005 },
    });
    expect(() => target.receipt(idOf(2))).toThrow('not in the history');
  });

  it('lists by place, in pages', () => {
    const target = open();
    const paths = ['a', 'a/b', 'c'];
    record(target, pastTransfer(1), [
      pastFile(-1, { path: 'link', status: 'skipped', sha256: null }),
      ...paths.map((path, index) => pastFile(index, { path })),
    ]);
    expect(target.list(idOf(1), 1, 2).map(({ place, path }) => [place, path])).toEqual([
      [1, 'a'],
      [2, 'a/b'],
    ]);
    expect(target.list(idOf(1), 4, 2)).toEqual([]);
    expect(target.listed(idOf(1), [3, 0, 99]).map(({ path }) => path)).toEqual(['link', 'c']);
    expect(target.tops(idOf(1))).toEqual(['a', 'c']);
  });
});

describe('removing', () => {
  it('takes one entry with its files', () => {
    const target = open();
    record(target, pastTransfer(1), [pastFile(0)]);
    record(target, pastTransfer(2), [pastFile(0)]);
    target.remove(idOf(1));
    expect(titles(target)).toEqual(['Photos 2']);
    expect(() => target.files({ transferId: idOf(1), offset: 0, limit: 10 })).toThrow('not in the history');
    expect(() => target.remove(idOf(1))).toThrow('not in the history');
    expect(target.files({ transferId: idOf(2), offset: 0, limit: 10 }).total).toBe(1);
  });

  it('leaves no trace in any file, whether one is removed or all', () => {
    const target = open();
    record(target, pastTransfer(1, { title: 'secret-title' }), [pastFile(0, { path: 'secret-one.txt' })]);
    for (let number = 2; number < 50; number++) record(target, pastTransfer(number), [pastFile(0)]);
    const bytes = (): string =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(folder, entry.name), 'latin1'))
        .join('');
    expect(bytes()).toContain('secret-');
    target.remove(idOf(1));
    expect(bytes()).not.toContain('secret-');
    expect(bytes()).toContain('IMG_0');
    target.clear();
    expect(bytes()).not.toContain('IMG_0');
    expect(target.page(queryOf()).total).toBe(0);
  });

  it('keeps what still runs', () => {
    const target = open();
    record(target, pastTransfer(1));
    target.begin(pastTransfer(2, { state: 'active' }), NOWHERE);
    target.clear();
    record(target, pastTransfer(2), [pastFile(0)]);
    expect(titles(target)).toEqual(['Photos 2']);
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['is no database', () => writeFileSync(file, 'these are not the bytes you are looking for'.repeat(100))],
    ['is of a later Lanyard', () => tamper(`PRAGMA user_version = ${MIGRATIONS.length + 1}`)],
    ['has other tables', () => tamper(`PRAGMA user_version = ${MIGRATIONS.length}; CREATE TABLE entries (n INTEGER)`)],
  ])('is kept aside when it %s', (_what, spoil) => {
    spoil();
    const before = readFileSync(file);
    const target = open();
    expect(target.page(queryOf())).toEqual({ total: 0, rows: [], keptAside: 'history.broken-1.db' });
    expect(readFileSync(join(folder, 'history.broken-1.db'))).toEqual(before);
    expect(lines).toMatchObject([{ level: 'error', facts: { name: 'history.broken-1.db' } }]);
    record(target, pastTransfer(1));
    close();
    expect(open().page(queryOf())).toMatchObject({ total: 1, keptAside: null });
  });

  it('is kept aside beside an earlier one', () => {
    for (const name of ['history.broken-1.db', 'history.broken-2.db']) {
      writeFileSync(file, 'rubbish'.repeat(1_000));
      expect(open().page(queryOf()).keptAside).toBe(name);
      close();
    }
  });

  it('is found out in the middle, and the next question is answered', () => {
    const first = open();
    for (let number = 0; number < 300; number++) record(first, pastTransfer(number, { title: 'x'.repeat(2_000) }));
    close();
    const bytes = readFileSync(file);
    // the pages behind the schema's
    bytes.fill(0xa5, 16 * 4_096);
    writeFileSync(file, bytes);
    const target = open();
    expect(target.page(queryOf({ text: 'x', filter: 'all' })).keptAside).toBe('history.broken-1.db');
    record(target, pastTransfer(1));
    expect(target.page(queryOf()).total).toBe(1);
  });

  it('is HISTORY_FAILED when there can be none, and nothing is kept aside', () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where a folder should be');
    expect(() => open()).toThrow(expect.objectContaining({ code: 'HISTORY_FAILED' }));
    rmSync(folder);
    mkdirSync(folder);
    expect(open().page(queryOf()).total).toBe(0);
  });

  it('opens although a killed process left its lock and log', () => {
    const target = open();
    record(target, pastTransfer(1));
    // as it stands while it is open, copied away: what a kill would leave
    const killed = mkdtempSync(join(tmpdir(), 'lanyard-history-killed-'));
    for (const name of ['history.db', 'history.db-wal']) {
      if (existsSync(join(folder, name))) writeFileSync(join(killed, name), readFileSync(join(folder, name)));
    }
    mkdirSync(join(killed, 'history.db.lock'));
    close();
    file = join(killed, 'history.db');
    expect(titles(open())).toEqual(['Photos 1']);
    close();
    rmSync(killed, { recursive: true });
  });
});

describe('rows that make no sense', () => {
  it.each([
    `UPDATE entries SET peer_id = 'me' WHERE n = 1`,
    `UPDATE entries SET result = 'wonderful' WHERE n = 1`,
    `UPDATE entries SET bytes_done = -1 WHERE n = 1`,
    `UPDATE entries SET error_code = 'constructor' WHERE n = 1`,
    `UPDATE entries SET started_at = 9e18 WHERE n = 1`,
    `UPDATE entries SET id = '../../etc' WHERE n = 1`,
  ])('are left out: %s', (sql) => {
    record(open(), pastTransfer(1));
    record(store!, pastTransfer(2));
    tamper(sql);
    expect(titles(open())).toEqual(['Photos 2']);
    expect(lines).toMatchObject([{ level: 'warn' }]);
  });

  it('never send what is no absolute path', () => {
    record(open(), pastTransfer(1), [], { sourcePaths: ['/a'], shownPath: '/a' });
    for (const paths of ['["relative"]', '[7]', 'not json', '{"0":"/a"}']) {
      tamper(`UPDATE entries SET source_paths = '${paths}'`);
      expect(() => open().origin(idOf(1))).toThrow('makes no sense');
    }
  });
});
