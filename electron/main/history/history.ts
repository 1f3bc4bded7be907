import type { Result } from '../../../shared/errors/result.ts';
import type { HistoryQuery, Page, PageQuery } from '../../../shared/ipc/contract.ts';
import type { HistoryEntry, HistoryFile } from '../../../shared/model/history.ts';
import type { PeerId, TransferId } from '../../../shared/model/ids.ts';
import type { StateEvent } from '../engine-state.ts';

/** What was sent and received, kept in a database by a thread of its own. */
export interface History {
  /** Hears everything that the engine says, and writes down what begins and what ends. */
  note(event: StateEvent): void;
  page(query: HistoryQuery): Promise<Result<Page<HistoryEntry>>>;
  files(query: PageQuery): Promise<Result<Page<HistoryFile>>>;
  remove(transferId: TransferId): Promise<Result<null>>;
  clear(): Promise<Result<null>>;
  /** For sending again and showing: TRANSFER_UNKNOWN when there is no such entry. */
  origin(transferId: TransferId): Promise<Result<HistoryOrigin>>;
  /** Resolves when what ended has been written. To be awaited before the engine forgets a transfer, and before quitting. */
  settled(): Promise<void>;
  /** Writes what is due and ends the thread. */
  stop(): Promise<void>;
}

export interface HistoryOrigin {
  readonly peerId: PeerId;
  readonly sourcePaths: readonly string[];
  readonly shownPath: string | null;
}

export function startHistory(): History {
  const none = () => Promise.resolve({ ok: true, value: { total: 0, rows: [] } } as const);
  const unknown = () => Promise.resolve({ ok: false, error: { code: 'TRANSFER_UNKNOWN', at: 'here' } } as const);
  return {
    note: () => undefined,
    page: none,
    files: none,
    remove: unknown,
    clear: unknown,
    origin: unknown,
    settled: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
