import { describe, expect, it } from 'vitest';
import { failure, success, type Result } from '../../../shared/errors/result.ts';
import type { Page } from '../../../shared/ipc/contract.ts';
import type { OfferEntry, Standing } from '../../../shared/model/offer.ts';
import { makeManyEntries, withStanding } from '../../testing/sample-data.ts';
import { createEntryLoader } from './entry-loader.ts';
import { emptyTree, type EntryTree } from './entry-tree.ts';

const entries = makeManyEntries(200);

/** Every call waits until it is answered, so that things can happen meanwhile. */
function startLoader() {
  let tree: EntryTree = emptyTree(entries.length);
  let standing: Standing = 'unknown';
  const asked: (readonly [offset: number, limit: number])[] = [];
  const waiting: (() => void)[] = [];
  const loader = createEntryLoader(
    tree,
    (offset, limit) => {
      asked.push([offset, limit]);
      const rows = withStanding(entries, () => standing).slice(offset, offset + limit);
      return new Promise<Result<Page<OfferEntry>>>((resolve) =>
        waiting.push(() => resolve(success({ total: entries.length, rows }))),
      );
    },
    (next) => (tree = next),
  );
  const answer = async (): Promise<void> => {
    waiting.shift()?.();
    // the reply, the page, the next call
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { loader, asked, answer, tree: () => tree, change: (next: Standing) => (standing = next) };
}

const standings = (tree: EntryTree) => [
  ...new Set(tree.entries.filter(({ kind }) => kind === 'file').map(({ standing }) => standing)),
];

describe('createEntryLoader()', () => {
  it('loads as far as is needed, one page at a time', async () => {
    const { loader, asked, answer, tree } = startLoader();
    loader.need(0);
    loader.need(700);
    expect(asked).toEqual([[0, 500]]);
    await answer();
    await answer();
    await answer();
    expect(asked).toEqual([
      [0, 500],
      [500, 500],
    ]);
    expect(tree().entries).toHaveLength(1_000);
  });

  it('reads anew what is loaded, and no more', async () => {
    const { loader, asked, answer, tree, change } = startLoader();
    loader.need(700);
    await answer();
    await answer();
    change('identical');
    loader.refresh();
    await answer();
    await answer();
    expect(asked.slice(2)).toEqual([
      [0, 500],
      [500, 500],
    ]);
    expect(standings(tree())).toEqual(['identical']);
    expect(tree().parents).toHaveLength(1_000);
  });

  it('reads once more what was on its way when it changed', async () => {
    const { loader, answer, tree, change } = startLoader();
    loader.need(0);
    change('different');
    loader.refresh();
    await answer();
    expect(standings(tree())).toEqual(['unknown']);
    await answer();
    expect(standings(tree())).toEqual(['different']);
  });

  it('asks for a page that failed at the next need', async () => {
    let calls = 0;
    const loader = createEntryLoader(
      emptyTree(5),
      () => {
        calls += 1;
        return Promise.resolve(failure({ code: 'TRANSFER_UNKNOWN', at: 'here' }));
      },
      () => expect.unreachable(),
    );
    loader.need(0);
    await Promise.resolve();
    await Promise.resolve();
    loader.need(0);
    expect(calls).toBe(2);
  });
});
