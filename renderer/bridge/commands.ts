import type { Result } from '../../shared/errors/result.ts';
import type { RequestArgs } from '../../shared/ipc/contract.ts';
import type { PeerId, TransferId } from '../../shared/model/ids.ts';
import type { LineMove } from '../../shared/model/transfer.ts';
import type { AppStore } from '../stores/app-store.ts';
import { endedTransferIdsOf } from '../stores/selectors.ts';
import { createHistoryCommands } from './history-commands.ts';
import type { LanyardApi } from './lanyard-api.ts';
import { createSettingsCommands } from './settings-commands.ts';
import { settle } from './settle.ts';
import { createTestCommands } from './test-commands.ts';

type Peerish = { readonly id: PeerId; readonly name: string };

export type Commands = ReturnType<typeof createCommands>;

/**
 * What the user can do. Calls without a result of their own put a failure into the notices;
 * `addPeer`, `acceptOffer`, `declineOffer` and those of the settings hand it back, for it belongs next to the field or button.
 */
export function createCommands(api: LanyardApi, store: AppStore) {
  /** True when it worked. */
  const run = async (call: () => Promise<Result<unknown>>, peerName?: string): Promise<boolean> => {
    const reply = await settle(call);
    if (!reply.ok) {
      store.getState().addNotice({ kind: 'error', error: reply.error, ...(peerName !== undefined && { peerName }) });
    }
    return reply.ok;
  };
  const dismiss = (transferId: TransferId): Promise<boolean> => run(() => api.dismissTransfer({ transferId }));
  return {
    addPeer: (address: string) => settle(() => api.addPeer({ address })),
    forgetPeer: (peer: Peerish) => run(() => api.forgetPeer({ peerId: peer.id }), peer.name),
    sendFiles: (peer: Peerish, files: readonly File[]) => run(() => api.sendFiles(peer.id, files), peer.name),
    chooseAndSend: (peer: Peerish, kind: 'files' | 'folders') =>
      run(() => api.chooseAndSend({ peerId: peer.id, kind }), peer.name),
    sendPending: (id: number, peer: Peerish) => run(() => api.sendPending({ id, peerId: peer.id }), peer.name),
    forgetPending: (id: number) => run(() => api.forgetPending({ id })),
    cancel: (transferId: TransferId) => run(() => api.cancelTransfer({ transferId })),
    pause: (transferId: TransferId) => run(() => api.pauseTransfer({ transferId })),
    resume: (transferId: TransferId) => run(() => api.resumeTransfer({ transferId })),
    /** @param indexes - of at most 1,000 files; undefined: all that failed */
    retryFailed: (transferId: TransferId, indexes?: readonly number[]) =>
      run(() => api.retryFailed({ transferId, indexes })),
    move: (transferId: TransferId, to: LineMove) => run(() => api.moveTransfer({ transferId, to })),
    cancelWaiting: (peer: Peerish) => run(() => api.cancelWaiting({ peerId: peer.id }), peer.name),
    sendAgain: (transferId: TransferId) => run(() => api.sendAgain({ transferId })),
    dismiss,
    dismissEnded: () => Promise.all(endedTransferIdsOf(store.getState()).map(dismiss)),
    showInFolder: (transferId: TransferId) => run(() => api.showInFolder({ transferId })),
    chooseOfferFolder: (transferId: TransferId) => run(() => api.chooseOfferFolder({ transferId })),
    acceptOffer: (args: RequestArgs<'acceptOffer'>[0]) => settle(() => api.acceptOffer(args)),
    declineOffer: (transferId: TransferId) => settle(() => api.declineOffer({ transferId })),
    dismissBrokenSettings: () => run(() => api.dismissBrokenSettings()),
    ...createHistoryCommands(api, store, run),
    ...createSettingsCommands(api),
    ...createTestCommands(api, store, run),
  };
}
