import type { Result } from '../../../shared/errors/result.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import type { FileRow, Transfer } from '../../../shared/model/transfer.ts';
import type { KnownPlaces } from '../../history/history-api.ts';
import type { EngineHost } from '../engine-host.ts';
import type { HistoryHost } from './history-host.ts';

/** Files asked for and written at a time; the contract allows 1,000. */
const PAGE_ROWS = 1_000;
/** A thread that dies under the writing is started once more. */
const ATTEMPTS = 2;
const NOWHERE: KnownPlaces = { sourcePaths: [], shownPath: null };

export interface WritingOptions {
  readonly ask: HistoryHost['ask'];
  readonly engine: Pick<EngineHost['commands'], 'files' | 'origin'>;
  /** Something that the list shows was added, or taken up again. */
  readonly onChanged: () => void;
  /** Something could not be written; the thread has said why. */
  readonly onLost: (transferId: TransferId) => void;
}

/** Writes one thing after the other, so that the end of a transfer never overtakes its beginning. */
export class Writing {
  readonly #options: WritingOptions;
  /** Not yet written to their end. Known at once: a thread that is opened now must not take them for leftovers. */
  readonly #open = new Set<TransferId>();
  #tail: Promise<void> = Promise.resolve();

  constructor(options: WritingOptions) {
    this.#options = options;
  }

  get open(): ReadonlySet<TransferId> {
    return this.#open;
  }

  begin(transfer: Transfer): void {
    this.#enqueue(transfer.id, async () => {
      const places = await this.#placesOf(transfer.id);
      const begun = await this.#options.ask((history) => history.begin(transfer, places));
      if (begun.ok && begun.value) this.#options.onChanged();
      this.#report(begun, transfer.id);
    });
  }

  complete(transfer: Transfer): void {
    this.#enqueue(transfer.id, async () => {
      let isWritten = false;
      for (let attempt = 0; attempt < ATTEMPTS && !isWritten; attempt++) isWritten = await this.#writeWhole(transfer);
      this.#open.delete(transfer.id);
      if (isWritten) this.#options.onChanged();
      else this.#options.onLost(transfer.id);
    });
  }

  drop(transferId: TransferId): void {
    this.#enqueue(transferId, async () => {
      this.#report(await this.#options.ask((history) => history.drop(transferId)), transferId);
      this.#open.delete(transferId);
    });
  }

  /** Resolves when all that was asked for until now is written, or lost. */
  settled(): Promise<void> {
    return this.#tail;
  }

  #enqueue(transferId: TransferId, work: () => Promise<void>): void {
    this.#open.add(transferId);
    this.#tail = this.#tail.then(work);
  }

  async #writeWhole(transfer: Transfer): Promise<boolean> {
    const { ask } = this.#options;
    const places = await this.#placesOf(transfer.id);
    const begun = await ask((history) => history.begin(transfer, places));
    if (!begun.ok || !(await this.#copyFiles(transfer.id))) return false;
    return (await ask((history) => history.end(transfer, places))).ok;
  }

  async #placesOf(transferId: TransferId): Promise<KnownPlaces> {
    const origin = await this.#options.engine.origin(transferId);
    // died with its engine
    return origin.ok ? origin.value : NOWHERE;
  }

  /** The files as far as the engine still knows them. False: they could not be written. */
  async #copyFiles(transferId: TransferId): Promise<boolean> {
    const { ask, engine } = this.#options;
    for (let offset = 0; ; offset += PAGE_ROWS) {
      const page = await engine.files({ transferId, offset, limit: PAGE_ROWS, filter: 'all' });
      if (!page.ok || page.value.rows.length === 0) return true;
      const rows: readonly FileRow[] = page.value.rows;
      const written = await ask((history) => history.addFiles(transferId, rows));
      if (!written.ok) return false;
      if (offset + rows.length >= page.value.total) return true;
    }
  }

  #report(result: Result<unknown>, transferId: TransferId): void {
    if (!result.ok) this.#options.onLost(transferId);
  }
}
