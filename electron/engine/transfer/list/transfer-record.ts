import type { ErrorInfo } from '../../../../shared/errors/error-info.ts';
import type { PeerId, TransferId } from '../../../../shared/model/ids.ts';
import { isEnded, type Direction, type Transfer, type TransferState } from '../../../../shared/model/transfer.ts';
import { deferred, type Deferred } from '../../deferred.ts';
import { FileList } from './file-list.ts';
import { RateMeter } from './rate-meter.ts';

interface RecordInit {
  readonly id: TransferId;
  readonly direction: Direction;
  readonly peerId: PeerId;
  readonly peerName: string;
  readonly title: string;
  readonly itemCount: number;
  readonly isScanning: boolean;
  /** Unix time; now when not given: it began in an earlier run otherwise. */
  readonly startedAtMs?: number;
}

/** The parts of a {@link Transfer} that a flow sets; the rest is derived. */
type Progress = Pick<
  Transfer,
  | 'state'
  | 'isScanning'
  | 'bytesDone'
  | 'bytesTotal'
  | 'currentFile'
  | 'error'
  | 'cancelledBy'
  | 'pausedBy'
  | 'acceptedAtMs'
  | 'title'
  | 'itemCount'
  | 'peerName'
  | 'linePosition'
  | 'limitedBy'
>;

/** One transfer as it goes. Written by its own flow only; everybody else sees snapshots. */
export class TransferRecord {
  readonly id: TransferId;
  readonly direction: Direction;
  readonly peerId: PeerId;
  #files = new FileList();
  readonly abort = new AbortController();
  /** Absolute path that "Show in folder" shows; null: nothing there. */
  shownPath: string | null = null;
  readonly #startedAtMs: number;
  #rate = new RateMeter();
  readonly #onChange: (record: TransferRecord) => void;
  #endedAtMs: number | null = null;
  readonly #released: Deferred<void> = deferred();
  #isReleased = false;
  #progress: Progress;

  constructor(init: RecordInit, onChange: (record: TransferRecord) => void) {
    this.id = init.id;
    this.#startedAtMs = init.startedAtMs ?? Date.now();
    this.direction = init.direction;
    this.peerId = init.peerId;
    const { title, itemCount, isScanning, peerName } = init;
    this.#progress = {
      state: 'offered',
      title,
      itemCount,
      isScanning,
      peerName,
      bytesDone: 0,
      bytesTotal: 0,
      currentFile: null,
      error: null,
      cancelledBy: null,
      pausedBy: null,
      acceptedAtMs: null,
      linePosition: null,
      limitedBy: null,
    };
    this.#onChange = onChange;
  }

  get state(): TransferState {
    return this.#progress.state;
  }

  /** Bytes move, or should: it is its turn. */
  get isMoving(): boolean {
    return this.#progress.state === 'active' && this.#progress.linePosition === null;
  }

  get isEnded(): boolean {
    return isEnded(this.#progress.state);
  }

  /** Resolves when nothing of it touches the network or the disk any more. */
  get released(): Promise<void> {
    return this.#released.promise;
  }

  get isReleased(): boolean {
    return this.#isReleased;
  }

  get bytesTotal(): number {
    return this.#progress.bytesTotal;
  }

  get files(): FileList {
    return this.#files;
  }

  /** Forgets the list of files: it will be read again. */
  clearFiles(): void {
    this.#files = new FileList();
    this.update({ bytesTotal: 0 });
  }

  /** What is there already when bytes begin to move: it says nothing about the speed. */
  rebase(bytesDone: number): void {
    this.#rate = new RateMeter();
    this.update({ bytesDone });
  }

  /** Applies `patch`; after the end only what does not change the outcome. */
  update(patch: Partial<Progress>): void {
    if (this.isEnded && patch.state !== undefined) return;
    this.#progress = { ...this.#progress, ...patch };
    if (this.#progress.state !== 'paused') this.#progress = { ...this.#progress, pausedBy: null };
    if (this.isEnded) this.#progress = { ...this.#progress, currentFile: null, linePosition: null };
    if (patch.bytesDone !== undefined) this.#rate.add(patch.bytesDone, performance.now());
    if (this.isEnded && this.#endedAtMs === null) this.#endedAtMs = Date.now();
    this.#onChange(this);
  }

  /** Ends it as failed, or as cancelled when that is what the code says. Does nothing after the end. */
  fail(error: ErrorInfo): void {
    if (error.code === 'TRANSFER_CANCELLED')
      this.update({ state: 'cancelled', cancelledBy: error.at, isScanning: false });
    else this.update({ state: 'failed', error, isScanning: false });
  }

  /** Ends it by what became of its files. */
  settle(): void {
    const { done, failed } = this.files.counts;
    if (failed === 0) this.update({ state: 'done', error: null });
    else if (done > 0) this.update({ state: 'partial', error: null });
    else this.update({ state: 'failed', error: this.files.firstError });
  }

  noteReleased(): void {
    this.#isReleased = true;
    this.#released.resolve();
  }

  snapshot(): Transfer {
    const { counts } = this.#files;
    const isMoving = this.isMoving;
    const rateBytesPerSec = isMoving ? this.#rate.rateBytesPerSec(performance.now()) : 0;
    const { bytesTotal } = this.#progress;
    // of a file that failed, the receiver takes back the bytes a moment later than the sender takes it off the total
    const bytesDone = Math.min(this.#progress.bytesDone, bytesTotal);
    const leftBytes = bytesTotal - bytesDone;
    const isRetriable = this.direction === 'send' && this.isEnded;
    return {
      ...this.#progress,
      bytesDone,
      id: this.id,
      direction: this.direction,
      peerId: this.peerId,
      filesDone: counts.done,
      filesTotal: counts.files,
      filesFailed: counts.failed,
      filesSkipped: counts.skipped,
      rateBytesPerSec,
      limitedBy: isMoving ? this.#progress.limitedBy : null,
      secondsLeft: rateBytesPerSec > 0 ? leftBytes / rateBytesPerSec : null,
      startedAtMs: this.#startedAtMs,
      endedAtMs: this.#endedAtMs,
      canShow: this.shownPath !== null,
      filesToRetry: isRetriable ? this.#files.failedOfferedCount : 0,
      report: this.#files.report,
    };
  }
}
