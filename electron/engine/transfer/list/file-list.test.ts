import { describe, expect, it } from 'vitest';
import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import type { ManifestEntry } from '../../../../shared/model/manifest.ts';
import { FileList } from './file-list.ts';

const file = (path: string): ManifestEntry => ({ path, kind: 'file', sizeBytes: 1, mtimeMs: 0, isExecutable: false });
const ALL = { offset: 0, limit: 100, filter: 'all' } as const;
const PROBLEMS = { ...ALL, filter: 'problems' } as const;
const LINK: ErrorInfo = { code: 'TRANSFER_SOURCE_IS_LINK', at: 'here' };
const FULL: ErrorInfo = { code: 'STORAGE_FULL', at: 'there' };
const GONE: ErrorInfo = { code: 'TRANSFER_SOURCE_MISSING', at: 'here' };

function listOf(count: number): FileList {
  const list = new FileList();
  list.add({ ...file('d'), kind: 'directory', sizeBytes: 0 });
  for (let n = 1; n <= count; n++) list.add(file(`d/${n}`));
  return list;
}

describe('FileList', () => {
  it('counts files, not folders; what is skipped counts as skipped only', () => {
    const list = listOf(4);
    list.set(0, 'done');
    list.set(1, 'active');
    list.set(1, 'done');
    list.set(2, 'failed', FULL);
    list.set(3, 'skipped');
    expect(list.counts).toEqual({ files: 3, done: 1, failed: 1, skipped: 1 });
  });

  it('counts a file once, whatever it goes through', () => {
    const list = listOf(1);
    for (const status of ['active', 'failed', 'pending', 'skipped', 'pending', 'done', 'done'] as const) {
      list.set(1, status);
    }
    expect(list.counts).toEqual({ files: 1, done: 1, failed: 0, skipped: 0 });
  });

  it('lists what was left out first, then the manifest in its order', () => {
    const list = listOf(2);
    list.addLeftOut('d/link', 'skipped', LINK);
    list.setSavedAs(2, 'd (1)/2');
    list.setSavedAs(1, 'd/1');
    const { total, rows } = list.page(ALL);
    expect(total).toBe(4);
    expect(rows.map(({ index, path, savedAs, status }) => [index, path, savedAs, status])).toEqual([
      [-1, 'd/link', null, 'skipped'],
      [0, 'd', null, 'pending'],
      [1, 'd/1', null, 'pending'],
      [2, 'd/2', 'd (1)/2', 'pending'],
    ]);
  });

  it('gives pages that fit together, and nothing behind the end', () => {
    const list = listOf(5_000);
    list.addLeftOut('link', 'skipped', LINK);
    const rows = [0, 2_000, 4_000, 6_000].flatMap((offset) => list.page({ ...ALL, offset, limit: 2_000 }).rows);
    expect(rows.map(({ index }) => index)).toEqual(Array.from({ length: 5_002 }, (_, n) => n - 1));
  });

  it('lists problems only: left out or failed, in the order of the manifest', () => {
    const list = listOf(9);
    list.set(7, 'failed', FULL);
    list.set(3, 'failed', GONE);
    list.set(5, 'skipped');
    list.addLeftOut('d/unreadable', 'failed', GONE);
    expect(list.page(PROBLEMS).rows.map(({ path, error }) => [path, error])).toEqual([
      ['d/unreadable', GONE],
      ['d/3', GONE],
      ['d/7', FULL],
    ]);
    expect(list.page({ ...PROBLEMS, offset: 1, limit: 1 })).toMatchObject({ total: 3, rows: [{ path: 'd/3' }] });
    expect(list.counts).toMatchObject({ failed: 3, skipped: 1 });
    list.addLeftOutThere({ count: 7, listed: [{ path: 'x', code: 'TRANSFER_SOURCE_SPECIAL' }] });
    expect(list.counts).toMatchObject({ failed: 3, skipped: 1 });
    expect(list.report.leftOut).toBe(7);
  });

  it('names the first error, a link not being one', () => {
    const list = listOf(2);
    list.addLeftOut('d/link', 'skipped', LINK);
    expect(list.firstError).toBe(null);
    list.addLeftOut('d/gone', 'failed', GONE);
    expect(list.firstError).toEqual(GONE);
    list.set(2, 'failed', FULL);
    expect(list.firstError).toEqual(FULL);
  });

  it('tells the hash of a file that is done, and of no other', () => {
    const list = listOf(3);
    const hashes = ['', '1', '2', '3'].map((digit) => digit.padStart(64, 'f'));
    list.setSha256(3, hashes[3] ?? '');
    list.setSha256(1, hashes[1] ?? '');
    const shown = () => list.page(ALL).rows.map(({ sha256 }) => sha256);
    expect(shown()).toEqual([null, null, null, null]);
    for (const index of [0, 1, 2, 3]) list.set(index, 'done');
    expect(shown()).toEqual([null, hashes[1], null, hashes[3]]);
    list.set(3, 'failed', FULL);
    expect(shown()).toEqual([null, hashes[1], null, null]);
    list.add(file('late'));
    list.setSha256(4, hashes[2] ?? '');
    list.set(4, 'done');
    expect(shown()).toEqual([null, hashes[1], null, null, hashes[2]]);
  });

  it('keeps the hashes of 200,000 files in 6.4 MB', () => {
    const list = listOf(200_000);
    const beforeBytes = process.memoryUsage().arrayBuffers;
    for (let index = 1; index <= 200_000; index++) list.setSha256(index, 'ab'.repeat(32));
    expect(process.memoryUsage().arrayBuffers - beforeBytes).toBeLessThan(7_000_000);
    list.set(200_000, 'done');
    expect(list.page({ ...ALL, offset: 200_000 }).rows[0]?.sha256).toBe('ab'.repeat(32));
  });

  it('counts each remark once, and lists those that somebody may want to look into', () => {
    const list = listOf(3);
    list.addLeftOut('link', 'skipped', LINK);
    list.addLeftOut('gone', 'failed', GONE);
    list.setRemarks(0, ['renamed']);
    list.setRemark(1, 'was-there');
    list.setRemark(1, 'was-there');
    list.setRemarks(2, ['not-replaced']);
    list.setRemarks(2, ['replaced', 'not-executable']);
    list.set(3, 'failed', FULL);
    expect(list.report).toEqual({
      wasThere: 1,
      replaced: 1,
      notReplaced: 0,
      renamed: 1,
      notExecutable: 1,
      leftOut: 1,
    });
    const { total, rows } = list.page(PROBLEMS);
    expect(total).toBe(5);
    expect(rows.map(({ path, remarks }) => [path, ...remarks])).toEqual([
      ['link'],
      ['gone'],
      ['d', 'renamed'],
      ['d/2', 'replaced', 'not-executable'],
      ['d/3'],
    ]);
    expect(list.page({ ...PROBLEMS, offset: 3, limit: 1 }).rows).toEqual(rows.slice(3, 4));
    expect(list.page(ALL).rows[3]?.remarks).toEqual(['was-there']);
    list.setRemarks(2, []);
    expect(list.report).toMatchObject({ replaced: 0, notExecutable: 0 });
    expect(list.page(PROBLEMS).total).toBe(4);
  });
});
