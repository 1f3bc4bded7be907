import type { StateCreator } from 'zustand/vanilla';
import type { PendingSend } from '../../shared/model/pending-send.ts';

export interface PendingSlice {
  /** Files from a command line or a file manager that wait for a peer; null: none. */
  readonly pendingSend: PendingSend | null;
  readonly setPendingSend: (pending: PendingSend | null) => void;
}

export const createPendingSlice: StateCreator<PendingSlice> = (set) => ({
  pendingSend: null,
  setPendingSend: (pendingSend) => set({ pendingSend }),
});
