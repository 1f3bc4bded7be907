import type { Database } from 'node-sqlite3-wasm';
import { LanyardError, TransferError } from '../../shared/errors/lanyard-error.ts';
import type { HistoryQuery, Page, PageQuery } from '../../shared/ipc/contract.ts';
import type { HistoryEntry, HistoryFile, HistoryFilter } from '../../shared/model/history.ts';
import type { TransferId } from '../../shared/model/ids.ts';
import type { HistoryOrigin, ListedFile, ReceiptHead } from './history-api.ts';
import { toEntry, toFile, toListedFile, toOrigin, toReceiptHead } from './rows.ts';
import { foldText } from './search-text.ts';

// written so that each fits an index of its own
const WHERE: Record<HistoryFilter, string> = {
  all: 'result IS NOT NULL',
  sent: `result IS NOT NULL AND direction = 'send'`,
  received: `result IS NOT NULL AND direction = 'receive'`,
  problems: `result IN ('partial', 'failed', 'interrupted')`,
};

const ENTRY_COLUMNS = `id, direction, peer_id, peer_name, title, item_count, result, error_code, error_at, short_bytes,
  cancelled_by, bytes_done, bytes_total, files_done, files_total, files_failed, started_at, accepted_at, ended_at,
  source_count, halted, report, shown_path IS NOT NULL AS can_show`;
const NEWEST_FIRST = 'ORDER BY started_at DESC, n DESC';
const FILE_COLUMNS = 'manifest_index, path, saved_as, kind, size, status, sha256, error_code, error_at, remarks';
/** Files that can be compared with what stands on the disk. */
const IS_HASHED = `kind = 'file' AND status = 'done' AND sha256 IS NOT NULL`;

interface ReaderOptions {
  /** Told how many rows of an answer made no sense and were left out. */
  readonly onSenseless: (count: number) => void;
}

/** All that is read. Rows are checked: whoever can write to the file must not get further than that. */
export class HistoryReader {
  readonly #db: Database;
  readonly #options: ReaderOptions;
  /** The last search, as long as nothing changed. */
  #found: { readonly key: string; readonly matches: readonly number[] } | null = null;

  constructor(db: Database, options: ReaderOptions) {
    this.#db = db;
    this.#options = options;
  }

  /** To be called after every change. */
  forgetFound(): void {
    this.#found = null;
  }

  page({ text, filter, offset, limit }: HistoryQuery): Page<HistoryEntry> {
    const folded = foldText(text.trim());
    if (folded !== '') return this.#pageOf(this.#find(folded, filter), offset, limit);
    const where = WHERE[filter];
    const total = Number(this.#db.get(`SELECT count(*) AS total FROM entries WHERE ${where}`)?.['total'] ?? 0);
    const rows = this.#db.all(`SELECT ${ENTRY_COLUMNS} FROM entries WHERE ${where} ${NEWEST_FIRST} LIMIT ? OFFSET ?`, [
      limit,
      offset,
    ]);
    return { total, rows: this.#sensible(rows.map(toEntry)) };
  }

  files({ transferId, offset, limit }: PageQuery): Page<HistoryFile> {
    const { n, rowCount } = this.#entry(transferId);
    const sql = `SELECT ${FILE_COLUMNS} FROM files WHERE entry = ? AND place >= ? ORDER BY place LIMIT ?`;
    const rows = this.#db.all(sql, [n, offset, limit]);
    return { total: rowCount, rows: this.#sensible(rows.map(toFile)) };
  }

  receipt(transferId: TransferId): ReceiptHead {
    const { n } = this.#entry(transferId);
    const hashed = `SELECT count(*) AS hashed_files, coalesce(sum(size), 0) AS hashed_bytes FROM files
      WHERE entry = ? AND ${IS_HASHED}`;
    const sql = `SELECT ${ENTRY_COLUMNS}, hashed_files, hashed_bytes FROM entries, (${hashed}) WHERE n = ?`;
    const head = toReceiptHead(this.#db.get(sql, [n, n]));
    if (!head) throw new LanyardError('HISTORY_FAILED', 'a row makes no sense');
    return head;
  }

  list(transferId: TransferId, place: number, limit: number): readonly ListedFile[] {
    const { n } = this.#entry(transferId);
    const sql = `SELECT place, ${FILE_COLUMNS} FROM files WHERE entry = ? AND place >= ? ORDER BY place LIMIT ?`;
    return this.#sensible(this.#db.all(sql, [n, place, limit]).map(toListedFile));
  }

  listed(transferId: TransferId, places: readonly number[]): readonly ListedFile[] {
    const { n } = this.#entry(transferId);
    const sql = `SELECT place, ${FILE_COLUMNS} FROM files WHERE entry = ? AND place IN (${places.join(', ')}) ORDER BY place`;
    return this.#sensible(this.#db.all(sql, [n]).map(toListedFile));
  }

  tops(transferId: TransferId): readonly string[] {
    const { n } = this.#entry(transferId);
    const sql = `SELECT path FROM files WHERE entry = ? AND manifest_index >= 0 AND instr(path, '/') = 0 ORDER BY place`;
    return this.#db.all(sql, [n]).flatMap(({ path }) => (typeof path === 'string' ? [path] : []));
  }

  origin(transferId: TransferId): HistoryOrigin {
    const sql = 'SELECT peer_id, shown_path, source_paths FROM entries WHERE id = ? AND result IS NOT NULL';
    const row = this.#db.get(sql, [transferId]);
    if (!row) throw new TransferError('TRANSFER_UNKNOWN', 'not in the history');
    const origin = toOrigin(row);
    if (!origin) throw new LanyardError('HISTORY_FAILED', 'a row makes no sense');
    return origin;
  }

  #entry(transferId: TransferId): { readonly n: number; readonly rowCount: number } {
    const row = this.#db.get('SELECT n, row_count FROM entries WHERE id = ? AND result IS NOT NULL', [transferId]);
    if (!row) throw new TransferError('TRANSFER_UNKNOWN', 'not in the history');
    return { n: Number(row['n']), rowCount: Number(row['row_count']) };
  }

  #pageOf(matches: readonly number[], offset: number, limit: number): Page<HistoryEntry> {
    const wanted = matches.slice(offset, offset + limit).join(', ');
    const rows = this.#db.all(`SELECT ${ENTRY_COLUMNS} FROM entries WHERE n IN (${wanted}) ${NEWEST_FIRST}`);
    return { total: matches.length, rows: this.#sensible(rows.map(toEntry)) };
  }

  /** Row numbers, newest first. The pages of one search share one look through all names. */
  #find(folded: string, filter: HistoryFilter): readonly number[] {
    const key = `${filter} ${folded}`;
    if (this.#found?.key === key) return this.#found.matches;
    const named = this.#db.all('SELECT entry FROM names WHERE instr(folded, ?) > 0', [folded]);
    const inNames = new Set(named.map((row) => row['entry']));
    const all = this.#db.all(`SELECT n FROM entries WHERE ${WHERE[filter]} ${NEWEST_FIRST}`);
    const matches = all.map((row) => Number(row['n'])).filter((n) => inNames.has(n));
    this.#found = { key, matches };
    return matches;
  }

  #sensible<T>(rows: readonly (T | null)[]): readonly T[] {
    const sensible = rows.filter((row) => row !== null);
    if (sensible.length < rows.length) this.#options.onSenseless(rows.length - sensible.length);
    return sensible;
  }
}
