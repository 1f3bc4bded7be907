import type { StateCreator } from 'zustand/vanilla';
import type { SettingsView } from '../../shared/model/settings.ts';

export interface SettingsSlice {
  /** null until the first snapshot. */
  readonly settings: SettingsView | null;
  readonly setSettings: (settings: SettingsView) => void;
}

export const createSettingsSlice: StateCreator<SettingsSlice> = (set) => ({
  settings: null,
  setSettings: (settings) => set({ settings }),
});
