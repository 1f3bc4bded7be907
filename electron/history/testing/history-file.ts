import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { afterEach, beforeEach } from 'vitest';
import type { TransferId } from '../../../shared/model/ids.ts';
import type { FileRow, Transfer } from '../../../shared/model/transfer.ts';
import type { HistoryLogLine, HistoryStore, KnownPlaces } from '../history-api.ts';
import { openHistoryStore } from '../store.ts';
import { NOWHERE, queryOf } from './sample.ts';

/** One history in a folder of its own, for each test of a file. */
export interface HistoryWorld {
  folder: string;
  /** The database; a test may let the next `open` take another one. */
  file: string;
  /** The one that is open; null: none. */
  store: HistoryStore | null;
  /** What was logged. */
  lines: HistoryLogLine[];
  readonly open: (running?: readonly TransferId[] | null) => HistoryStore;
  readonly close: () => void;
  /** Changes the closed file behind the history's back. */
  readonly tamper: (sql: string) => void;
}

/** Call at the top of a test file. */
export function useHistoryFile(): HistoryWorld {
  const world: HistoryWorld = {
    folder: '',
    file: '',
    store: null,
    lines: [],
    open: (running = []) => {
      const { file } = world;
      return (world.store = openHistoryStore({ file, running }, (line) => world.lines.push(line)));
    },
    close: () => {
      world.store?.close();
      world.store = null;
    },
    tamper: (sql) => {
      world.close();
      const db = new sqlite.Database(world.file);
      db.exec(`PRAGMA locking_mode = EXCLUSIVE; ${sql}`);
      db.close();
    },
  };
  beforeEach(() => {
    world.folder = mkdtempSync(join(tmpdir(), 'lanyard-history-'));
    world.file = join(world.folder, 'history.db');
    world.lines = [];
  });
  afterEach(() => {
    world.close();
    rmSync(world.folder, { recursive: true, force: true });
  });
  return world;
}

/** Writes a transfer from its beginning to its end. */
export function record(
  target: HistoryStore,
  transfer: Transfer,
  rows: readonly FileRow[] = [],
  places: KnownPlaces = NOWHERE,
): void {
  target.begin({ ...transfer, state: 'active' }, places);
  if (rows.length > 0) target.addFiles(transfer.id, rows);
  target.end(transfer, places);
}

/** Titles of the first page, as the list shows them. */
export function titles(target: HistoryStore, query: Parameters<typeof queryOf>[0] = {}): readonly string[] {
  return target.page(queryOf(query)).rows.map((row) => row.title);
}
