import type { ErrorInfo } from '../../shared/errors/error-info.ts';
import type { Result } from '../../shared/errors/result.ts';
import type { Page } from '../../shared/ipc/contract.ts';

/** Rows per call; the contract allows 1,000. */
const PAGE_ROWS = 200;

/** Pages kept; a long list that was scrolled through must not stay in memory whole. */
const MAX_PAGES = 40;

/** What is drawn of a list that is read in pages. Replaced on every change. */
export interface RowPagesView<Row> {
  /** null: not known yet. */
  readonly total: number | null;
  /** Why the last page could not be read; null: it was. */
  readonly error: ErrorInfo | null;
  readonly rowAt: (index: number) => Row | undefined;
}

export interface RowPages<Row> {
  readonly view: () => RowPagesView<Row>;
  /** Calls `listener` after every change until the returned function is called. */
  readonly subscribe: (listener: () => void) => () => void;
  /** The rows in sight; those not there yet are fetched. */
  readonly look: (first: number, last: number) => void;
  /** Reads what is in sight anew, and forgets the rest. What is drawn stays until then. */
  readonly refresh: () => void;
}

type FetchPage<Row> = (offset: number, limit: number) => Promise<Result<Page<Row>>>;

/** A window on a list of any length behind `fetchPage`. At most one call per page is under way. */
export function createRowPages<Row>(fetchPage: FetchPage<Row>): RowPages<Row> {
  const pages = new Map<number, readonly Row[]>();
  const underWay = new Set<number>();
  const outdated = new Set<number>();
  const listeners = new Set<() => void>();
  let sight: readonly [first: number, last: number] = [0, 0];

  const rowAt = (index: number): Row | undefined => pages.get(pageOf(index))?.[index % PAGE_ROWS];
  let view: RowPagesView<Row> = { total: null, error: null, rowAt };
  const publish = (total: number | null, error: ErrorInfo | null): void => {
    view = { total, error, rowAt };
    listeners.forEach((listener) => listener());
  };
  const load = async (page: number): Promise<void> => {
    if (underWay.has(page)) return;
    underWay.add(page);
    const reply = await fetchPage(page * PAGE_ROWS, PAGE_ROWS);
    underWay.delete(page);
    // it may be older than what made somebody ask for it anew
    if (outdated.delete(page)) void load(page);
    if (!reply.ok) {
      publish(view.total, reply.error);
      return;
    }
    pages.set(page, reply.value.rows);
    dropFarPages(pages, page);
    publish(reply.value.total, null);
  };
  const pagesInSight = (): number[] => range(pageOf(sight[0]), pageOf(sight[1]));
  return {
    view: () => view,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    look: (first, last) => {
      sight = [first, last];
      for (const page of pagesInSight()) if (!pages.has(page)) void load(page);
    },
    refresh: () => {
      const inSight = pagesInSight();
      for (const page of pages.keys()) if (!inSight.includes(page)) pages.delete(page);
      for (const page of inSight) {
        if (underWay.has(page)) outdated.add(page);
        else void load(page);
      }
    },
  };
}

function pageOf(index: number): number {
  return Math.floor(index / PAGE_ROWS);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
}

function dropFarPages(pages: Map<number, unknown>, around: number): void {
  if (pages.size <= MAX_PAGES) return;
  const farthest = [...pages.keys()].toSorted((a, b) => Math.abs(b - around) - Math.abs(a - around))[0];
  if (farthest !== undefined) pages.delete(farthest);
}
