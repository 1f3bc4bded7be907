import type { Page } from '../../../shared/ipc/contract.ts';
import type { Result } from '../../../shared/errors/result.ts';
import type { FileRow } from '../../../shared/model/transfer.ts';

/** Rows per call; the contract allows 1,000. */
const PAGE_ROWS = 200;

/** Pages kept; a long list that was scrolled through must not stay in memory whole. */
const MAX_PAGES = 40;

/** What is drawn of a list that is read in pages. Replaced on every change. */
export interface FilePagesView {
  /** null: not known yet. */
  readonly total: number | null;
  readonly hasFailed: boolean;
  readonly rowAt: (index: number) => FileRow | undefined;
}

export interface FilePages {
  readonly view: () => FilePagesView;
  /** Calls `listener` after every change until the returned function is called. */
  readonly subscribe: (listener: () => void) => () => void;
  /** The rows in sight; those not there yet are fetched. */
  readonly look: (first: number, last: number) => void;
  /** Reads what is in sight anew. */
  readonly refresh: () => void;
}

type FetchPage = (offset: number, limit: number) => Promise<Result<Page<FileRow>>>;

/** A window on a list of any length behind `fetchPage`. At most one call per page is under way. */
export function createFilePages(fetchPage: FetchPage): FilePages {
  const pages = new Map<number, readonly FileRow[]>();
  const underWay = new Set<number>();
  const listeners = new Set<() => void>();
  let sight: readonly [first: number, last: number] = [0, 0];

  const rowAt = (index: number): FileRow | undefined => pages.get(pageOf(index))?.[index % PAGE_ROWS];
  let view: FilePagesView = { total: null, hasFailed: false, rowAt };
  const publish = (total: number | null, hasFailed: boolean): void => {
    view = { total, hasFailed, rowAt };
    listeners.forEach((listener) => listener());
  };
  const load = async (page: number): Promise<void> => {
    if (underWay.has(page)) return;
    underWay.add(page);
    const reply = await fetchPage(page * PAGE_ROWS, PAGE_ROWS);
    underWay.delete(page);
    if (!reply.ok) {
      publish(view.total, true);
      return;
    }
    pages.set(page, reply.value.rows);
    dropFarPages(pages, page);
    publish(reply.value.total, false);
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
    refresh: () => pagesInSight().forEach((page) => void load(page)),
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
