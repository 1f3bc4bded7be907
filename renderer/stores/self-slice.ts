import type { StateCreator } from 'zustand/vanilla';
import type { ErrorInfo } from '../../shared/errors/error-info.ts';
import type { Self } from '../../shared/model/peer.ts';

export interface SelfSlice {
  /** This device; null until the first snapshot. */
  readonly self: Self | null;
  /** Why the engine cannot serve; null: all is well. */
  readonly engineError: ErrorInfo | null;
  readonly setSelf: (self: Self) => void;
  readonly setEngineError: (error: ErrorInfo | null) => void;
}

export const createSelfSlice: StateCreator<SelfSlice> = (set) => ({
  self: null,
  engineError: null,
  setSelf: (self) => set({ self }),
  setEngineError: (engineError) => set({ engineError }),
});
