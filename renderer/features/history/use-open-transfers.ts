import { useShallow } from 'zustand/react/shallow';
import type { HistoryFilter } from '../../../shared/model/history.ts';
import type { TransferId } from '../../../shared/model/ids.ts';
import { isQueued, type Transfer } from '../../../shared/model/transfer.ts';
import { useApp } from '../../bridge/app-context.tsx';

/** Transfers that have begun and stand still: the history has no end of them to show yet. Newest first. */
export function useOpenTransfers(text: string, filter: HistoryFilter): readonly TransferId[] {
  const folded = fold(text.trim());
  return useApp(
    useShallow(({ transferOrder, transfersById, settings }) => {
      if (settings?.settings.keepsHistory === false) return [];
      return transferOrder.filter((id) => {
        const transfer = transfersById.get(id);
        return transfer !== undefined && isOpen(transfer) && fits(transfer, folded, filter);
      });
    }),
  );
}

/** It stands still and goes on when told to, or by itself. */
function isOpen(transfer: Transfer): boolean {
  return transfer.state === 'paused' || (transfer.state === 'waiting' && !isQueued(transfer));
}

function fits({ direction, title, peerName }: Transfer, folded: string, filter: HistoryFilter): boolean {
  if (filter === 'problems') return false;
  if (filter !== 'all' && (direction === 'send') !== (filter === 'sent')) return false;
  return fold(`${title}\n${peerName}`).includes(folded);
}

// as the history's own search does
function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
