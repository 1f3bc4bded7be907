import type { Result } from '../../shared/errors/result.ts';
import type { HistoryEntry } from '../../shared/model/history.ts';
import type { TransferId } from '../../shared/model/ids.ts';
import type { AppStore } from '../stores/app-store.ts';
import type { LanyardApi } from './lanyard-api.ts';
import { settle } from './settle.ts';

/** Puts a failure into the notices; true when there was none. */
type Run = (call: () => Promise<Result<unknown>>, peerName?: string) => Promise<boolean>;

export function createHistoryCommands(api: LanyardApi, store: AppStore, run: Run) {
  return {
    removeFromHistory: (transferId: TransferId) => run(() => api.removeFromHistory({ transferId })),
    copyHash: (sha256: string) => run(() => api.copyHash({ sha256 })),
    clearHistory: () => run(() => api.clearHistory()),
    showHistoryInFolder: (transferId: TransferId) => run(() => api.showHistoryInFolder({ transferId })),
    /** @param tell - what is said when it has been written under a name */
    saveReceipt: async (transferId: TransferId, tell: (name: string) => string): Promise<void> => {
      const reply = await settle(() => api.saveReceipt({ transferId }));
      if (!reply.ok) store.getState().addNotice({ kind: 'error', error: reply.error });
      else if (reply.value !== null) store.getState().addNotice({ kind: 'text', text: tell(reply.value) });
    },
    checkHistory: (transferId: TransferId) => run(() => api.checkHistory({ transferId })),
    cancelHistoryCheck: (transferId: TransferId) => run(() => api.cancelHistoryCheck({ transferId })),
    /** Shows the new transfer, which is not in the history before it moves. */
    sendAgainFromHistory: async ({ id, peerName }: HistoryEntry): Promise<void> => {
      const isSent = await run(() => api.sendAgainFromHistory({ transferId: id }), peerName);
      if (isSent) store.getState().showView('home');
    },
  };
}
