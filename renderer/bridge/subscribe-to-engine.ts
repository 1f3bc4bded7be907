import type { AppSnapshot } from '../../shared/ipc/contract.ts';
import type { AppStore } from '../stores/app-store.ts';
import type { LanyardApi } from './lanyard-api.ts';
import { settle } from './settle.ts';

interface Subscription {
  readonly stop: () => void;
}

/**
 * Keeps `store` in step with the engine: first every event, then one snapshot, so that nothing falls between.
 * A snapshot is taken again whenever the engine comes back. `stop()` leaves the store as it is.
 */
export function startSubscription(api: LanyardApi, store: AppStore): Subscription {
  const { getState } = store;
  const loadSnapshot = async (): Promise<void> => {
    const reply = await settle(() => api.snapshot());
    if (reply.ok) applySnapshot(store, reply.value);
    else getState().setEngineError(reply.error);
  };
  const unsubscribe = [
    api.onSelfChanged((self) => getState().setSelf(self)),
    api.onPeersChanged((changes) => getState().applyPeers(changes)),
    api.onOffersChanged((offers) => getState().replaceOffers(offers)),
    api.onTransfersChanged((changed) => getState().applyTransfers(changed)),
    api.onTransfersRemoved((ids) => getState().removeTransfers(ids)),
    api.onEngineChanged((error) => {
      getState().setEngineError(error);
      if (error === null) void loadSnapshot();
    }),
    api.onTestChanged((test) => getState().setTest(test)),
    api.onSettingsChanged((settings) => getState().setSettings(settings)),
    api.onUpdateChanged((update) => getState().setUpdate(update)),
    api.onHistoryChecksChanged((checks) => getState().replaceChecks(checks)),
    api.onPendingChanged((pending) => getState().setPendingSend(pending)),
    store.subscribe(({ view }, before) => {
      if (view !== before.view) void settle(() => api.tellView({ isHome: view === 'home' }));
    }),
    api.onTransferFocused((id) => {
      getState().showView('home');
      const isOffer = getState().offers.some((offer) => offer.transferId === id);
      if (isOffer) getState().bringOfferToFront(id);
      else getState().focusTransfer(id);
    }),
  ];
  void loadSnapshot();
  void settle(() => api.historyChecks()).then((reply) => reply.ok && getState().replaceChecks(reply.value));
  // of a page that is loaded anew main knows the one before
  void settle(() => api.tellView({ isHome: getState().view === 'home' }));
  return { stop: () => unsubscribe.forEach((off) => off()) };
}

function applySnapshot(store: AppStore, snapshot: AppSnapshot): void {
  const state = store.getState();
  state.setSelf(snapshot.self);
  state.replacePeers(snapshot.peers);
  state.replaceOffers(snapshot.offers);
  state.replaceTransfers(snapshot.transfers);
  state.setEngineError(snapshot.engineError);
  state.setSettings(snapshot.settings);
  state.setUpdate(snapshot.update);
  state.setPendingSend(snapshot.pendingSend);
}
