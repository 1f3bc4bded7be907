import type { Result } from '../../../shared/errors/result.ts';
import type { Page } from '../../../shared/ipc/contract.ts';
import type { OfferEntry } from '../../../shared/model/offer.ts';
import { appendEntries, replaceEntries, type EntryTree } from './entry-tree.ts';

/** Rows per call; the contract allows 1,000. */
const PAGE_ROWS = 500;

export interface EntryLoader {
  /** Asks for everything up to `index`. A page that fails is asked for again at the next need. */
  need(index: number): void;
  /** What is loaded has changed: it is read anew, and nothing beyond it. */
  refresh(): void;
}

/**
 * Reads an offer's list from its beginning, one call at a time, as far as it is looked at.
 * @param onTree - told the whole tree after every page
 */
export function createEntryLoader(
  empty: EntryTree,
  fetchPage: (offset: number, limit: number) => Promise<Result<Page<OfferEntry>>>,
  onTree: (tree: EntryTree) => void,
): EntryLoader {
  let tree = empty;
  let wanted = 0;
  /** Rows from the beginning that were read since the last refresh. */
  let fresh = 0;
  let generation = 0;
  let isRunning = false;

  /** False: nothing came, and asking on at once would be no better. */
  async function loadPage(offset: number, asked: number): Promise<boolean> {
    const loaded = tree.entries.length;
    const limit = offset < loaded ? Math.min(PAGE_ROWS, loaded - offset) : PAGE_ROWS;
    const reply = await fetchPage(offset, limit);
    if (!reply.ok || reply.value.rows.length === 0) return false;
    const { rows } = reply.value;
    tree = offset < loaded ? replaceEntries(tree, rows) : appendEntries(tree, rows);
    // rows that were on their way when something changed are read once more
    if (asked === generation) fresh = offset + rows.length;
    onTree(tree);
    return offset < loaded || tree.entries.length > loaded;
  }

  async function run(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    let hasMore = true;
    while (hasMore && fresh < Math.max(tree.entries.length, wanted)) hasMore = await loadPage(fresh, generation);
    isRunning = false;
  }

  return {
    need(index) {
      wanted = Math.max(wanted, Math.min(index + 1, empty.total));
      void run();
    },
    refresh() {
      generation += 1;
      fresh = 0;
      void run();
    },
  };
}
