import { randomBytes } from 'node:crypto';
import type { Database } from 'node-sqlite3-wasm';
import { LanyardError, TransferError } from '../../shared/errors/lanyard-error.ts';
import { HISTORY_RESULTS, type HistoryResult } from '../../shared/model/history.ts';
import type { TransferId } from '../../shared/model/ids.ts';
import type { FileRow, Transfer } from '../../shared/model/transfer.ts';
import { inTransaction } from './database.ts';
import type { KnownPlaces } from './history-api.ts';
import { toRemarksColumn, toReportColumn } from './report-columns.ts';
import { lastName, toSearchText } from './search-text.ts';

const COLUMNS = [
  ...['direction', 'peer_id', 'peer_name', 'title', 'item_count', 'result', 'error_code', 'error_at', 'short_bytes'],
  ...['cancelled_by', 'bytes_done', 'bytes_total', 'files_done', 'files_total', 'files_failed', 'started_at'],
  ...['accepted_at', 'ended_at', 'source_count', 'shown_path', 'source_paths', 'halted', 'report'],
] as const;
/** What an earlier run, or an earlier moment, knew better. */
const KEPT: Partial<Record<(typeof COLUMNS)[number], string>> = {
  started_at: 'min(started_at, ?)',
  accepted_at: 'coalesce(accepted_at, ?)',
  source_count: 'max(source_count, ?)',
  shown_path: 'coalesce(?, shown_path)',
  source_paths: `coalesce(nullif(?, '[]'), source_paths)`,
  halted: 'max(halted, ?)',
};
const UPDATE = `UPDATE entries SET ${COLUMNS.map((column) => `${column} = ${KEPT[column] ?? '?'}`).join(', ')} WHERE n = ?`;
const INSERT = `INSERT INTO entries (${COLUMNS.join(', ')}, id, row_count) VALUES (${'?, '.repeat(COLUMNS.length)}?, 0)`;
const INSERT_FILE = `INSERT INTO files VALUES (${Array(12).fill('?').join(', ')})`;

type Value = string | number | null;

/** All that changes the database. */
export class HistoryWriter {
  readonly #db: Database;
  /** Transfers of this run that have not ended, and their rows. */
  readonly #open = new Map<TransferId, number>();

  constructor(db: Database) {
    this.#db = db;
  }

  settleLeftovers(running: readonly TransferId[]): number {
    const wanted = new Map<unknown, TransferId>(running.map((id) => [id, id]));
    const isOpen = new Set([...this.#open.values()]);
    const all = this.#db.all('SELECT n, id FROM entries WHERE result IS NULL');
    const left = all.filter(({ n }) => !isOpen.has(Number(n)));
    let interrupted = 0;
    inTransaction(this.#db, () => {
      for (const { n, id } of left) {
        const known = wanted.get(id);
        if (known !== undefined) this.#goOn(known, Number(n));
        else interrupted += this.#db.run(`UPDATE entries SET result = 'interrupted' WHERE n = ?`, [Number(n)]).changes;
      }
    });
    return interrupted;
  }

  begin(transfer: Transfer, places: KnownPlaces): boolean {
    let wasShown = false;
    inTransaction(this.#db, () => {
      wasShown = this.#reopen(transfer);
      this.#write(transfer, places, null);
      this.#forgetFiles(this.#rowOf(transfer.id));
    });
    return wasShown;
  }

  end(transfer: Transfer, places: KnownPlaces): void {
    const result = resultOf(transfer);
    inTransaction(this.#db, () => this.#write(transfer, places, result));
    this.#open.delete(transfer.id);
  }

  addFiles(transferId: TransferId, rows: readonly FileRow[]): void {
    const n = this.#rowOf(transferId);
    inTransaction(this.#db, () => {
      const first = Number(this.#db.get('SELECT row_count FROM entries WHERE n = ?', [n])?.['row_count'] ?? 0);
      const insert = this.#db.prepare(INSERT_FILE);
      try {
        rows.forEach((row, position) => insert.run([n, first + position, ...fileValues(row)]));
      } finally {
        insert.finalize();
      }
      this.#db.run('UPDATE entries SET row_count = ? WHERE n = ?', [first + rows.length, n]);
      // part 0 is the title's
      this.#writeNames(n, first + 1, namesOf(rows));
    });
  }

  drop(transferId: TransferId): void {
    const n = this.#open.get(transferId);
    if (n === undefined) return;
    this.#delete(n);
    this.#open.delete(transferId);
  }

  remove(transferId: TransferId): void {
    const row = this.#db.get('SELECT n FROM entries WHERE id = ? AND result IS NOT NULL', [transferId]);
    if (!row) throw new TransferError('TRANSFER_UNKNOWN', 'not in the history');
    this.#delete(Number(row['n']));
  }

  clear(): void {
    // without a condition it takes no time at all
    const ended = (column: string): string =>
      this.#open.size === 0 ? '' : ` WHERE ${column} NOT IN (${[...this.#open.values()].join(', ')})`;
    // VACUUM writes the file anew: what is deleted need not be overwritten first
    this.#db.exec('PRAGMA secure_delete = OFF');
    try {
      inTransaction(this.#db, () => {
        this.#db.exec(`DELETE FROM files${ended('entry')}`);
        this.#db.exec(`DELETE FROM names${ended('entry')}`);
        this.#db.exec(`DELETE FROM entries${ended('n')}`);
      });
      this.#db.exec('VACUUM');
    } finally {
      this.#db.exec('PRAGMA secure_delete = ON');
    }
    this.#truncateLog();
  }

  /** Takes up what an earlier run began, if there is such an entry. True: it was on show as interrupted. */
  #reopen({ id, direction, peerId }: Transfer): boolean {
    if (this.#open.has(id)) return false;
    // a sender chooses the id: it can take up only what it began itself, and nothing that has an end
    const sql = `SELECT n, result FROM entries WHERE id = ? AND direction = ? AND peer_id = ?
      AND (result IS NULL OR result = 'interrupted')`;
    const row = this.#db.get(sql, [id, direction, peerId]);
    if (row) this.#goOn(id, Number(row['n']));
    return row?.['result'] === 'interrupted';
  }

  #goOn(id: TransferId, n: number): void {
    this.#open.set(id, n);
    this.#db.run('UPDATE entries SET halted = 1 WHERE n = ?', [n]);
  }

  // a thread that died in the middle of them left some
  #forgetFiles(n: number): void {
    this.#db.run('DELETE FROM files WHERE entry = ?', [n]);
    this.#db.run('DELETE FROM names WHERE entry = ? AND part > 0', [n]);
    this.#db.run('UPDATE entries SET row_count = 0 WHERE n = ?', [n]);
  }

  #delete(n: number): void {
    inTransaction(this.#db, () => {
      this.#db.run('DELETE FROM files WHERE entry = ?', [n]);
      this.#db.run('DELETE FROM names WHERE entry = ?', [n]);
      this.#db.run('DELETE FROM entries WHERE n = ?', [n]);
    });
    this.#truncateLog();
  }

  // what was removed is still in the write-ahead log
  #truncateLog(): void {
    this.#db.all('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  #write(transfer: Transfer, places: KnownPlaces, result: HistoryResult | null): void {
    const values = entryValues(transfer, places, result);
    const known = this.#open.get(transfer.id);
    if (known !== undefined) this.#db.run(UPDATE, [...values, known]);
    const n = known ?? Number(this.#db.run(INSERT, [...values, this.#freeId(transfer.id)]).lastInsertRowid);
    this.#open.set(transfer.id, n);
    this.#writeNames(n, 0, [transfer.title, transfer.peerName]);
  }

  // a sender chooses the id, and may choose that of an old transfer
  #freeId(wanted: TransferId): string {
    const isTaken = this.#db.get('SELECT 1 FROM entries WHERE id = ?', [wanted]) !== null;
    return isTaken ? randomBytes(16).toString('hex') : wanted;
  }

  #writeNames(n: number, part: number, names: readonly string[]): void {
    this.#db.run('INSERT OR REPLACE INTO names VALUES (?, ?, ?)', [n, part, toSearchText(names)]);
  }

  #rowOf(transferId: TransferId): number {
    const n = this.#open.get(transferId);
    if (n === undefined) throw new LanyardError('HISTORY_FAILED', 'files of a transfer that was not begun');
    return n;
  }
}

function resultOf({ state }: Transfer): HistoryResult {
  const result = HISTORY_RESULTS.find((candidate) => candidate === state);
  if (result === undefined) throw new LanyardError('INTERNAL', 'a transfer that goes on has no result');
  return result;
}

function entryValues(transfer: Transfer, places: KnownPlaces, result: HistoryResult | null): Value[] {
  const { error } = transfer;
  return [
    ...[transfer.direction, transfer.peerId, transfer.peerName, transfer.title, transfer.itemCount, result],
    ...[error?.code ?? null, error?.at ?? null, error?.shortBytes ?? null, transfer.cancelledBy],
    ...[transfer.bytesDone, transfer.bytesTotal, transfer.filesDone, transfer.filesTotal, transfer.filesFailed],
    ...[transfer.startedAtMs, transfer.acceptedAtMs, transfer.endedAtMs ?? Date.now(), places.sourcePaths.length],
    // well-formed even where a path is not
    ...[places.shownPath, JSON.stringify(places.sourcePaths), isHalted(transfer) ? 1 : 0],
    toReportColumn(transfer.report),
  ];
}

function isHalted({ state, acceptedAtMs }: Transfer): boolean {
  return (state === 'waiting' || state === 'paused') && acceptedAtMs !== null;
}

function fileValues(row: FileRow): (Value | Uint8Array)[] {
  const sha256 = row.sha256 === null ? null : Buffer.from(row.sha256, 'hex');
  return [
    ...[row.index, row.path, row.savedAs, row.kind, row.sizeBytes, row.status, sha256],
    ...[row.error?.code ?? null, row.error?.at ?? null, toRemarksColumn(row.remarks)],
  ];
}

function* namesOfRow(row: FileRow): Generator<string> {
  yield lastName(row.path);
  if (row.savedAs !== null) yield lastName(row.savedAs);
}

function namesOf(rows: readonly FileRow[]): readonly string[] {
  return rows.flatMap((row) => [...namesOfRow(row)]);
}
