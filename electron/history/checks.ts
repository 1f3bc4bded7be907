import { setImmediate as nextTurn } from 'node:timers/promises';
import { LanyardError } from '../../shared/errors/lanyard-error.ts';
import type { Page, PageQuery } from '../../shared/ipc/contract.ts';
import {
  CHECK_PROBLEMS,
  type CheckProblem,
  type HistoryCheck,
  type HistoryProblem,
} from '../../shared/model/history.ts';
import type { TransferId } from '../../shared/model/ids.ts';
import { compareFile, type Verdict } from './compare-file.ts';
import type { HistoryLogLine, HistoryStore, ListedFile } from './history-api.ts';
import { pagesOf } from './receipt.ts';
import { standingPath } from './receipt-lines.ts';
import { placesOfReceived, placesOfSent, type FindPlace } from './standing-places.ts';

/** Results kept; the oldest one makes room. */
const MAX_KEPT = 20;
/** Milliseconds between two reports while something moves. */
const REPORT_MS = 200;

type CheckSource = Pick<HistoryStore, 'receipt' | 'origin' | 'list' | 'listed' | 'tops'>;

interface ChecksOptions {
  readonly source: CheckSource;
  readonly onChecks: (checks: readonly HistoryCheck[]) => void;
  readonly log: (line: HistoryLogLine) => void;
  readonly now?: () => number;
}

/** What was found wrong: places in the list and which of CHECK_PROBLEMS, 5 bytes a file or so. */
interface Found {
  readonly places: number[];
  readonly kinds: number[];
}

interface Job {
  check: HistoryCheck;
  readonly abort: AbortController;
  readonly found: Found;
  readonly findPlace: FindPlace;
}

/**
 * Compares past transfers with what stands on the disk: one after the other, one file at a time and one read at a time,
 * so that transfers and the disk's heads have the right of way.
 */
export class Checks {
  readonly #options: ChecksOptions;
  /** In the order in which they were asked for. */
  readonly #jobs = new Map<TransferId, Job>();
  #tail: Promise<void> = Promise.resolve();
  #reportedAtMs = -Infinity;

  constructor(options: ChecksOptions) {
    this.#options = options;
  }

  /**
   * Begins, or begins anew; does nothing while the same one is under way.
   * @throws TRANSFER_UNKNOWN; HISTORY_MOVED when nobody knows where the files are
   */
  async start(transferId: TransferId): Promise<void> {
    const findPlace = await findPlacesOf(this.#options.source, transferId);
    if (isUnderWay(this.#jobs.get(transferId)?.check)) return;
    this.#jobs.delete(transferId);
    const job = {
      check: this.#begin(transferId),
      abort: new AbortController(),
      found: { places: [], kinds: [] },
      findPlace,
    };
    this.#jobs.set(transferId, job);
    this.#makeRoom();
    this.#report();
    this.#tail = this.#tail.then(() => this.#run(job));
  }

  /** Ends and forgets it. */
  cancel(transferId: TransferId): void {
    const job = this.#jobs.get(transferId);
    if (!job) return;
    job.abort.abort(new LanyardError('TRANSFER_CANCELLED', 'not wanted any more'));
    this.#jobs.delete(transferId);
    this.#report();
  }

  cancelAll(): void {
    for (const transferId of [...this.#jobs.keys()]) this.cancel(transferId);
  }

  /** What was found so far, in the order of the transfer. */
  problems({ transferId, offset, limit }: PageQuery): Page<HistoryProblem> {
    const found = this.#jobs.get(transferId)?.found ?? { places: [], kinds: [] };
    const kindAt = new Map(
      found.places.slice(offset, offset + limit).map((place, at) => [place, found.kinds[offset + at]]),
    );
    const rows = kindAt.size === 0 ? [] : this.#options.source.listed(transferId, [...kindAt.keys()]);
    return { total: found.places.length, rows: rows.map((row) => toProblem(row, kindAt.get(row.place))) };
  }

  /** Resolves when nothing is read any more, unless something new was begun. */
  settled(): Promise<void> {
    return this.#tail;
  }

  #begin(transferId: TransferId): HistoryCheck {
    const { direction, title, itemCount, hashedFiles, hashedBytes } = this.#options.source.receipt(transferId);
    return {
      ...{ transferId, direction, title, itemCount, state: 'queued', filesDone: 0, filesTotal: hashedFiles },
      ...{ bytesDone: 0, bytesTotal: hashedBytes, problems: { changed: 0, missing: 0, unreadable: 0 } },
    };
  }

  #makeRoom(): void {
    const ended = [...this.#jobs].filter(([, { check }]) => !isUnderWay(check));
    for (const [transferId] of ended.slice(0, Math.max(0, this.#jobs.size - MAX_KEPT))) this.#jobs.delete(transferId);
  }

  async #run(job: Job): Promise<void> {
    const isWanted = (): boolean => !job.abort.signal.aborted;
    if (!isWanted()) return;
    this.#update(job, { state: 'running' });
    try {
      await this.#compareAll(job);
      this.#update(job, { state: 'done' });
    } catch (error) {
      if (!isWanted()) return;
      this.#options.log({ level: 'error', message: 'a check ended early', stack: String(error) });
      this.#update(job, { state: 'failed' });
    }
    this.#report();
  }

  async #compareAll(job: Job): Promise<void> {
    const { signal } = job.abort;
    for (const page of pagesOf(this.#options.source, job.check.transferId)) {
      for (const file of page) {
        if (isComparable(file)) await this.#compare(job, file);
        signal.throwIfAborted();
      }
      // a page without files to compare must not keep others waiting either
      await nextTurn();
    }
  }

  async #compare(job: Job, file: ListedFile & { readonly sha256: string }): Promise<void> {
    const place = job.findPlace(file);
    const before = job.check.bytesDone;
    const onRead = (bytes: number): void => this.#update(job, { bytesDone: job.check.bytesDone + bytes });
    const options = { signal: job.abort.signal, onRead };
    const verdict: Verdict = place === null ? 'missing' : await compareFile(place, file, options);
    if (verdict !== 'intact') noteProblem(job.found, file.place, verdict);
    const { problems, filesDone } = job.check;
    this.#update(job, {
      filesDone: filesDone + 1,
      // of what is wrong not everything was read
      bytesDone: before + file.sizeBytes,
      ...(verdict !== 'intact' && { problems: { ...problems, [verdict]: problems[verdict] + 1 } }),
    });
  }

  #update(job: Job, changes: Partial<HistoryCheck>): void {
    job.check = { ...job.check, ...changes };
    if (this.#now() - this.#reportedAtMs >= REPORT_MS) this.#report();
  }

  #report(): void {
    this.#reportedAtMs = this.#now();
    this.#options.onChecks([...this.#jobs.values()].map(({ check }) => check));
  }

  #now(): number {
    return (this.#options.now ?? performance.now.bind(performance))();
  }
}

async function findPlacesOf(source: CheckSource, transferId: TransferId): Promise<FindPlace> {
  const origin = source.origin(transferId);
  const { direction } = source.receipt(transferId);
  return direction === 'receive' ? placesOfReceived(origin) : placesOfSent(origin, source.tops(transferId));
}

function isUnderWay(check: HistoryCheck | undefined): boolean {
  return check?.state === 'queued' || check?.state === 'running';
}

/** What has a line of its own in the receipt. */
function isComparable(file: ListedFile): file is ListedFile & { readonly sha256: string } {
  return file.kind === 'file' && file.status === 'done' && file.sha256 !== null;
}

function noteProblem({ places, kinds }: Found, place: number, problem: CheckProblem): void {
  places.push(place);
  kinds.push(CHECK_PROBLEMS.indexOf(problem));
}

function toProblem(row: ListedFile, kind: number | undefined): HistoryProblem {
  return { path: standingPath(row), sizeBytes: row.sizeBytes, problem: CHECK_PROBLEMS[kind ?? -1] ?? 'changed' };
}
