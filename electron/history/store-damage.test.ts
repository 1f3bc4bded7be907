import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMPTY_REPORT } from '../../shared/model/transfer.ts';
import { recognizeDamage } from './database.ts';
import { MIGRATIONS } from './migrations.ts';
import { record, titles, useHistoryFile } from './testing/history-file.ts';
import { idOf, pastFile, pastTransfer, queryOf } from './testing/sample.ts';

const world = useHistoryFile();
const { open, close, tamper } = world;

describe('a file of an earlier Lanyard', () => {
  it('is read as it was', () => {
    record(open(), pastTransfer(1), [pastFile(0)]);
    tamper(`ALTER TABLE entries DROP COLUMN halted; ALTER TABLE entries DROP COLUMN report;
      ALTER TABLE files DROP COLUMN remarks; PRAGMA user_version = 1`);
    expect(open().page(queryOf())).toMatchObject({
      rows: [{ id: idOf(1), averageBytesPerSec: 1_000, report: EMPTY_REPORT }],
      keptAside: null,
    });
    expect(world.store!.files({ transferId: idOf(1), offset: 0, limit: 1 }).rows).toEqual([pastFile(0)]);
    record(world.store!, pastTransfer(2));
    expect(titles(world.store!)).toEqual(['Photos 2', 'Photos 1']);
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['is no database', () => writeFileSync(world.file, 'these are not the bytes you are looking for'.repeat(100))],
    ['is of a later Lanyard', () => tamper(`PRAGMA user_version = ${MIGRATIONS.length + 1}`)],
    ['has other tables', () => tamper(`PRAGMA user_version = ${MIGRATIONS.length}; CREATE TABLE entries (n INTEGER)`)],
    [
      'lacks a column',
      () => {
        open();
        tamper('ALTER TABLE files DROP COLUMN remarks');
      },
    ],
  ])('is kept aside when it %s', (_what, spoil) => {
    spoil();
    const before = readFileSync(world.file);
    const target = open();
    expect(target.page(queryOf())).toEqual({ total: 0, rows: [], keptAside: 'history.broken-1.db' });
    expect(readFileSync(join(world.folder, 'history.broken-1.db'))).toEqual(before);
    expect(world.lines).toMatchObject([{ level: 'error', facts: { name: 'history.broken-1.db' } }]);
    record(target, pastTransfer(1));
    close();
    expect(open().page(queryOf())).toMatchObject({ total: 1, keptAside: null });
  });

  it.each(['no such column: speed', 'no such table: peers', 'near "SELCT": syntax error', 'disk I/O error'])(
    'is not one because a statement of ours fails: %s',
    (words) => {
      const error = new Error(words);
      expect(recognizeDamage(error)).toBe(error);
    },
  );

  it('is kept aside beside an earlier one', () => {
    for (const name of ['history.broken-1.db', 'history.broken-2.db']) {
      writeFileSync(world.file, 'rubbish'.repeat(1_000));
      expect(open().page(queryOf()).keptAside).toBe(name);
      close();
    }
  });

  it('is found out in the middle, and the next question is answered', () => {
    const first = open();
    for (let number = 0; number < 300; number++) record(first, pastTransfer(number, { title: 'x'.repeat(2_000) }));
    close();
    const bytes = readFileSync(world.file);
    // the pages behind the schema's
    bytes.fill(0xa5, 16 * 4_096);
    writeFileSync(world.file, bytes);
    const target = open();
    expect(target.page(queryOf({ text: 'x', filter: 'all' })).keptAside).toBe('history.broken-1.db');
    record(target, pastTransfer(1));
    expect(target.page(queryOf()).total).toBe(1);
  });

  it('is HISTORY_FAILED when there can be none, and nothing is kept aside', () => {
    rmSync(world.folder, { recursive: true });
    writeFileSync(world.folder, 'a file where a folder should be');
    expect(() => open()).toThrow(expect.objectContaining({ code: 'HISTORY_FAILED' }));
    rmSync(world.folder);
    mkdirSync(world.folder);
    expect(open().page(queryOf()).total).toBe(0);
  });

  it('opens although a killed process left its lock and log', () => {
    const target = open();
    record(target, pastTransfer(1));
    // as it stands while it is open, copied away: what a kill would leave
    const killed = mkdtempSync(join(tmpdir(), 'lanyard-history-killed-'));
    for (const name of ['history.db', 'history.db-wal']) {
      if (existsSync(join(world.folder, name)))
        writeFileSync(join(killed, name), readFileSync(join(world.folder, name)));
    }
    mkdirSync(join(killed, 'history.db.lock'));
    close();
    world.file = join(killed, 'history.db');
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
    record(world.store!, pastTransfer(2));
    tamper(sql);
    expect(titles(open())).toEqual(['Photos 2']);
    expect(world.lines).toMatchObject([{ level: 'warn' }]);
  });

  it('never send what is no absolute path', () => {
    record(open(), pastTransfer(1), [], { sourcePaths: ['/a'], shownPath: '/a' });
    for (const paths of ['["relative"]', '[7]', 'not json', '{"0":"/a"}']) {
      tamper(`UPDATE entries SET source_paths = '${paths}'`);
      expect(() => open().origin(idOf(1))).toThrow('makes no sense');
    }
  });
});
