import type { Result } from '../../../shared/errors/result.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import { isEnded, type FileRow, type Transfer, type TransferState } from '../../../shared/model/transfer.ts';
import type { KnownPlaces } from '../../history/history-api.ts';
import type { EngineHost } from '../engine-host.ts';
import type { StateEvent } from '../engine-state.ts';
import type { HistoryHost } from './history-host.ts';

/** Files asked for and written at a time; the contract allows 1,000. */
const PAGE_ROWS = 1_000;
/** Milliseconds. How old the figures of a transfer may be that a power cut interrupts. */
const REFRESH_MS = 10_000;
/** A thread that dies under the writing is started once more. */
const ATTEMPTS = 2;
const NOWHERE: KnownPlaces = { sourcePaths: [], shownPath: null };

export interface RecorderOptions {
  readonly ask: HistoryHost['ask'];
  readonly engine: Pick<EngineHost['commands'], 'files' | 'origin'>;
  /** Whether the user wants a history now. */
  readonly isOn: () => boolean;
  /** Something that the list shows was added, or taken up again. */
  readonly onChanged: () => void;
  /** An engine has started and told what goes on: everything else that an earlier run began does not. */
  readonly onReady: (running: readonly TransferId[]) => void;
  /** Something could not be written; the thread has said why. */
  readonly onLost: (transferId: TransferId) => void;
  readonly now?: () => number;
}

/** Turns what the engine says into entries, one after the other. */
export interface Recorder {
  readonly note: (event: StateEvent) => void;
  /** Those that go on, and those that have not been written to their end; null: no engine has told yet. */
  running(): readonly TransferId[] | null;
  readonly settled: () => Promise<void>;
}

interface Seen {
  stage: 'begun' | 'ended';
  state: TransferState;
  writtenAtMs: number;
}

export function createRecorder(options: RecorderOptions): Recorder {
  const { isOn, onReady, now = Date.now } = options;
  const seen = new Map<TransferId, Seen>();
  /** Have not ended, whether they are written down or not. */
  const alive = new Set<TransferId>();
  /** Went on when the first engine started: an earlier run may have begun them. */
  const earlier = new Set<TransferId>();
  const open = new Set<TransferId>();
  const writing = createWriting(options, open);
  let isReady = false;
  const running = (): readonly TransferId[] => [...new Set([...alive, ...open])];

  function noteTransfer(transfer: Transfer): void {
    const known = seen.get(transfer.id);
    if (known?.stage === 'ended') return;
    if (isEnded(transfer.state)) noteEnd(transfer, known !== undefined || earlier.has(transfer.id));
    else noteGoingOn(transfer, known);
  }

  function noteEnd(transfer: Transfer, isEntered: boolean): void {
    seen.set(transfer.id, { stage: 'ended', state: transfer.state, writtenAtMs: now() });
    // what ends while nothing is to be kept leaves no beginning either
    if (isOn()) writing.complete(transfer);
    else if (isEntered) writing.drop(transfer.id);
    alive.delete(transfer.id);
  }

  function noteGoingOn(transfer: Transfer, known: Seen | undefined): void {
    const { id, state } = transfer;
    alive.add(id);
    if (!isReady) earlier.add(id);
    if (!isOn() || state === 'offered') return;
    const isFresh = known !== undefined && now() - known.writtenAtMs < REFRESH_MS;
    // a stop is written at once: it may be the last that is heard for days
    const hasStopped = known?.state !== state && (state === 'waiting' || state === 'paused');
    if (isFresh && !hasStopped) return;
    seen.set(id, { stage: 'begun', state, writtenAtMs: now() });
    writing.begin(transfer);
  }

  function forget(transferId: TransferId): void {
    seen.delete(transferId);
    alive.delete(transferId);
    earlier.delete(transferId);
  }

  return {
    note(event) {
      if (event.type === 'transfers') event.transfers.forEach(noteTransfer);
      else if (event.type === 'removed') event.transferIds.forEach(forget);
      else if (event.type === 'engine' && event.error === null && !isReady) {
        isReady = true;
        onReady(running());
      }
    },
    running: () => (isReady ? running() : null),
    settled: writing.settled,
  };
}

interface Writing {
  begin(transfer: Transfer): void;
  complete(transfer: Transfer): void;
  drop(transferId: TransferId): void;
  readonly settled: () => Promise<void>;
}

/** One thing after the other, so that the end of a transfer never overtakes its beginning. */
function createWriting({ ask, engine, onChanged, onLost }: RecorderOptions, open: Set<TransferId>): Writing {
  let tail: Promise<void> = Promise.resolve();
  const enqueue = (work: () => Promise<void>): void => void (tail = tail.then(work));

  async function placesOf(transferId: TransferId): Promise<KnownPlaces> {
    const origin = await engine.origin(transferId);
    // died with its engine
    return origin.ok ? origin.value : NOWHERE;
  }

  /** The files as far as the engine still knows them. False: they could not be written. */
  async function copyFiles(transferId: TransferId): Promise<boolean> {
    for (let offset = 0; ; offset += PAGE_ROWS) {
      const page = await engine.files({ transferId, offset, limit: PAGE_ROWS, filter: 'all' });
      if (!page.ok || page.value.rows.length === 0) return true;
      const rows: readonly FileRow[] = page.value.rows;
      const written = await ask((history) => history.addFiles(transferId, rows));
      if (!written.ok) return false;
      if (offset + rows.length >= page.value.total) return true;
    }
  }

  async function writeWhole(transfer: Transfer): Promise<boolean> {
    const places = await placesOf(transfer.id);
    const begun = await ask((history) => history.begin(transfer, places));
    if (!begun.ok || !(await copyFiles(transfer.id))) return false;
    return (await ask((history) => history.end(transfer, places))).ok;
  }

  /** Known at once, so that a thread which is opened now does not take it for a leftover. */
  function enqueueFor(transferId: TransferId, work: () => Promise<void>): void {
    open.add(transferId);
    enqueue(work);
  }

  return {
    begin: (transfer) =>
      enqueueFor(transfer.id, async () => {
        const places = await placesOf(transfer.id);
        const begun = await ask((history) => history.begin(transfer, places));
        if (begun.ok && begun.value) onChanged();
        report(begun, transfer.id);
      }),
    complete: (transfer) =>
      enqueueFor(transfer.id, async () => {
        let isWritten = false;
        for (let attempt = 0; attempt < ATTEMPTS && !isWritten; attempt++) isWritten = await writeWhole(transfer);
        open.delete(transfer.id);
        if (isWritten) onChanged();
        else onLost(transfer.id);
      }),
    drop: (transferId) =>
      enqueueFor(transferId, async () => {
        report(await ask((history) => history.drop(transferId)), transferId);
        open.delete(transferId);
      }),
    settled: () => tail,
  };

  function report(result: Result<unknown>, transferId: TransferId): void {
    if (!result.ok) onLost(transferId);
  }
}
