import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryCheck } from '../../shared/model/history.ts';
import type { FileRow } from '../../shared/model/transfer.ts';
import { Checks } from './checks.ts';
import type { HistoryLogLine, HistoryStore, KnownPlaces } from './history-api.ts';
import { openHistoryStore } from './store.ts';
import { idOf, NOWHERE, pastFile, pastTransfer } from './testing/sample.ts';

const onPosix = process.platform !== 'win32';
const isRoot = process.getuid?.() === 0;

let folder = '';
let inbox = '';
let store: HistoryStore;
let checks: Checks;
let told: (readonly HistoryCheck[])[] = [];
let lines: HistoryLogLine[] = [];
let nowMs = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanyard-checks-'));
  inbox = join(folder, 'inbox');
  mkdirSync(inbox);
  [told, lines, nowMs] = [[], [], 0];
  store = openHistoryStore({ file: join(folder, 'history.db'), running: [] }, () => undefined);
  checks = new Checks({
    source: store,
    onChecks: (all) => told.push(all),
    log: (line) => lines.push(line),
    // every report counts as the first in a long time
    now: () => (nowMs += 1_000),
  });
});

afterEach(async () => {
  checks.cancelAll();
  await checks.settled();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Makes a file at `place`, in the inbox unless told otherwise, and gives its row. */
function made(index: number, path: string, content = `content of ${path}`, place = join(inbox, path)): FileRow {
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return pastFile(index, { path, sha256, sizeBytes: Buffer.byteLength(content) });
}

function record(rows: readonly FileRow[], places?: KnownPlaces, number = 1): void {
  const direction = places === undefined ? 'receive' : 'send';
  const where = places ?? { sourcePaths: [], shownPath: join(inbox, rows[0]?.path.split('/')[0] ?? 'none') };
  store.begin(pastTransfer(number, { direction, state: 'active' }), where);
  for (let at = 0; at < rows.length; at += 1_000) store.addFiles(idOf(number), rows.slice(at, at + 1_000));
  store.end(pastTransfer(number, { direction }), where);
}

async function check(number = 1): Promise<HistoryCheck> {
  await checks.start(idOf(number));
  await checks.settled();
  const last = told.at(-1)?.find(({ transferId }) => transferId === idOf(number));
  if (last === undefined) throw new Error('nothing was told');
  return last;
}

const found = (number = 1) =>
  checks
    .problems({ transferId: idOf(number), offset: 0, limit: 1_000 })
    .rows.map(({ path, problem }) => `${path} ${problem}`);

describe('a check of what was received', () => {
  it('finds all as it was', async () => {
    record([
      pastFile(0, { path: 'Photos', kind: 'directory', sha256: null, sizeBytes: 0 }),
      made(1, 'Photos/a.jpg'),
      made(2, 'Photos/empty', ''),
      made(3, 'Photos/big.bin', 'x'.repeat(3_000_000)),
      pastFile(4, { path: 'Photos/failed', status: 'failed', sha256: null }),
      pastFile(5, { path: 'Photos/skipped', status: 'skipped', sha256: null }),
    ]);
    const result = await check();
    expect(result).toMatchObject({ state: 'done', filesDone: 3, filesTotal: 3, direction: 'receive' });
    expect(result.bytesDone).toBe(result.bytesTotal);
    expect(result.problems).toEqual({ changed: 0, missing: 0, unreadable: 0 });
    expect(found()).toEqual([]);
  });

  it('looks at the name that a file got here', async () => {
    const row = made(0, 'a.txt', 'new', join(inbox, 'a (1).txt'));
    writeFileSync(join(inbox, 'a.txt'), 'old');
    record([{ ...row, savedAs: 'a (1).txt' }]);
    expect((await check()).problems).toEqual({ changed: 0, missing: 0, unreadable: 0 });
  });

  it('tells changed, grown, shortened and missing files apart from good ones', async () => {
    const rows = ['ok', 'flipped', 'grown', 'cut', 'gone', 'now-a-folder'].map((name, at) => made(at, `T/${name}`));
    record(rows);
    writeFileSync(join(inbox, 'T/flipped'), 'CONTENT of T/flipped');
    writeFileSync(join(inbox, 'T/grown'), 'content of T/grown!');
    truncateSync(join(inbox, 'T/cut'), 3);
    rmSync(join(inbox, 'T/gone'));
    rmSync(join(inbox, 'T/now-a-folder'));
    mkdirSync(join(inbox, 'T/now-a-folder'));
    const result = await check();
    expect(result).toMatchObject({ state: 'done', filesDone: 6, problems: { changed: 4, missing: 1, unreadable: 0 } });
    expect(result.bytesDone).toBe(result.bytesTotal);
    expect(found()).toEqual([
      'T/flipped changed',
      'T/grown changed',
      'T/cut changed',
      'T/gone missing',
      'T/now-a-folder changed',
    ]);
    expect(checks.problems({ transferId: idOf(1), offset: 3, limit: 1 })).toMatchObject({
      total: 5,
      rows: [{ path: 'T/gone', problem: 'missing' }],
    });
  });

  it.runIf(onPosix)('follows no link, be it the file or a folder on the way, and hangs on no pipe', async () => {
    record([made(0, 'T/link'), made(1, 'T/folder/inside'), made(2, 'T/pipe')]);
    renameSync(join(inbox, 'T/link'), join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), join(inbox, 'T/link'));
    renameSync(join(inbox, 'T/folder'), join(folder, 'folder'));
    symlinkSync(join(folder, 'folder'), join(inbox, 'T/folder'));
    rmSync(join(inbox, 'T/pipe'));
    execFileSync('mkfifo', [join(inbox, 'T/pipe')]);
    expect((await check()).problems).toEqual({ changed: 3, missing: 0, unreadable: 0 });
  });

  it.runIf(onPosix && !isRoot)('says what may not be read (needs a user who is not root)', async () => {
    record([made(0, 'a.txt')]);
    chmodSync(join(inbox, 'a.txt'), 0);
    expect((await check()).problems).toMatchObject({ unreadable: 1 });
  });

  it('finds all missing when the folder has gone', async () => {
    record([made(0, 'T/a'), made(1, 'T/b')]);
    rmSync(inbox, { recursive: true });
    expect((await check()).problems).toEqual({ changed: 0, missing: 2, unreadable: 0 });
  });

  it('leaves the folder for no path, whatever the file of the history says', async () => {
    const secret = made(0, 'secret', 'secret', join(folder, 'secret'));
    record([made(1, 'a'), { ...secret, path: '../secret' }, { ...secret, path: 'x', savedAs: join(folder, 'secret') }]);
    expect((await check()).problems).toMatchObject({ missing: 2 });
  });

  it.each(['new\nline', 'back\\slash', ' space ', '👩‍👩‍👧‍👦', 'x'.repeat(255)])(
    'finds a name of any kind: %j',
    async (name) => {
      record([made(0, name)]);
      expect(await check()).toMatchObject({ state: 'done', filesDone: 1, problems: { missing: 0, changed: 0 } });
    },
  );
});

describe('a check of what was sent', () => {
  it('looks where it was dropped from, through a link that was dropped', async () => {
    const source = join(folder, 'source');
    const rows = [
      pastFile(0, { path: 'Photos', kind: 'directory', sha256: null }),
      made(1, 'Photos/a', 'a', join(source, 'Photos/a')),
      made(2, 'one.txt', '1', join(source, 'one.txt')),
      made(3, 'one (1).txt', '2', join(source, 'other/one.txt')),
      made(4, 'pointer', 'p', join(source, 'target')),
    ];
    if (onPosix) symlinkSync(join(source, 'target'), join(source, 'pointer'));
    else made(4, 'pointer', 'p', join(source, 'pointer'));
    const names = ['unreadable', 'Photos', 'one.txt', 'other/one.txt', 'pointer'];
    record(rows, { sourcePaths: names.map((name) => join(source, name)), shownPath: null });
    expect(await check()).toMatchObject({ filesDone: 4, problems: { changed: 0, missing: 0, unreadable: 0 } });
    writeFileSync(join(source, 'other/one.txt'), '3');
    rmSync(join(source, 'Photos/a'));
    expect(await check()).toMatchObject({ problems: { changed: 1, missing: 1 } });
    expect(found()).toEqual(['Photos/a missing', 'one (1).txt changed']);
  });

  it('is not begun when nobody knows where it was', async () => {
    record([made(0, 'a')], NOWHERE);
    await expect(checks.start(idOf(1))).rejects.toMatchObject({ code: 'HISTORY_MOVED' });
    await expect(checks.start(idOf(2))).rejects.toMatchObject({ code: 'TRANSFER_UNKNOWN' });
    expect(told).toEqual([]);
  });
});

describe('many checks', () => {
  it('checks nothing, and says so', async () => {
    record([]);
    expect(await check()).toMatchObject({ state: 'done', filesTotal: 0, bytesTotal: 0 });
  });

  it('run one after the other, each once, and can be begun anew', async () => {
    record([made(0, 'a')], undefined, 1);
    record([made(0, 'b')], undefined, 2);
    await Promise.all([checks.start(idOf(1)), checks.start(idOf(2)), checks.start(idOf(1))]);
    await checks.settled();
    const states = told.map((all) => all.map(({ state }) => state).join());
    expect(states).not.toContain('running,running');
    expect(states.filter((state, at) => state !== states[at - 1])).toEqual([
      ...['queued', 'queued,queued', 'running,queued', 'done,queued', 'done,running', 'done,done'],
    ]);
    expect((await check(1)).state).toBe('done');
  });

  it('can be ended in the middle, and then are forgotten', async () => {
    record([made(0, 'a', 'x'.repeat(5_000_000)), made(1, 'b')]);
    const isRunning = new Promise<void>((resolve) => {
      checks = new Checks({
        source: store,
        onChecks: (all) => {
          told.push(all);
          if ((all[0]?.bytesDone ?? 0) > 0) resolve();
        },
        log: (line) => lines.push(line),
        now: () => (nowMs += 1_000),
      });
    });
    await checks.start(idOf(1));
    await isRunning;
    checks.cancel(idOf(1));
    await checks.settled();
    expect(told.at(-1)).toEqual([]);
    expect(told.flat().every(({ bytesDone }) => bytesDone < 5_000_000)).toBe(true);
    expect(found()).toEqual([]);
  });

  it('keep what was found of the last twenty', async () => {
    for (let number = 1; number <= 22; number++) {
      record([made(0, `f${number}`)], undefined, number);
      await check(number);
    }
    expect(told.at(-1)?.map(({ transferId }) => transferId)).toEqual(
      Array.from({ length: 20 }, (_, at) => idOf(at + 3)),
    );
  });

  it('end as failed when the history goes away under them', async () => {
    record([made(0, 'a')]);
    checks = new Checks({
      source: { ...store, list: (...args) => (args[1] === 0 ? store.list(...args) : store.list(idOf(9), 0, 1)) },
      onChecks: (all) => told.push(all),
      log: (line) => lines.push(line),
    });
    expect(await check()).toMatchObject({ state: 'failed', filesDone: 1 });
    expect(lines).toMatchObject([{ level: 'error' }]);
  });

  it('take 100,000 files that are all gone', async () => {
    record(Array.from({ length: 100_000 }, (_, at) => pastFile(at, { path: `T/${at % 1_000}/${at}` })));
    expect(await check()).toMatchObject({ filesDone: 100_000, problems: { missing: 100_000 } });
    const page = checks.problems({ transferId: idOf(1), offset: 99_500, limit: 1_000 });
    expect(page.total).toBe(100_000);
    expect(page.rows.map(({ path }) => path).at(-1)).toBe('T/999/99999');
    expect(page.rows).toHaveLength(500);
  }, 120_000);
});
