import type { TransferId } from '../../shared/model/ids.ts';
import type { Transfer, TransferState } from '../../shared/model/transfer.ts';

/** What goes on as a whole: for the title, the taskbar and the question before quitting. */
export interface Activity {
  /** Transfers that were agreed and have not ended. */
  readonly runningCount: number;
  /** Bytes move or are being settled: the computer should stay awake. */
  readonly isMoving: boolean;
  /** 0 to 1, over all transfers since the last quiet time; null: none is running. */
  readonly fraction: number | null;
}

const RUNNING: ReadonlySet<TransferState> = new Set(['active', 'waiting', 'paused', 'verifying']);
const ARRIVED: ReadonlySet<TransferState> = new Set(['done', 'partial']);

/**
 * Returns a function from all transfers to what goes on. It remembers the transfers of the current busy time,
 * so that one which finishes does not throw the bar back.
 */
export function createActivity(): (transfers: readonly Transfer[]) => Activity {
  const batch = new Set<TransferId>();
  return (transfers) => {
    const running = transfers.filter((transfer) => RUNNING.has(transfer.state));
    if (running.length === 0) batch.clear();
    for (const transfer of running) batch.add(transfer.id);
    const counted = transfers.filter((transfer) => isCounted(transfer, batch));
    const bytesDone = counted.reduce((sum, transfer) => sum + transfer.bytesDone, 0);
    const bytesTotal = counted.reduce((sum, transfer) => sum + transfer.bytesTotal, 0);
    return {
      runningCount: running.length,
      isMoving: running.some((transfer) => transfer.state === 'active' || transfer.state === 'verifying'),
      fraction: running.length === 0 ? null : bytesTotal === 0 ? 0 : Math.min(1, bytesDone / bytesTotal),
    };
  };
}

function isCounted({ id, state }: Transfer, batch: ReadonlySet<TransferId>): boolean {
  return batch.has(id) && (RUNNING.has(state) || ARRIVED.has(state));
}
