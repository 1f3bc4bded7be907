import type { StateCreator } from 'zustand/vanilla';
import type { HistoryCheck } from '../../shared/model/history.ts';
import type { TransferId } from '../../shared/model/ids.ts';

/** Past transfers that are, or were in this run, compared with the disk. */
export interface ChecksSlice {
  readonly checksById: ReadonlyMap<TransferId, HistoryCheck>;
  readonly replaceChecks: (checks: readonly HistoryCheck[]) => void;
}

export const createChecksSlice: StateCreator<ChecksSlice> = (set) => ({
  checksById: new Map(),
  replaceChecks: (checks) => set({ checksById: new Map(checks.map((check) => [check.transferId, check])) }),
});
