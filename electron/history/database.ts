import { chmodSync, closeSync, openSync, renameSync, rmdirSync, rmSync, existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import sqlite, { type Database } from 'node-sqlite3-wasm';
import { patientlySync } from '../disk/patiently.ts';
import { MIGRATIONS } from './migrations.ts';

const SIDE_FILES = ['-wal', '-journal'] as const;
/** Kept-aside files that are looked through for a free number; more than this are not kept. */
const MAX_KEPT_ASIDE = 100;

/** The file is not a history of ours, or a later Lanyard's, or broken: another try will not make it better. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';
}

/** SQLite's words for it; this build of it has no codes. */
const DAMAGE = /malformed|not a database|unsupported file format/;

/** The error as it is, or a DamagedError when its words say so. */
export function recognizeDamage(error: unknown): unknown {
  if (error instanceof DamagedError || !(error instanceof Error)) return error;
  return DAMAGE.test(error.message) ? new DamagedError(error.message, { cause: error }) : error;
}

/**
 * Opens the file, which only this process uses, and brings its schema up to date.
 * @throws DamagedError; SQLite3Error or a system error when it cannot be opened
 */
export function openDatabase(file: string): Database {
  // the library locks by making this folder, and a killed process leaves it
  removeLock(file);
  createPrivately(file);
  const db = new sqlite.Database(file);
  try {
    setUp(db);
    return db;
  } catch (error) {
    closeQuietly(db);
    throw recognizeDamage(error);
  }
}

/** Moves an unreadable file away and gives its new name; null: it could not be moved and is deleted. */
export function keepAside(file: string): string | null {
  removeLock(file);
  const stem = basename(file, '.db');
  for (let number = 1; number <= MAX_KEPT_ASIDE; number++) {
    const name = `${stem}.broken-${number}.db`;
    const target = join(dirname(file), name);
    if (existsSync(target)) continue;
    patientlySync(() => renameSync(file, target));
    for (const side of SIDE_FILES)
      if (existsSync(file + side)) patientlySync(() => renameSync(file + side, target + side));
    return name;
  }
  for (const side of ['', ...SIDE_FILES]) patientlySync(() => rmSync(file + side, { force: true }));
  return null;
}

/** Closes what may be broken: whatever that says was said before. */
export function closeQuietly(db: Database): void {
  try {
    db.close();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}

/** Runs `work` as a whole or not at all. */
export function inTransaction(db: Database, work: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    work();
    db.exec('COMMIT');
  } catch (error) {
    // a full disk has rolled back by itself
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function removeLock(file: string): void {
  try {
    rmdirSync(`${file}.lock`);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function createPrivately(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  if (process.platform !== 'win32') chmodSync(file, 0o600);
}

function setUp(db: Database): void {
  // before anything is read: without shared memory a write-ahead log needs an exclusive lock, which fits its one user
  db.exec('PRAGMA locking_mode = EXCLUSIVE');
  const version = Number(db.get('PRAGMA user_version')?.['user_version']);
  if (version > MIGRATIONS.length) throw new DamagedError(`schema ${version} is of a later version`);
  if (version > 0) checkSchema(db, version);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  // removed means removed; 8 MiB of cache
  db.exec('PRAGMA secure_delete = ON; PRAGMA cache_size = -8192; PRAGMA trusted_schema = OFF');
  MIGRATIONS.slice(version).forEach((step, position) => {
    inTransaction(db, () => {
      db.exec(step);
      db.exec(`PRAGMA user_version = ${version + position + 1}`);
    });
  });
}

/**
 * Throws DamagedError where a file has our number but not our tables. A column that a statement misses later is a bug of
 * ours, and no reason to put the user's history aside.
 */
function checkSchema(db: Database, version: number): void {
  const model = new sqlite.Database();
  try {
    for (const step of MIGRATIONS.slice(0, version)) model.exec(step);
    const present = columnsOf(db);
    const missing = [...columnsOf(model)].find((column) => !present.has(column));
    if (missing !== undefined) throw new DamagedError(`there is no ${missing}`);
  } finally {
    model.close();
  }
}

/** `files.path`, of all tables. */
function columnsOf(db: Database): ReadonlySet<string> {
  const rows = db.all(
    `SELECT t.name || '.' || c.name AS name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'`,
  );
  return new Set(rows.map(({ name }) => (typeof name === 'string' ? name : '')));
}
