import type { Result } from '../../../shared/errors/result.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import { isEnded, type FileRow, type Transfer } from '../../../shared/model/transfer.ts';
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
  /** Something that the list shows was added. */
  readonly onChanged: () => void;
  /** Something could not be written; the thread has said why. */
  readonly onLost: (transferId: TransferId) => void;
  readonly now?: () => number;
}

/** Turns what the engine says into entries, one after the other. */
export interface Recorder {
  readonly note: (event: StateEvent) => void;
  /** Those that were begun and have not been written to their end. */
  running(): readonly TransferId[];
  readonly settled: () => Promise<void>;
}

interface Seen {
  stage: 'begun' | 'ended';
  writtenAtMs: number;
}

export function createRecorder(options: RecorderOptions): Recorder {
  const { isOn, now = Date.now } = options;
  const seen = new Map<TransferId, Seen>();
  const open = new Set<TransferId>();
  const writing = createWriting(options, open);

  function noteTransfer(transfer: Transfer): void {
    const known = seen.get(transfer.id);
    if (known?.stage === 'ended') return;
    if (isEnded(transfer.state)) {
      seen.set(transfer.id, { stage: 'ended', writtenAtMs: now() });
      // what ends while nothing is to be kept leaves no beginning either
      if (isOn()) writing.complete(transfer);
      else if (known) writing.drop(transfer.id);
    } else if (isOn() && transfer.state !== 'offered' && now() - (known?.writtenAtMs ?? -Infinity) >= REFRESH_MS) {
      seen.set(transfer.id, { stage: 'begun', writtenAtMs: now() });
      writing.begin(transfer);
    }
  }

  return {
    note(event) {
      if (event.type === 'transfers') event.transfers.forEach(noteTransfer);
      else if (event.type === 'removed') event.transferIds.forEach((id) => seen.delete(id));
    },
    running: () => [...open],
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

  return {
    begin: (transfer) =>
      enqueue(async () => {
        const places = await placesOf(transfer.id);
        open.add(transfer.id);
        report(await ask((history) => history.begin(transfer, places)), transfer.id);
      }),
    complete: (transfer) =>
      enqueue(async () => {
        open.add(transfer.id);
        let isWritten = false;
        for (let attempt = 0; attempt < ATTEMPTS && !isWritten; attempt++) isWritten = await writeWhole(transfer);
        open.delete(transfer.id);
        if (isWritten) onChanged();
        else onLost(transfer.id);
      }),
    drop: (transferId) =>
      enqueue(async () => {
        open.delete(transferId);
        report(await ask((history) => history.drop(transferId)), transferId);
      }),
    settled: () => tail,
  };

  function report(result: Result<unknown>, transferId: TransferId): void {
    if (!result.ok) onLost(transferId);
  }
}
