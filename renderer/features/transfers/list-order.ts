import type { TransferId } from '../../../shared/model/ids.ts';
import { isEnded, isInLine, isPausedByDisk, type Transfer } from '../../../shared/model/transfer.ts';
import type { AppState } from '../../stores/app-store.ts';

/**
 * Ids of all transfers as they are listed: first what needs the user, then what runs or waits, then what has ended, each
 * newest first. What goes to one device stands together in the order in which it is sent.
 */
export function listOrder({ transferOrder, transfersById }: Pick<AppState, 'transferOrder' | 'transfersById'>) {
  const groups: Record<'needed' | 'live' | 'ended', Transfer[]> = { needed: [], live: [], ended: [] };
  for (const id of transferOrder) {
    const transfer = transfersById.get(id);
    if (transfer !== undefined) groups[groupOf(transfer)].push(transfer);
  }
  return [...groups.needed, ...lines(groups.live), ...groups.ended].map(({ id }): TransferId => id);
}

function groupOf(transfer: Transfer): 'needed' | 'live' | 'ended' {
  if (isEnded(transfer.state)) return 'ended';
  const isAsked = transfer.state === 'offered' && transfer.direction === 'receive';
  return isAsked || (isPausedByDisk(transfer) && transfer.error?.at === 'here') ? 'needed' : 'live';
}

/** Each line where the newest of it would stand. */
function lines(live: readonly Transfer[]): readonly Transfer[] {
  const byPeer = new Map<string, Transfer[]>();
  for (const transfer of live) {
    const key = transfer.direction === 'send' ? transfer.peerId : transfer.id;
    const line = byPeer.get(key);
    if (line === undefined) byPeer.set(key, [transfer]);
    else line.push(transfer);
  }
  return [...byPeer.values()].flatMap((line) => line.toSorted(comparePlaces));
}

function comparePlaces(a: Transfer, b: Transfer): number {
  return stepOf(a) - stepOf(b) || (a.linePosition ?? 0) - (b.linePosition ?? 0) || a.startedAtMs - b.startedAtMs;
}

/** How near it is to being sent. */
function stepOf(transfer: Transfer): number {
  switch (transfer.state) {
    case 'active':
    case 'verifying':
      return isInLine(transfer) ? 1 : 0;
    case 'waiting':
      return 2;
    case 'offered':
      return 3;
    default:
      return 4;
  }
}
