import type { TransferId } from '../../../shared/model/ids.ts';
import { isEnded, type Transfer, type TransferState } from '../../../shared/model/transfer.ts';
import type { StateEvent } from '../engine-state.ts';
import { Writing, type WritingOptions } from './writing.ts';

/** Milliseconds. How old the figures of a transfer may be that a power cut interrupts. */
const REFRESH_MS = 10_000;

export interface RecorderOptions extends WritingOptions {
  /** Whether the user wants a history now. */
  readonly isOn: () => boolean;
  /** An engine has started and told what goes on: everything else that an earlier run began does not. */
  readonly onReady: (running: readonly TransferId[]) => void;
  readonly now?: () => number;
}

interface Seen {
  stage: 'begun' | 'ended';
  state: TransferState;
  writtenAtMs: number;
}

/** Turns what the engine says into entries, one after the other. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #now: () => number;
  readonly #writing: Writing;
  readonly #seen = new Map<TransferId, Seen>();
  /** Have not ended, whether they are written down or not. */
  readonly #alive = new Set<TransferId>();
  /** Went on when the first engine started: an earlier run may have begun them. */
  readonly #earlier = new Set<TransferId>();
  #isReady = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#writing = new Writing(options);
  }

  note(event: StateEvent): void {
    if (event.type === 'transfers') for (const transfer of event.transfers) this.#noteTransfer(transfer);
    else if (event.type === 'removed') for (const transferId of event.transferIds) this.#forget(transferId);
    else if (event.type === 'engine' && event.error === null && !this.#isReady) {
      this.#isReady = true;
      this.#options.onReady(this.#going());
    }
  }

  /** Those that go on, and those that have not been written to their end; null: no engine has told yet. */
  running(): readonly TransferId[] | null {
    return this.#isReady ? this.#going() : null;
  }

  /** Resolves when all that has ended until now is written, or lost. */
  settled(): Promise<void> {
    return this.#writing.settled();
  }

  #going(): readonly TransferId[] {
    return [...new Set([...this.#alive, ...this.#writing.open])];
  }

  #noteTransfer(transfer: Transfer): void {
    const known = this.#seen.get(transfer.id);
    if (known?.stage === 'ended') return;
    if (isEnded(transfer.state)) this.#noteEnd(transfer, known !== undefined || this.#earlier.has(transfer.id));
    else this.#noteGoingOn(transfer, known);
  }

  #noteEnd(transfer: Transfer, isEntered: boolean): void {
    this.#seen.set(transfer.id, { stage: 'ended', state: transfer.state, writtenAtMs: this.#now() });
    // what ends while nothing is to be kept leaves no beginning either
    if (this.#options.isOn()) this.#writing.complete(transfer);
    else if (isEntered) this.#writing.drop(transfer.id);
    this.#alive.delete(transfer.id);
  }

  #noteGoingOn(transfer: Transfer, known: Seen | undefined): void {
    const { id, state } = transfer;
    this.#alive.add(id);
    if (!this.#isReady) this.#earlier.add(id);
    if (!this.#options.isOn() || state === 'offered') return;
    const isFresh = known !== undefined && this.#now() - known.writtenAtMs < REFRESH_MS;
    // a stop is written at once: it may be the last that is heard for days
    const hasStopped = known?.state !== state && (state === 'waiting' || state === 'paused');
    if (isFresh && !hasStopped) return;
    this.#seen.set(id, { stage: 'begun', state, writtenAtMs: this.#now() });
    this.#writing.begin(transfer);
  }

  #forget(transferId: TransferId): void {
    this.#seen.delete(transferId);
    this.#alive.delete(transferId);
    this.#earlier.delete(transferId);
  }
}
