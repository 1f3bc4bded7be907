import { createStore, type StoreApi } from 'zustand/vanilla';
import { createChecksSlice, type ChecksSlice } from './checks-slice.ts';
import { createDragSlice, type DragSlice } from './drag-slice.ts';
import { createNoticesSlice, type NoticesSlice } from './notices-slice.ts';
import { createOffersSlice, type OffersSlice } from './offers-slice.ts';
import { createPendingSlice, type PendingSlice } from './pending-slice.ts';
import { createPeersSlice, type PeersSlice } from './peers-slice.ts';
import { createSelfSlice, type SelfSlice } from './self-slice.ts';
import { createSettingsSlice, type SettingsSlice } from './settings-slice.ts';
import { createTestSlice, type TestSlice } from './test-slice.ts';
import { createTransfersSlice, type TransfersSlice } from './transfers-slice.ts';
import { createUpdateSlice, type UpdateSlice } from './update-slice.ts';
import { createViewSlice, type ViewSlice } from './view-slice.ts';

export type AppState = SelfSlice &
  PeersSlice &
  OffersSlice &
  TransfersSlice &
  NoticesSlice &
  SettingsSlice &
  UpdateSlice &
  PendingSlice &
  ChecksSlice &
  DragSlice &
  TestSlice &
  ViewSlice;
export type AppStore = StoreApi<AppState>;

/** What the window knows, mirrored from the engine. One per window; tests make their own. */
export function createAppStore(): AppStore {
  return createStore<AppState>()((...args) => ({
    ...createSelfSlice(...args),
    ...createPeersSlice(...args),
    ...createOffersSlice(...args),
    ...createTransfersSlice(...args),
    ...createNoticesSlice(...args),
    ...createSettingsSlice(...args),
    ...createUpdateSlice(...args),
    ...createPendingSlice(...args),
    ...createChecksSlice(...args),
    ...createDragSlice(...args),
    ...createTestSlice(...args),
    ...createViewSlice(...args),
  }));
}
