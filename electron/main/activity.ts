import type { TransferId } from '../../shared/model/ids.ts';
import { isQueued, type Transfer, type TransferState } from '../../shared/model/transfer.ts';

/** What goes on as a whole: for the title, the taskbar and the question before quitting. */
export interface Activity {
  /** Transfers whose bytes move or are being settled: the computer should stay awake for them. */
  readonly movingCount: number;
  /** Transfers that wait for their device, or are paused. They go on after a restart. */
  readonly heldCount: number;
  /** 0 to 1, over all that moves and what arrived in the same busy time, else over what was begun and is held; null: neither. */
  readonly fraction: number | null;
}

const MOVING: ReadonlySet<TransferState> = new Set(['active', 'verifying']);
const HELD: ReadonlySet<TransferState> = new Set(['waiting', 'paused']);
const ARRIVED: ReadonlySet<TransferState> = new Set(['done', 'partial']);

/**
 * Returns a function from all transfers to what goes on. It remembers the transfers of the current busy time,
 * so that one which finishes does not throw the bar back.
 */
export function createActivity(): (transfers: readonly Transfer[]) => Activity {
  const batch = new Set<TransferId>();
  return (transfers) => {
    const moving = transfers.filter(({ state }) => MOVING.has(state));
    const held = transfers.filter(({ state }) => HELD.has(state));
    if (moving.length === 0) batch.clear();
    for (const transfer of moving) batch.add(transfer.id);
    const counted =
      moving.length > 0
        ? transfers.filter((transfer) => isCounted(transfer, batch))
        : held.filter((transfer) => !isQueued(transfer));
    return {
      movingCount: moving.length,
      heldCount: held.length,
      fraction: counted.length === 0 ? null : fractionOf(counted),
    };
  };
}

function isCounted({ id, state }: Transfer, batch: ReadonlySet<TransferId>): boolean {
  return batch.has(id) && (MOVING.has(state) || ARRIVED.has(state));
}

function fractionOf(counted: readonly Transfer[]): number {
  const bytesDone = counted.reduce((sum, transfer) => sum + transfer.bytesDone, 0);
  const bytesTotal = counted.reduce((sum, transfer) => sum + transfer.bytesTotal, 0);
  return bytesTotal === 0 ? 0 : Math.min(1, bytesDone / bytesTotal);
}
