import { describe, expect, it } from 'vitest';
import { failure, success } from '../../shared/errors/result.ts';
import { makeFileRow } from '../testing/sample-data.ts';
import { createRowPages } from './row-pages.ts';

function pagesOver(total: number) {
  const asked: number[] = [];
  const pages = createRowPages((offset, limit) => {
    asked.push(offset);
    const rows = Array.from({ length: Math.min(limit, total - offset) }, (_, at) => makeFileRow(offset + at));
    return Promise.resolve(success({ total, rows }));
  });
  const changed = (): Promise<void> =>
    new Promise((resolve) => {
      const off = pages.subscribe(() => {
        off();
        resolve();
      });
    });
  return { pages, asked, changed };
}

describe('createRowPages()', () => {
  it('fetches the pages in sight, each once', async () => {
    const { pages, asked, changed } = pagesOver(100_000);
    const change = changed();
    pages.look(50_010, 50_020);
    pages.look(50_011, 50_021);
    await change;
    expect(asked).toEqual([50_000]);
    expect(pages.view().total).toBe(100_000);
    expect(pages.view().rowAt(50_020)?.index).toBe(50_020);
    expect(pages.view().rowAt(0)).toBeUndefined();
  });

  it('reads what is in sight anew', async () => {
    const { pages, asked, changed } = pagesOver(10);
    const first = changed();
    pages.look(0, 9);
    await first;
    const second = changed();
    pages.refresh();
    await second;
    expect(asked).toEqual([0, 0]);
  });

  it('reads once more what was under way when it was outdated', async () => {
    const { pages, asked, changed } = pagesOver(10);
    const first = changed();
    pages.look(0, 9);
    pages.refresh();
    pages.refresh();
    await first;
    await expect.poll(() => asked).toEqual([0, 0]);
  });

  it('forgets what is out of sight when it reads anew', async () => {
    const { pages, changed } = pagesOver(1_000);
    for (const place of [0, 900]) {
      const change = changed();
      pages.look(place, place);
      await change;
    }
    pages.refresh();
    expect(pages.view().rowAt(0)).toBeUndefined();
    expect(pages.view().rowAt(900)?.index).toBe(900);
  });

  it('does not keep all of a long list', async () => {
    const { pages, asked, changed } = pagesOver(100_000);
    for (let index = 0; index < 100_000; index += 1_000) {
      const change = changed();
      pages.look(index, index);
      await change;
    }
    expect(asked).toHaveLength(100);
    expect(pages.view().rowAt(0)).toBeUndefined();
    expect(pages.view().rowAt(99_000)?.index).toBe(99_000);
  });

  it('says when a page cannot be read', async () => {
    const pages = createRowPages(() => Promise.resolve(failure({ code: 'TRANSFER_UNKNOWN', at: 'here' })));
    const failed = new Promise<void>((resolve) => pages.subscribe(resolve));
    pages.look(0, 1);
    await failed;
    expect(pages.view().error).toEqual({ code: 'TRANSFER_UNKNOWN', at: 'here' });
  });
});
