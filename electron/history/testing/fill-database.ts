import sqlite from 'node-sqlite3-wasm';

/**
 * Multiplies the one entry of a closed history to `count`, each with `filesEach` files: `Photos 0` with `IMG_0_0.jpg` …,
 * `Photos 1`, ten seconds apart. In one transaction, because each by itself is three.
 */
export function fillDatabase(file: string, count: number, filesEach = 3): void {
  const db = new sqlite.Database(file);
  db.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    BEGIN;
    CREATE TEMP TABLE numbers AS
      WITH RECURSIVE up (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM up WHERE i < ${count - 1}) SELECT i FROM up;
    CREATE TEMP TABLE first AS SELECT * FROM entries LIMIT 1;
    DELETE FROM entries; DELETE FROM files; DELETE FROM names;
    INSERT INTO entries
      SELECT i + 1, printf('%032x', i), direction, peer_id, peer_name, 'Photos ' || i, item_count, result, error_code,
        error_at, short_bytes, cancelled_by, bytes_done, bytes_total, files_done, files_total, files_failed,
        started_at + i * 10000, accepted_at + i * 10000, ended_at + i * 10000, ${filesEach}, source_count, shown_path,
        source_paths, halted, report
      FROM numbers, first;
    INSERT INTO files
      SELECT i + 1, f, f, 'Photos/IMG_' || i || '_' || f || '.jpg', NULL, 'file', 1000, 'done', zeroblob(32), NULL, NULL, NULL
      FROM numbers, (SELECT i AS f FROM numbers WHERE i < ${filesEach});
    INSERT INTO names SELECT i + 1, 0, 'photos ' || i || char(10) || 'workshop pc' FROM numbers;
    INSERT INTO names
      SELECT entry, 1, group_concat(lower(substr(path, 8)), char(10)) FROM files GROUP BY entry;
    COMMIT;
  `);
  db.close();
}
