import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Transfer } from '../../shared/model/transfer.ts';
import type { HistoryStore } from './history-api.ts';
import { openHistoryStore } from './store.ts';
import { fillDatabase } from './testing/fill-database.ts';
import { NOWHERE, pastFile, pastTransfer, queryOf } from './testing/sample.ts';

let folder = '';
let store: HistoryStore;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanyard-history-'));
  store = openHistoryStore({ file: join(folder, 'history.db'), running: [] }, () => undefined);
});

afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function record(transfer: Transfer, paths: readonly string[] = []): void {
  store.begin(transfer, NOWHERE);
  if (paths.length > 0) {
    store.addFiles(
      transfer.id,
      paths.map((path, index) => pastFile(index, { path })),
    );
  }
  store.end(transfer, NOWHERE);
}

const found = (text: string, filter: 'all' | 'sent' | 'received' | 'problems' = 'all') =>
  store.page(queryOf({ text, filter })).rows.map((row) => row.title);

describe('a small history', () => {
  beforeAll(() => {
    record(pastTransfer(1, { title: 'Tax 2025' }), ['Tax 2025', 'Tax 2025/Bescheid ÄÖÜ.pdf', 'Tax 2025/100%_sure.txt']);
    record(pastTransfer(2, { title: '季度报告 最终版.docx', peerName: '林的笔记本', direction: 'receive' }));
    record(pastTransfer(3, { title: 'cafe\u0301.txt', peerName: 'cellar-nas', state: 'partial' }));
    record(pastTransfer(4, { title: 'Offer', peerName: 'cellar-nas', direction: 'receive', state: 'declined' }));
    record(pastTransfer(5, { title: 'big.iso', state: 'failed' }), ['big.iso']);
    record(pastTransfer(6, { title: 'x', state: 'cancelled', direction: 'receive' }));
  });

  it('is newest first', () => {
    expect(found('')).toEqual(['x', 'big.iso', 'Offer', 'cafe\u0301.txt', '季度报告 最终版.docx', 'Tax 2025']);
  });

  it.each([
    ['tax', ['Tax 2025']],
    ['  TAX 2025 ', ['Tax 2025']],
    ['bescheid äöü', ['Tax 2025']],
    ['Tax 2025/Besch', []],
    ['报', ['季度报告 最终版.docx']],
    ['报告', ['季度报告 最终版.docx']],
    ['笔记本', ['季度报告 最终版.docx']],
    ['CAFÉ', ['cafe\u0301.txt']],
    ['CELLAR', ['Offer', 'cafe\u0301.txt']],
    ['%', ['Tax 2025']],
    ['_', ['Tax 2025']],
    ['100%_', ['Tax 2025']],
    ['100__', []],
    ['*', []],
    ["'", []],
    ['nothing like it', []],
  ])('finds %j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('filters', () => {
    expect(found('', 'sent')).toEqual(['big.iso', 'cafe\u0301.txt', 'Tax 2025']);
    expect(found('', 'received')).toEqual(['x', 'Offer', '季度报告 最终版.docx']);
    expect(found('', 'problems')).toEqual(['big.iso', 'cafe\u0301.txt']);
    expect(found('cellar', 'received')).toEqual(['Offer']);
  });

  it('finds what was added since the last search', () => {
    expect(found('late')).toEqual([]);
    record(pastTransfer(7, { title: 'Late' }));
    expect(found('late')).toEqual(['Late']);
    store.remove(pastTransfer(7).id);
    expect(found('late')).toEqual([]);
  });
});

describe('100,000 entries', () => {
  const COUNT = 100_000;

  beforeAll(() => {
    store.clear();
    // straight through the store in one go would take minutes of fsync; the rows are the same
    const template = pastTransfer(0);
    record(template, ['IMG_0.jpg', 'IMG_1.jpg', 'IMG_2.jpg']);
    fillHistory(join(folder, 'history.db'), COUNT);
  }, 120_000);

  it('open at any place, each once, newest first', () => {
    const first = store.page(queryOf({ limit: 200 }));
    expect(first.total).toBe(COUNT);
    expect(first.rows.map((row) => row.title).slice(0, 2)).toEqual(['Photos 99999', 'Photos 99998']);
    const last = store.page(queryOf({ limit: 200, offset: COUNT - 100 }));
    expect(last.rows.map((row) => row.title).slice(-2)).toEqual(['Photos 1', 'Photos 0']);
    expect(last.rows).toHaveLength(100);
    expect(store.page(queryOf({ offset: COUNT })).rows).toEqual([]);
  });

  it('are searched by title, by file and page by page', () => {
    expect(found('photos 54321')).toEqual(['Photos 54321']);
    expect(found('img_54321_')).toEqual(['Photos 54321']);
    const page = store.page(queryOf({ text: 'jpg', limit: 10, offset: 50_000 }));
    expect(page.total).toBe(COUNT);
    expect(page.rows[0]?.title).toBe('Photos 49999');
  });

  it('are cleared', () => {
    store.clear();
    expect(store.page(queryOf()).total).toBe(0);
  }, 60_000);

  // one transaction instead of three for each
  function fillHistory(file: string, count: number): void {
    store.close();
    fillDatabase(file, count);
    store = openHistoryStore({ file, running: [] }, () => undefined);
  }
});
