import type { Database } from 'node-sqlite3-wasm';
import { LanyardError } from '../../shared/errors/lanyard-error.ts';
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
      const interrupted = writer.settleLeftovers(options.running);
      if (interrupted > 0) log({ level: 'info', message: 'transfers had been interrupted', facts: { interrupted } });
      return { db, writer, reader };
    } catch (error) {
      closeQuietly(db);
      throw recognizeDamage(error);
    }
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
  const change = (run: (writer: HistoryWriter) => void): void =>
    use(({ writer, reader }) => {
      reader.forgetFound();
      run(writer);
    });

  return {
    begin: (transfer, places) => change((writer) => writer.begin(transfer, places)),
    addFiles: (transferId, rows) => change((writer) => writer.addFiles(transferId, rows)),
    end: (transfer, places) => change((writer) => writer.end(transfer, places)),
    drop: (transferId) => change((writer) => writer.drop(transferId)),
    remove: (transferId) => change((writer) => writer.remove(transferId)),
    clear: () => change((writer) => writer.clear()),
    page: (query) => use(({ reader }) => ({ ...reader.page(query), keptAside })),
    files: (query) => use(({ reader }) => reader.files(query)),
    origin: (transferId) => use(({ reader }) => reader.origin(transferId)),
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
