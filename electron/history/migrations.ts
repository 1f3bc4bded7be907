/**
 * The schema, step by step: the number of steps taken is in `user_version`. A step is never changed after a release,
 * a new one is added behind it.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- result: null while it goes on. ended_at is then when it was last seen.
  CREATE TABLE entries (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    direction TEXT NOT NULL,
    peer_id TEXT NOT NULL,
    peer_name TEXT NOT NULL,
    title TEXT NOT NULL,
    item_count INTEGER NOT NULL,
    result TEXT,
    error_code TEXT,
    error_at TEXT,
    short_bytes INTEGER,
    cancelled_by TEXT,
    bytes_done INTEGER NOT NULL,
    bytes_total INTEGER NOT NULL,
    files_done INTEGER NOT NULL,
    files_total INTEGER NOT NULL,
    files_failed INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    accepted_at INTEGER,
    ended_at INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    source_count INTEGER NOT NULL,
    -- last: long, and only read when asked for by name
    shown_path TEXT,
    source_paths TEXT NOT NULL
  ) STRICT;

  CREATE INDEX entries_by_time ON entries (started_at, n) WHERE result IS NOT NULL;
  CREATE INDEX entries_by_direction ON entries (direction, started_at, n) WHERE result IS NOT NULL;
  CREATE INDEX entries_problems ON entries (started_at, n) WHERE result IN ('partial', 'failed', 'interrupted');
  CREATE INDEX entries_open ON entries (n) WHERE result IS NULL;

  CREATE TABLE files (
    entry INTEGER NOT NULL,
    -- 0, 1, 2 …: the place in the list
    place INTEGER NOT NULL,
    manifest_index INTEGER NOT NULL,
    path TEXT NOT NULL,
    saved_as TEXT,
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    status TEXT NOT NULL,
    sha256 BLOB,
    error_code TEXT,
    error_at TEXT,
    PRIMARY KEY (entry, place)
  ) STRICT, WITHOUT ROWID;

  -- what a search looks through: part 0 is the title and the peer, the rest are names of files, many in a row
  CREATE TABLE names (
    entry INTEGER NOT NULL,
    part INTEGER NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (entry, part)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- 1: it waited or was paused in between, so its speed says nothing
  ALTER TABLE entries ADD COLUMN halted INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- JSON: counts of what did not go the plain way, and what that was of one file; null: nothing
  ALTER TABLE entries ADD COLUMN report TEXT;
  ALTER TABLE files ADD COLUMN remarks TEXT;
  `,
];
