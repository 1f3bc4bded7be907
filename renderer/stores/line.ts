import type { PeerId, TransferId } from '../../shared/model/ids.ts';
import { isQueued } from '../../shared/model/transfer.ts';
import type { AppState } from './app-store.ts';

/** Whether anything waits behind `id` in the same line. */
export function selectHasBehind(id: TransferId): (state: AppState) => boolean {
  return ({ transfersById }) => {
    const own = transfersById.get(id);
    if (own === undefined || own.linePosition === null) return false;
    for (const { peerId, state, linePosition } of transfersById.values()) {
      const isSameLine = peerId === own.peerId && state === own.state;
      if (isSameLine && linePosition !== null && linePosition > own.linePosition) return true;
    }
    return false;
  };
}

/** How many transfers wait for this device and were not accepted yet. */
export function selectQueuedCount(peerId: PeerId): (state: AppState) => number {
  return ({ transfersById }) => {
    let count = 0;
    for (const transfer of transfersById.values()) if (transfer.peerId === peerId && isQueued(transfer)) count += 1;
    return count;
  };
}
