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
  const pages = new PageKeeper(fetchPage);
  return {
    view: () => pages.view,
    subscribe: (listener) => pages.subscribe(listener),
    look: (first, last) => pages.look(first, last),
    refresh: () => pages.refresh(),
  };
}

class PageKeeper<Row> {
  readonly #fetchPage: FetchPage<Row>;
  readonly #pages = new Map<number, readonly Row[]>();
  readonly #underWay = new Set<number>();
  readonly #outdated = new Set<number>();
  readonly #listeners = new Set<() => void>();
  readonly #rowAt = (index: number): Row | undefined => this.#pages.get(pageOf(index))?.[index % PAGE_ROWS];
  #sight: readonly [first: number, last: number] = [0, 0];
  #view: RowPagesView<Row> = { total: null, error: null, rowAt: this.#rowAt };

  constructor(fetchPage: FetchPage<Row>) {
    this.#fetchPage = fetchPage;
  }

  get view(): RowPagesView<Row> {
    return this.#view;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  look(first: number, last: number): void {
    this.#sight = [first, last];
    for (const page of this.#pagesInSight()) if (!this.#pages.has(page)) void this.#load(page);
  }

  refresh(): void {
    const inSight = this.#pagesInSight();
    for (const page of this.#pages.keys()) if (!inSight.includes(page)) this.#pages.delete(page);
    for (const page of inSight) {
      if (this.#underWay.has(page)) this.#outdated.add(page);
      else void this.#load(page);
    }
  }

  async #load(page: number): Promise<void> {
    if (this.#underWay.has(page)) return;
    this.#underWay.add(page);
    const reply = await this.#fetchPage(page * PAGE_ROWS, PAGE_ROWS);
    this.#underWay.delete(page);
    // it may be older than what made somebody ask for it anew
    if (this.#outdated.delete(page)) void this.#load(page);
    if (!reply.ok) {
      this.#publish(this.#view.total, reply.error);
      return;
    }
    this.#pages.set(page, reply.value.rows);
    dropFarPages(this.#pages, page);
    this.#publish(reply.value.total, null);
  }

  #publish(total: number | null, error: ErrorInfo | null): void {
    this.#view = { total, error, rowAt: this.#rowAt };
    for (const listener of this.#listeners) listener();
  }

  #pagesInSight(): number[] {
    return range(pageOf(this.#sight[0]), pageOf(this.#sight[1]));
  }
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
