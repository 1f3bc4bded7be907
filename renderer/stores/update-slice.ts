import type { StateCreator } from 'zustand/vanilla';
import type { UpdateState } from '../../shared/model/update.ts';

export interface UpdateSlice {
  readonly update: UpdateState;
  readonly setUpdate: (update: UpdateState) => void;
}

export const createUpdateSlice: StateCreator<UpdateSlice> = (set) => ({
  update: { kind: 'off' },
  setUpdate: (update) => set({ update }),
});
