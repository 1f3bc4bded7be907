import type { StateCreator } from 'zustand/vanilla';

/** What fills the window below the header. Offers and messages are shown over each of them. */
export type View = 'home' | 'history' | 'settings';

export interface ViewSlice {
  readonly view: View;
  readonly showView: (view: View) => void;
}

export const createViewSlice: StateCreator<ViewSlice> = (set) => ({
  view: 'home',
  showView: (view) => set({ view }),
});
