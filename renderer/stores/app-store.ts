import { createStore, type StoreApi } from 'zustand/vanilla';
import { createNoticesSlice, type NoticesSlice } from './notices-slice.ts';
import { createOffersSlice, type OffersSlice } from './offers-slice.ts';
import { createPeersSlice, type PeersSlice } from './peers-slice.ts';
import { createSelfSlice, type SelfSlice } from './self-slice.ts';
import { createTransfersSlice, type TransfersSlice } from './transfers-slice.ts';

export type AppState = SelfSlice & PeersSlice & OffersSlice & TransfersSlice & NoticesSlice;
export type AppStore = StoreApi<AppState>;

/** What the window knows, mirrored from the engine. One per window; tests make their own. */
export function createAppStore(): AppStore {
  return createStore<AppState>()((...args) => ({
    ...createSelfSlice(...args),
    ...createPeersSlice(...args),
    ...createOffersSlice(...args),
    ...createTransfersSlice(...args),
    ...createNoticesSlice(...args),
  }));
}
