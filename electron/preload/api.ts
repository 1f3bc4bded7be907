import { ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import type { EventChannel, Events, RequestArgs, RequestChannel, RequestReply } from '../../shared/ipc/contract.ts';
import { failure } from '../../shared/errors/result.ts';
import type { PeerId } from '../../shared/model/ids.ts';

// ipcRenderer.invoke is untyped; the contract is enforced by main's one handler table
function invoke<C extends RequestChannel>(channel: C, ...args: RequestArgs<C>): Promise<RequestReply<C>> {
  return ipcRenderer.invoke(channel, ...args) as Promise<RequestReply<C>>;
}

/** Calls `listener` on every event of `channel` until the returned function is called. */
function on<C extends EventChannel>(channel: C, listener: (payload: Events[C]) => void): () => void {
  const forward = (_event: IpcRendererEvent, payload: Events[C]): void => listener(payload);
  ipcRenderer.on(channel, forward);
  return () => void ipcRenderer.off(channel, forward);
}

/** Dropped or pasted files as paths. What has no path (an image copied from a page) is left out. */
function pathsOf(files: readonly File[]): string[] {
  return files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '');
}

/**
 * All that the page can do: named functions, plain data both ways. The page's type is derived from this
 * (`typeof api`), so the two cannot drift.
 */
export const api = {
  snapshot: () => invoke('app:snapshot'),
  addPeer: (address: string) => invoke('peers:add', { address }),
  forgetPeer: (peerId: PeerId) => invoke('peers:forget', { peerId }),
  sendFiles: (peerId: PeerId, files: readonly File[]): Promise<RequestReply<'transfers:send'>> => {
    const paths = pathsOf(files);
    if (paths.length === 0) return Promise.resolve(failure({ code: 'TRANSFER_NOTHING_TO_SEND', at: 'here' }));
    return invoke('transfers:send', { peerId, paths });
  },
  chooseAndSend: (...args: RequestArgs<'transfers:choose-and-send'>) => invoke('transfers:choose-and-send', ...args),
  cancelTransfer: (...args: RequestArgs<'transfers:cancel'>) => invoke('transfers:cancel', ...args),
  pauseTransfer: (...args: RequestArgs<'transfers:pause'>) => invoke('transfers:pause', ...args),
  resumeTransfer: (...args: RequestArgs<'transfers:resume'>) => invoke('transfers:resume', ...args),
  sendAgain: (...args: RequestArgs<'transfers:send-again'>) => invoke('transfers:send-again', ...args),
  retryFailed: (...args: RequestArgs<'transfers:retry'>) => invoke('transfers:retry', ...args),
  moveTransfer: (...args: RequestArgs<'transfers:move'>) => invoke('transfers:move', ...args),
  cancelWaiting: (...args: RequestArgs<'transfers:cancel-waiting'>) => invoke('transfers:cancel-waiting', ...args),
  dismissTransfer: (...args: RequestArgs<'transfers:dismiss'>) => invoke('transfers:dismiss', ...args),
  showInFolder: (...args: RequestArgs<'transfers:show-in-folder'>) => invoke('transfers:show-in-folder', ...args),
  transferFiles: (...args: RequestArgs<'transfers:files'>) => invoke('transfers:files', ...args),
  offerEntries: (...args: RequestArgs<'offers:entries'>) => invoke('offers:entries', ...args),
  chooseOfferFolder: (...args: RequestArgs<'offers:choose-folder'>) => invoke('offers:choose-folder', ...args),
  acceptOffer: (...args: RequestArgs<'offers:accept'>) => invoke('offers:accept', ...args),
  tellView: (...args: RequestArgs<'app:tell-view'>) => invoke('app:tell-view', ...args),
  openLogFolder: () => invoke('app:open-log-folder'),
  copyDiagnostics: () => invoke('app:copy-diagnostics'),
  changeSettings: (...args: RequestArgs<'settings:change'>) => invoke('settings:change', ...args),
  chooseInbox: () => invoke('settings:choose-inbox'),
  resetInbox: () => invoke('settings:reset-inbox'),
  choosePeerFolder: (...args: RequestArgs<'settings:choose-peer-folder'>) =>
    invoke('settings:choose-peer-folder', ...args),
  resetPeerFolder: (...args: RequestArgs<'settings:reset-peer-folder'>) =>
    invoke('settings:reset-peer-folder', ...args),
  dismissBrokenSettings: () => invoke('settings:dismiss-broken'),
  historyPage: (...args: RequestArgs<'history:page'>) => invoke('history:page', ...args),
  historyFiles: (...args: RequestArgs<'history:files'>) => invoke('history:files', ...args),
  removeFromHistory: (...args: RequestArgs<'history:remove'>) => invoke('history:remove', ...args),
  clearHistory: () => invoke('history:clear'),
  sendAgainFromHistory: (...args: RequestArgs<'history:send-again'>) => invoke('history:send-again', ...args),
  showHistoryInFolder: (...args: RequestArgs<'history:show-in-folder'>) => invoke('history:show-in-folder', ...args),
  copyHash: (...args: RequestArgs<'history:copy-hash'>) => invoke('history:copy-hash', ...args),
  saveReceipt: (...args: RequestArgs<'history:save-receipt'>) => invoke('history:save-receipt', ...args),
  historyChecks: () => invoke('history:checks'),
  checkHistory: (...args: RequestArgs<'history:check'>) => invoke('history:check', ...args),
  cancelHistoryCheck: (...args: RequestArgs<'history:cancel-check'>) => invoke('history:cancel-check', ...args),
  historyProblems: (...args: RequestArgs<'history:problems'>) => invoke('history:problems', ...args),
  sendPending: (...args: RequestArgs<'pending:send'>) => invoke('pending:send', ...args),
  forgetPending: (...args: RequestArgs<'pending:forget'>) => invoke('pending:forget', ...args),
  checkForUpdates: () => invoke('updates:check'),
  downloadUpdate: () => invoke('updates:download'),
  restartToUpdate: () => invoke('updates:restart'),
  declineOffer: (...args: RequestArgs<'offers:decline'>) => invoke('offers:decline', ...args),
  onSelfChanged: (listener: (self: Events['self:changed']) => void) => on('self:changed', listener),
  onPeersChanged: (listener: (peers: Events['peers:changed']) => void) => on('peers:changed', listener),
  onOffersChanged: (listener: (offers: Events['offers:changed']) => void) => on('offers:changed', listener),
  onTransfersChanged: (listener: (changed: Events['transfers:changed']) => void) => on('transfers:changed', listener),
  onTransfersRemoved: (listener: (ids: Events['transfers:removed']) => void) => on('transfers:removed', listener),
  onEngineChanged: (listener: (error: Events['engine:changed']) => void) => on('engine:changed', listener),
  onSettingsChanged: (listener: (view: Events['settings:changed']) => void) => on('settings:changed', listener),
  onHistoryChanged: (listener: () => void) => on('history:changed', listener),
  onHistoryChecksChanged: (listener: (checks: Events['history:checks-changed']) => void) =>
    on('history:checks-changed', listener),
  onPendingChanged: (listener: (pending: Events['pending:changed']) => void) => on('pending:changed', listener),
  onUpdateChanged: (listener: (state: Events['updates:changed']) => void) => on('updates:changed', listener),
  onTransferFocused: (listener: (id: Events['transfers:focused']) => void) => on('transfers:focused', listener),
} as const;

export type LanyardApi = typeof api;
