import type { Database } from 'node-sqlite3-wasm';
import { LanyardError } from '../../shared/errors/lanyard-error.ts';
import type { TransferId } from '../../shared/model/ids.ts';
import { closeQuietly, DamagedError, keepAside, openDatabase, recognizeDamage } from './database.ts';
import type { HistoryLogLine, HistoryStore, OpenOptions } from './history-api.ts';
import { HistoryReader } from './reader.ts';
import { HistoryWriter } from './writer.ts';

/**
 * Opens the history. A file that cannot be read is kept aside and a new one begun, now or when it shows.
 * @throws HISTORY_FAILED when there can be no file (a read-only folder, a full disk)
 */
export function openHistoryStore(options: OpenOptions, log: (line: HistoryLogLine) => void): HistoryStore {
  const file = translate(() => new HistoryFile(options, log));
  return {
    settle: (running) => file.change((writer) => settle(writer, running, log)),
    begin: (transfer, places) => file.change((writer) => writer.begin(transfer, places)),
    addFiles: (transferId, rows) => file.change((writer) => writer.addFiles(transferId, rows)),
    end: (transfer, places) => file.change((writer) => writer.end(transfer, places)),
    drop: (transferId) => file.change((writer) => writer.drop(transferId)),
    remove: (transferId) => file.change((writer) => writer.remove(transferId)),
    clear: () => file.change((writer) => writer.clear()),
    page: (query) => file.read((reader) => ({ ...reader.page(query), keptAside: file.keptAside })),
    files: (query) => file.read((reader) => reader.files(query)),
    origin: (transferId) => file.read((reader) => reader.origin(transferId)),
    receipt: (transferId) => file.read((reader) => reader.receipt(transferId)),
    list: (transferId, place, limit) => file.read((reader) => reader.list(transferId, place, limit)),
    listed: (transferId, places) => file.read((reader) => reader.listed(transferId, places)),
    tops: (transferId) => file.read((reader) => reader.tops(transferId)),
    close: () => file.close(),
  };
}

interface Opened {
  readonly db: Database;
  readonly writer: HistoryWriter;
  readonly reader: HistoryReader;
}

/** The database in its file. When damage shows, the file is kept aside and what was asked runs again on a new one. */
class HistoryFile {
  readonly #options: OpenOptions;
  readonly #log: (line: HistoryLogLine) => void;
  #keptAside: string | null = null;
  #opened: Opened;

  constructor(options: OpenOptions, log: (line: HistoryLogLine) => void) {
    this.#options = options;
    this.#log = log;
    this.#opened = this.#openOrBeginAnew();
  }

  /** Name of the last file that could not be read; null: there was none, or it is deleted. */
  get keptAside(): string | null {
    return this.#keptAside;
  }

  read<T>(run: (reader: HistoryReader) => T): T {
    return this.#use(({ reader }) => run(reader));
  }

  change<T>(run: (writer: HistoryWriter) => T): T {
    return this.#use(({ writer, reader }) => {
      reader.forgetFound();
      return run(writer);
    });
  }

  close(): void {
    translate(() => this.#opened.db.close());
  }

  #use<T>(run: (opened: Opened) => T): T {
    return translate(() => {
      try {
        return run(this.#opened);
      } catch (error) {
        const damage = recognizeDamage(error);
        if (!(damage instanceof DamagedError)) throw error;
        closeQuietly(this.#opened.db);
        this.#opened = this.#beginAnew(damage);
        return run(this.#opened);
      }
    });
  }

  #openOrBeginAnew(): Opened {
    try {
      return this.#open();
    } catch (error) {
      if (error instanceof DamagedError) return this.#beginAnew(error);
      throw error;
    }
  }

  #beginAnew(damage: DamagedError): Opened {
    this.#keptAside = keepAside(this.#options.file);
    const facts = { name: this.#keptAside ?? 'deleted' };
    const message = 'the history cannot be read and is kept aside';
    this.#log({ level: 'error', message, facts, stack: String(damage) });
    return this.#open();
  }

  #open(): Opened {
    const { file, running } = this.#options;
    const db = openDatabase(file);
    const writer = new HistoryWriter(db);
    const reader = new HistoryReader(db, {
      onSenseless: (count) =>
        this.#log({ level: 'warn', message: 'rows of the history make no sense', facts: { count } }),
    });
    try {
      if (running !== null) settle(writer, running, this.#log);
      return { db, writer, reader };
    } catch (error) {
      closeQuietly(db);
      throw recognizeDamage(error);
    }
  }
}

/** How many an earlier run had begun and left; those `running` go on. */
function settle(writer: HistoryWriter, running: readonly TransferId[], log: (line: HistoryLogLine) => void): number {
  const interrupted = writer.settleLeftovers(running);
  if (interrupted > 0) log({ level: 'info', message: 'transfers had been interrupted', facts: { interrupted } });
  return interrupted;
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
