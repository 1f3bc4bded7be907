import type { Database } from 'node-sqlite3-wasm';
import { LanyardError } from '../../shared/errors/lanyard-error.ts';
import type { TransferId } from '../../shared/model/ids.ts';
import { closeQuietly, DamagedError, keepAside, openDatabase, recognizeDamage } from './database.ts';
import type { HistoryLogLine, HistoryStore, OpenOptions } from './history-api.ts';
import { HistoryReader } from './reader.ts';
import { HistoryWriter } from './writer.ts';

interface Opened {
  readonly db: Database;
  readonly writer: HistoryWriter;
  readonly reader: HistoryReader;
}

/**
 * Opens the history. A file that cannot be read is kept aside and a new one begun, now or when it shows.
 * @throws HISTORY_FAILED when there can be no file (a read-only folder, a full disk)
 */
export function openHistoryStore(options: OpenOptions, log: (line: HistoryLogLine) => void): HistoryStore {
  let keptAside: string | null = null;

  function open(): Opened {
    const db = openDatabase(options.file);
    const writer = new HistoryWriter(db);
    const reader = new HistoryReader(db, {
      onSenseless: (count) => log({ level: 'warn', message: 'rows of the history make no sense', facts: { count } }),
    });
    try {
      if (options.running !== null) settle(writer, options.running);
      return { db, writer, reader };
    } catch (error) {
      closeQuietly(db);
      throw recognizeDamage(error);
    }
  }

  function settle(writer: HistoryWriter, running: readonly TransferId[]): number {
    const interrupted = writer.settleLeftovers(running);
    if (interrupted > 0) log({ level: 'info', message: 'transfers had been interrupted', facts: { interrupted } });
    return interrupted;
  }

  function beginAnew(damage: DamagedError): Opened {
    keptAside = keepAside(options.file);
    const facts = { name: keptAside ?? 'deleted' };
    log({ level: 'error', message: 'the history cannot be read and is kept aside', facts, stack: String(damage) });
    return open();
  }

  function openOrBeginAnew(): Opened {
    try {
      return open();
    } catch (error) {
      if (error instanceof DamagedError) return beginAnew(error);
      throw error;
    }
  }

  let opened = translate(openOrBeginAnew);
  const use = <T>(run: (opened: Opened) => T): T =>
    translate(() => {
      try {
        return run(opened);
      } catch (error) {
        const damage = recognizeDamage(error);
        if (!(damage instanceof DamagedError)) throw error;
        closeQuietly(opened.db);
        opened = beginAnew(damage);
        return run(opened);
      }
    });
  const change = <T>(run: (writer: HistoryWriter) => T): T =>
    use(({ writer, reader }) => {
      reader.forgetFound();
      return run(writer);
    });

  return {
    settle: (running) => change((writer) => settle(writer, running)),
    begin: (transfer, places) => change((writer) => writer.begin(transfer, places)),
    addFiles: (transferId, rows) => change((writer) => writer.addFiles(transferId, rows)),
    end: (transfer, places) => change((writer) => writer.end(transfer, places)),
    drop: (transferId) => change((writer) => writer.drop(transferId)),
    remove: (transferId) => change((writer) => writer.remove(transferId)),
    clear: () => change((writer) => writer.clear()),
    page: (query) => use(({ reader }) => ({ ...reader.page(query), keptAside })),
    files: (query) => use(({ reader }) => reader.files(query)),
    origin: (transferId) => use(({ reader }) => reader.origin(transferId)),
    receipt: (transferId) => use(({ reader }) => reader.receipt(transferId)),
    list: (transferId, place, limit) => use(({ reader }) => reader.list(transferId, place, limit)),
    listed: (transferId, places) => use(({ reader }) => reader.listed(transferId, places)),
    tops: (transferId) => use(({ reader }) => reader.tops(transferId)),
    close: () => translate(() => opened.db.close()),
  };
}

/** What the disk or SQLite says becomes HISTORY_FAILED; the words of it are for the log. */
function translate<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof LanyardError) throw cause;
    throw new LanyardError('HISTORY_FAILED', 'the database refused', { cause });
  }
}
