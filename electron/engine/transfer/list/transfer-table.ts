import { TransferError } from '../../../../shared/errors/lanyard-error.ts';
import type { TransferId } from '../../../../shared/model/ids.ts';
import type { Transfer, TransferState } from '../../../../shared/model/transfer.ts';
import type { TransferRecord } from './transfer-record.ts';

/** Milliseconds. At most this often progress is told, however many files passed meanwhile. */
const TELL_MS = 200;
/** Milliseconds. A speed that is not told anew stands still on the page, long after nothing moves. */
const TICK_MS = 1_000;
/** Ended transfers kept in the list; older ones leave it. */
const MAX_ENDED = 200;
/** Of them, offers that nobody said yes to: a stranger must not push out what the user has received. */
const MAX_REFUSED = 50;

interface TransferTableOptions {
  readonly onChanged: (transfers: readonly Transfer[]) => void;
  readonly onRemoved: (transferIds: readonly TransferId[]) => void;
}

/** All transfers of this run, newest last, and who is told about them. */
export class TransferTable {
  readonly #records = new Map<TransferId, TransferRecord>();
  readonly #changed = new Set<TransferRecord>();
  readonly #options: TransferTableOptions;
  /** The state in which each was told last. */
  readonly #told = new WeakMap<TransferRecord, TransferState>();
  #timer: NodeJS.Timeout | null = null;
  /** Something is told at the end of this turn of the event loop. */
  #soon: NodeJS.Immediate | null = null;
  /** Runs while something moves. */
  #clock: NodeJS.Timeout | null = null;

  constructor(options: TransferTableOptions) {
    this.#options = options;
  }

  add(record: TransferRecord): void {
    this.#records.set(record.id, record);
    this.noteChange(record);
    this.#dropOldest();
  }

  has(transferId: TransferId): boolean {
    return this.#records.has(transferId);
  }

  find(transferId: TransferId): TransferRecord | undefined {
    return this.#records.get(transferId);
  }

  /** Throws TRANSFER_UNKNOWN. */
  get(transferId: TransferId): TransferRecord {
    const record = this.#records.get(transferId);
    if (!record) throw new TransferError('TRANSFER_UNKNOWN', 'no such transfer');
    return record;
  }

  all(): readonly TransferRecord[] {
    return [...this.#records.values()];
  }

  /** Takes an ended transfer off the list; one that runs stays. */
  remove(transferId: TransferId): void {
    if (!this.get(transferId).isEnded) return;
    this.#records.delete(transferId);
    this.#options.onRemoved([transferId]);
  }

  /**
   * To be called by records. Progress is told to the listener within 200 ms, together with that of all others; what
   * is accepted, pauses, goes on or ends is told at the end of this turn of the event loop.
   */
  readonly noteChange = (record: TransferRecord): void => {
    this.#changed.add(record);
    if (this.#isNews(record)) this.#soon ??= setImmediate(() => this.flush());
    else this.#timer ??= setTimeout(() => this.flush(), TELL_MS);
  };

  /** Tells now what is still untold. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#soon) clearImmediate(this.#soon);
    this.#timer = this.#soon = null;
    const known = [...this.#changed].filter((record) => this.#records.get(record.id) === record);
    this.#changed.clear();
    for (const record of known) this.#told.set(record, record.state);
    if (known.length > 0) this.#options.onChanged(known.map((record) => record.snapshot()));
    this.#followMoving();
  }

  /**
   * That all bytes are there, and are being made safe, is progress. So is that it is offered: here it is told with its
   * offer, and at the sender drawing its row would take the processor from making the offer.
   */
  #isNews(record: TransferRecord): boolean {
    const { state } = record;
    if (state === 'verifying' || state === 'offered' || state === this.#told.get(record)) return false;
    return this.#records.get(record.id) === record;
  }

  /** What moves is told every second, although nothing of it may have changed: its speed has. */
  #followMoving(): void {
    const isMoving = this.all().some((record) => record.isMoving);
    if (isMoving === (this.#clock !== null)) return;
    if (this.#clock) clearInterval(this.#clock);
    this.#clock = isMoving ? setInterval(() => this.#noteMoving(), TICK_MS).unref() : null;
  }

  #noteMoving(): void {
    for (const record of this.all()) if (record.isMoving) this.noteChange(record);
  }

  #dropOldest(): void {
    const ended = this.all().filter((record) => record.isEnded);
    const refused = ended.filter(isRefused);
    for (const record of [...surplus(refused, MAX_REFUSED), ...surplus(ended, MAX_ENDED)]) {
      if (this.has(record.id)) this.remove(record.id);
    }
  }
}

function isRefused(record: TransferRecord): boolean {
  return record.direction === 'receive' && record.snapshot().acceptedAtMs === null;
}

function surplus(records: readonly TransferRecord[], max: number): readonly TransferRecord[] {
  return records.slice(0, Math.max(0, records.length - max));
}
