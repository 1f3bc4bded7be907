import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMPTY_REPORT } from '../../shared/model/transfer.ts';
import type { HistoryStore } from './history-api.ts';
import { record, titles, useHistoryFile } from './testing/history-file.ts';
import { idOf, NOWHERE, pastFile, pastTransfer, queryOf } from './testing/sample.ts';

const world = useHistoryFile();
const { open, close, tamper } = world;

describe('what is written', () => {
  it('is there after the file was closed and opened', () => {
    const places = { sourcePaths: ['/home/ada/Photos'], shownPath: '/home/ada/Photos' };
    record(open(), pastTransfer(1), [pastFile(0), pastFile(1, { status: 'failed', sha256: null })], places);
    close();
    const again = open();
    expect(again.page(queryOf())).toEqual({
      total: 1,
      keptAside: null,
      rows: [
        {
          ...{ id: idOf(1), direction: 'send', peerId: 'a'.repeat(64), peerName: 'Workshop PC', title: 'Photos 1' },
          ...{ itemCount: 1, result: 'done', error: null, cancelledBy: null, bytesDone: 3_000, bytesTotal: 3_000 },
          ...{ filesDone: 3, filesTotal: 3, filesFailed: 0, startedAtMs: 1_700_000_010_000 },
          ...{ endedAtMs: 1_700_000_014_000, averageBytesPerSec: 1_000, canSendAgain: true, canShow: true },
          report: EMPTY_REPORT,
        },
      ],
    });
    const { rows, total } = again.files({ transferId: idOf(1), offset: 0, limit: 10 });
    expect(total).toBe(2);
    expect(rows[0]).toEqual(pastFile(0));
    expect(rows[1]).toMatchObject({ status: 'failed', sha256: null });
    expect(again.origin(idOf(1))).toEqual({ peerId: 'a'.repeat(64), ...places });
  });

  it('says why it failed, where, and who cancelled', () => {
    const target = open();
    record(target, pastTransfer(1, { state: 'failed', error: { code: 'STORAGE_FULL', at: 'there', shortBytes: 5 } }));
    record(target, pastTransfer(2, { state: 'cancelled', cancelledBy: 'there' }));
    const { rows } = target.page(queryOf());
    expect(rows[0]).toMatchObject({ result: 'cancelled', cancelledBy: 'there', error: null });
    expect(rows[1]).toMatchObject({ result: 'failed', error: { code: 'STORAGE_FULL', at: 'there', shortBytes: 5 } });
  });

  it('has no speed where nothing moved', () => {
    const target = open();
    record(target, pastTransfer(1, { state: 'declined', acceptedAtMs: null, bytesDone: 0 }));
    expect(target.page(queryOf()).rows[0]?.averageBytesPerSec).toBeNull();
  });

  it('keeps names of any kind as they are', () => {
    const names = ['家 👩‍👩‍👧‍👦.png', 'a"b\'c;--.sql', '%_\\', 'صورة.jpg', ' ', 'x'.repeat(4_000), '\u202egpj.exe'];
    const target = open();
    names.forEach((title, number) => record(target, pastTransfer(number, { title }), [pastFile(0, { path: title })]));
    expect(titles(target)).toEqual(names.toReversed());
    names.forEach((path, number) =>
      expect(target.files({ transferId: idOf(number), offset: 0, limit: 1 }).rows[0]?.path).toBe(path),
    );
  });

  it('keeps two entries when a sender uses an old id again', () => {
    const target = open();
    record(target, pastTransfer(1, { title: 'first' }), [pastFile(0)]);
    record(target, pastTransfer(1, { title: 'second', startedAtMs: 1_800_000_000_000 }));
    const { rows } = target.page(queryOf());
    expect(rows.map((row) => row.title)).toEqual(['second', 'first']);
    expect(new Set(rows.map((row) => row.id)).size).toBe(2);
    expect(target.files({ transferId: idOf(1), offset: 0, limit: 10 }).total).toBe(1);
  });

  it('loses half-written files when it is begun again', () => {
    const target = open();
    target.begin(pastTransfer(1, { state: 'active' }), NOWHERE);
    target.addFiles(idOf(1), [pastFile(0, { path: 'half.txt' })]);
    record(target, pastTransfer(1), [pastFile(0), pastFile(1)]);
    expect(target.files({ transferId: idOf(1), offset: 0, limit: 10 }).rows.map((row) => row.index)).toEqual([0, 1]);
    expect(titles(target, { text: 'half' })).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('is for this user only', () => {
    record(open(), pastTransfer(1));
    for (const name of readdirSync(world.folder).filter((entry) => !entry.endsWith('.lock'))) {
      expect([name, statSync(join(world.folder, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  });
});

describe('the report', () => {
  const report = { ...EMPTY_REPORT, wasThere: 3, leftOut: 2 };
  const firstFile = (target: HistoryStore) => target.files({ transferId: idOf(1), offset: 0, limit: 1 }).rows[0];

  it('is kept, with the remarks of each file', () => {
    const file = pastFile(0, { remarks: ['replaced', 'not-executable'] });
    record(open(), pastTransfer(1, { report }), [file]);
    close();
    expect(open().page(queryOf()).rows[0]?.report).toEqual(report);
    expect(firstFile(world.store!)).toEqual(file);
    expect(world.store!.receipt(idOf(1)).report).toEqual(report);
  });

  it('is read as far as this version knows it', () => {
    record(open(), pastTransfer(1, { report }), [pastFile(0)]);
    tamper(`UPDATE entries SET report = '{"wasThere":3,"sung":1}'; UPDATE files SET remarks = '["sung","replaced"]'`);
    expect(open().page(queryOf()).rows[0]?.report).toEqual({ ...EMPTY_REPORT, wasThere: 3 });
    expect(firstFile(world.store!)?.remarks).toEqual(['replaced']);
  });

  it.each(['{"wasThere":-1}', '[]', '7', 'no', `"${'x'.repeat(3_000)}"`])(
    'that makes no sense is left out: %s',
    (json) => {
      record(open(), pastTransfer(1, { report }), [pastFile(0)]);
      tamper(`UPDATE entries SET report = '${json}'; UPDATE files SET remarks = '{}'`);
      expect(open().page(queryOf()).rows).toEqual([]);
      expect(firstFile(world.store!)).toBeUndefined();
    },
  );
});

describe('what a receipt says', () => {
  it('has the other device, times and what can be compared', () => {
    const target = open();
    record(target, pastTransfer(1), [
      pastFile(0),
      pastFile(1, { sizeBytes: 5 }),
      pastFile(2, { kind: 'directory' }),
      pastFile(3, { status: 'failed', sha256: null }),
    ]);
    expect(target.receipt(idOf(1))).toMatchObject({
      ...{ transferId: idOf(1), peerId: 'a'.repeat(64), peerName: 'Workshop PC', result: 'done' },
      ...{ startedAtMs: 1_700_000_010_000, acceptedAtMs: 1_700_000_011_000, endedAtMs: 1_700_000_014_000 },
      ...{ hashedFiles: 2, hashedBytes: 1_005 },
    });
    expect(() => target.receipt(idOf(2))).toThrow('not in the history');
  });

  it('lists by place, in pages', () => {
    const target = open();
    const paths = ['a', 'a/b', 'c'];
    record(target, pastTransfer(1), [
      pastFile(-1, { path: 'link', status: 'skipped', sha256: null }),
      ...paths.map((path, index) => pastFile(index, { path })),
    ]);
    expect(target.list(idOf(1), 1, 2).map(({ place, path }) => [place, path])).toEqual([
      [1, 'a'],
      [2, 'a/b'],
    ]);
    expect(target.list(idOf(1), 4, 2)).toEqual([]);
    expect(target.listed(idOf(1), [3, 0, 99]).map(({ path }) => path)).toEqual(['link', 'c']);
    expect(target.tops(idOf(1))).toEqual(['a', 'c']);
  });
});

describe('removing', () => {
  it('takes one entry with its files', () => {
    const target = open();
    record(target, pastTransfer(1), [pastFile(0)]);
    record(target, pastTransfer(2), [pastFile(0)]);
    target.remove(idOf(1));
    expect(titles(target)).toEqual(['Photos 2']);
    expect(() => target.files({ transferId: idOf(1), offset: 0, limit: 10 })).toThrow('not in the history');
    expect(() => target.remove(idOf(1))).toThrow('not in the history');
    expect(target.files({ transferId: idOf(2), offset: 0, limit: 10 }).total).toBe(1);
  });

  it('leaves no trace in any file, whether one is removed or all', () => {
    const target = open();
    record(target, pastTransfer(1, { title: 'secret-title' }), [pastFile(0, { path: 'secret-one.txt' })]);
    for (let number = 2; number < 50; number++) record(target, pastTransfer(number), [pastFile(0)]);
    const bytes = (): string =>
      readdirSync(world.folder, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(world.folder, entry.name), 'latin1'))
        .join('');
    expect(bytes()).toContain('secret-');
    target.remove(idOf(1));
    expect(bytes()).not.toContain('secret-');
    expect(bytes()).toContain('IMG_0');
    target.clear();
    expect(bytes()).not.toContain('IMG_0');
    expect(target.page(queryOf()).total).toBe(0);
  });

  it('keeps what still runs', () => {
    const target = open();
    record(target, pastTransfer(1));
    target.begin(pastTransfer(2, { state: 'active' }), NOWHERE);
    target.clear();
    record(target, pastTransfer(2), [pastFile(0)]);
    expect(titles(target)).toEqual(['Photos 2']);
  });
});
