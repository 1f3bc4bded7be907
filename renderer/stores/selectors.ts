import type { PeerId, TransferId } from '../../shared/model/ids.ts';
import type { Offer } from '../../shared/model/offer.ts';
import type { Peer } from '../../shared/model/peer.ts';
import { isEnded, type Transfer } from '../../shared/model/transfer.ts';
import type { AppState } from './app-store.ts';

export const selectSelf = (state: AppState) => state.self;
export const selectPlatform = (state: AppState) => state.self?.platform ?? 'other';
export const selectEngineError = (state: AppState) => state.engineError;
export const selectPeers = (state: AppState) => state.peers;
export const selectOffers = (state: AppState) => state.offers;
export const selectNotices = (state: AppState) => state.notices;
export const selectDrag = (state: AppState) => state.drag;
export const selectView = (state: AppState) => state.view;
export const selectSettings = (state: AppState) => state.settings;
export const selectUpdate = (state: AppState) => state.update;

export function selectTransfer(id: TransferId): (state: AppState) => Transfer | undefined {
  return (state) => state.transfersById.get(id);
}

/** Those that can take files now. */
export function onlinePeersOf(state: AppState): readonly Peer[] {
  return state.peers.filter((peer) => peer.status === 'online');
}

/** Those that get later what is sent to them now. */
export function awayPeersOf(state: AppState): readonly Peer[] {
  return state.peers.filter((peer) => peer.status !== 'online');
}

/** The offer on show: the one asked for, else the one that waits longest. */
export function selectFrontOffer(state: AppState): Offer | undefined {
  return state.offers.find((offer) => offer.transferId === state.frontOfferId) ?? state.offers[0];
}

/** The newest thing that was exchanged with this peer and arrived. */
export function selectLastExchanged(peerId: PeerId): (state: AppState) => Transfer | undefined {
  return (state) => lastByPeer(state).get(peerId);
}

type Exchanged = Pick<AppState, 'transferOrder' | 'transfersById'>;
let last: (Exchanged & { readonly byPeer: ReadonlyMap<PeerId, Transfer> }) | null = null;

/** Made once for each change of the transfers: every tile asks, and there may be hundreds. */
function lastByPeer({ transferOrder, transfersById }: Exchanged): ReadonlyMap<PeerId, Transfer> {
  if (last?.transferOrder !== transferOrder || last.transfersById !== transfersById) {
    const byPeer = new Map<PeerId, Transfer>();
    for (const id of transferOrder) {
      const transfer = transfersById.get(id);
      const hasArrived = transfer?.state === 'done' || transfer?.state === 'partial';
      if (hasArrived && !byPeer.has(transfer.peerId)) byPeer.set(transfer.peerId, transfer);
    }
    last = { transferOrder, transfersById, byPeer };
  }
  return last.byPeer;
}

/** Bytes per second out and in, over all that moves. */
export function selectRates(state: AppState): { readonly sendRate: number; readonly receiveRate: number } {
  let sendRate = 0;
  let receiveRate = 0;
  for (const transfer of state.transfersById.values()) {
    if (transfer.state !== 'active') continue;
    if (transfer.direction === 'send') sendRate += transfer.rateBytesPerSec;
    else receiveRate += transfer.rateBytesPerSec;
  }
  return { sendRate, receiveRate };
}

/** Ids of all that has ended, newest first. */
export function endedTransferIdsOf(state: AppState): readonly TransferId[] {
  return state.transferOrder.filter((id) => {
    const transfer = state.transfersById.get(id);
    return transfer !== undefined && isEnded(transfer.state);
  });
}

export function selectHasEnded(state: AppState): boolean {
  return endedTransferIdsOf(state).length > 0;
}

/** The name a device had when it was last seen or last sent something; undefined: this window has not seen it. */
export function selectPeerName(peerId: PeerId): (state: AppState) => string | undefined {
  return (state) => {
    const peer = state.peers.find(({ id }) => id === peerId);
    if (peer !== undefined) return peer.name;
    for (const transfer of state.transfersById.values()) if (transfer.peerId === peerId) return transfer.peerName;
    return undefined;
  };
}

/** True while anything is asked or moves: an update must not break into it. What waits or is paused goes on after it. */
export function selectHasRunning(state: AppState): boolean {
  for (const { state: now } of state.transfersById.values()) {
    if (!isEnded(now) && now !== 'waiting' && now !== 'paused') return true;
  }
  return false;
}
